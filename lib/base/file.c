/* Files that appear whole or not at all: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void forget(NewFile *file) {
  free(file->path);
  free(file->temporary);
  *file = (NewFile){0};
}

/* the permissions that any new file would get; mkstemp's are for the owner alone */
static mode_t usual_mode(void) {
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

Status new_file_begin(NewFile *file, const char *path) {
  *file = (NewFile){0};

  struct stat found;
  int exists = stat(path, &found) == 0;
  if (exists && !S_ISREG(found.st_mode))
    return fail("%s: is %s, so no file can be written there; choose another name", path,
                S_ISDIR(found.st_mode) ? "a folder" : "no regular file");

  /* through a link to the file itself, so that the rename replaces the file, not the link */
  file->path = exists ? realpath(path, NULL) : strdup(path);
  if (!file->path || asprintf(&file->temporary, "%s.XXXXXX", file->path) < 0) {
    file->temporary = NULL;
    forget(file);
    return fail("%s: cannot be written: %s", path, strerror(errno));
  }

  int descriptor = mkstemp(file->temporary);
  if (descriptor < 0) {
    int why = errno;
    forget(file);
    return fail("%s: cannot be written: %s; check that its folder exists and is yours to write", path, strerror(why));
  }
  fchmod(descriptor, exists ? found.st_mode & 0777 : usual_mode());
  file->stream = fdopen(descriptor, "wb");
  if (!file->stream) {
    close(descriptor);
    new_file_abandon(file);
    return fail("%s: cannot be written: %s", path, strerror(errno));
  }
  return OK;
}

/* the rename itself must survive a power cut too, so the folder is synced as well */
static void sync_folder(char *path) {
  int folder = open(dirname(path), O_RDONLY | O_DIRECTORY);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

Status new_file_commit(NewFile *file) {
  int written = !ferror(file->stream) && fflush(file->stream) == 0 && fsync(fileno(file->stream)) == 0;
  int why = errno;
  if (fclose(file->stream) != 0 && written) {
    written = 0;
    why = errno;
  }
  file->stream = NULL;
  if (written && rename(file->temporary, file->path) != 0) {
    written = 0;
    why = errno;
  }
  if (!written) {
    fail("%s: could not be written: %s; what was there before is unchanged", file->path, strerror(why));
    new_file_abandon(file);
    return FAILED;
  }
  sync_folder(file->path);
  forget(file);
  return OK;
}

void new_file_abandon(NewFile *file) {
  if (file->stream) fclose(file->stream);
  if (file->temporary) unlink(file->temporary);
  forget(file);
}

Status make_folders(const char *path) {
  if (!*path) return fail("a folder cannot have an empty name");
  char *part = strdup(path);
  if (!part) return fail("out of memory for the name of a folder");
  for (char *slash = part + 1;; slash++) {
    if (*slash != '/' && *slash != '\0') continue;
    char kept = *slash;
    *slash = '\0';
    if (mkdir(part, 0777) != 0 && errno != EEXIST) {
      fail("%s: the folder cannot be made: %s; choose another name", part, strerror(errno));
      free(part);
      return FAILED;
    }
    *slash = kept;
    if (!kept) break;
  }
  free(part);

  struct stat found;
  if (stat(path, &found) != 0 || !S_ISDIR(found.st_mode)) return fail("%s: is not a folder; choose another name", path);
  return OK;
}
