/* Files that appear whole or not at all: see file.h. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define UNFINISHED ".convbook-unfinished."

/* ---- what is unfinished, and whose ---- */

/* removes the files in a folder; folders inside it stay */
static void remove_files(DIR *listing) {
  rewinddir(listing);
  for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) unlinkat(dirfd(listing), entry->d_name, 0);
}

/* removes one unfinished file or folder, unless its writer lives: then it is locked */
static void remove_if_left(int folder, const char *name) {
  int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) return;
  struct stat about;
  if (flock(file, LOCK_EX | LOCK_NB) != 0 || fstat(file, &about) != 0) {
    close(file);
    return;
  }
  if (S_ISREG(about.st_mode)) unlinkat(folder, name, 0);
  DIR *listing = S_ISDIR(about.st_mode) ? fdopendir(file) : NULL;
  if (!listing) {
    close(file);
    return;
  }
  remove_files(listing);
  unlinkat(folder, name, AT_REMOVEDIR);
  closedir(listing);
}

/* removes what killed programs left in a folder */
static void remove_leftovers(const char *folder) {
  DIR *listing = opendir(folder);
  if (!listing) return;
  for (struct dirent *entry; (entry = readdir(listing)) != NULL;)
    if (strncmp(entry->d_name, UNFINISHED, strlen(UNFINISHED)) == 0) remove_if_left(dirfd(listing), entry->d_name);
  closedir(listing);
}

/*
 * Marks an unfinished file or folder as ours. Between its making and this lock another program
 * may have taken it for a leftover; then false. Where the file system knows no locks, nobody
 * removes leftovers either.
 */
static int is_ours(int file) {
  struct stat about;
  while (flock(file, LOCK_EX) != 0)
    if (errno != EINTR) return 1;
  return fstat(file, &about) == 0 && about.st_nlink > 0;
}

enum { TRIES = 10 };

/* makes and opens an unfinished file at `path`, which ends in XXXXXX; negative, with errno, when it cannot be */
static int make_unfinished(char *path) {
  for (int i = 0; i < TRIES; i++) {
    int file = mkstemp(path);
    if (file < 0) return file;
    fcntl(file, F_SETFD, FD_CLOEXEC);
    if (is_ours(file)) return file;
    close(file);
    memset(path + strlen(path) - 6, 'X', 6);
  }
  errno = EAGAIN;
  return -1;
}

/* ---- a new file ---- */

static void forget(NewFile *file) {
  free(file->name);
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

/* why no file can be made there, and what to do about it */
static Status cannot_write(const char *path, int why) {
  const char *cure = why == ENOENT || why == ENOTDIR || why == EACCES || why == EROFS || why == EPERM
                         ? "; check that its folder exists and is yours to write"
                     : why == ENAMETOOLONG ? "; choose a shorter one"
                     : why == ENOSPC       ? "; make room, or choose another folder"
                     : why == ENOMEM       ? "; close other programs"
                                           : "";
  return fail("%s: cannot be written: %s%s", path, why == ENOMEM ? "not enough memory" : strerror(why), cure);
}

/* the folder that a file is in, the caller's to free(); null when memory is short */
static char *folder_of(const char *path) {
  char *copy = strdup(path);
  char *folder = copy ? strdup(dirname(copy)) : NULL;
  free(copy);
  return folder;
}

/* a name may be as long as the file system allows; the unfinished file's own is short */
static int name_too_long(const char *path, const char *folder) {
  const char *slash = strrchr(path, '/');
  long most = pathconf(folder, _PC_NAME_MAX);
  return most > 0 && strlen(slash ? slash + 1 : path) > (size_t)most;
}

/* where a link that leads to no file yet leads to, the caller's to free; null with errno set */
static char *end_of_links(const char *path) {
  enum { MOST = 40 }; /* as many as the system follows */
  char *at = strdup(path), target[4096];
  for (int links = 0; at && links < MOST; links++) {
    ssize_t length = readlink(at, target, sizeof target - 1);
    if (length < 0) return at;
    target[length] = '\0';

    /* a target that does not begin at the root begins where the link lies */
    char *slash = strrchr(at, '/'), *next;
    int folder = slash && target[0] != '/' ? (int)(slash + 1 - at) : 0;
    if (asprintf(&next, "%.*s%s", folder, at, target) < 0) next = NULL;
    free(at);
    at = next;
  }
  errno = at ? ELOOP : ENOMEM;
  free(at);
  return NULL;
}

Status new_file_begin(NewFile *file, const char *path) {
  *file = (NewFile){0};

  struct stat found;
  int exists = stat(path, &found) == 0;
  if (!exists && errno != ENOENT) return cannot_write(path, errno);
  if (exists && !S_ISREG(found.st_mode))
    return fail("%s: is %s, so no file can be written there; choose another name", path,
                S_ISDIR(found.st_mode) ? "a folder" : "no regular file");

  /* through a link to the file itself, so that the rename replaces the file, not the link */
  file->name = strdup(path);
  file->path = file->name && exists ? realpath(path, NULL) : end_of_links(path);
  char *folder = file->path ? folder_of(file->path) : NULL;
  if (!folder || asprintf(&file->temporary, "%s/" UNFINISHED "XXXXXX", folder) < 0) {
    int why = errno;
    file->temporary = NULL;
    free(folder);
    forget(file);
    return cannot_write(path, why);
  }

  remove_leftovers(folder);
  int descriptor = name_too_long(file->path, folder) ? (errno = ENAMETOOLONG, -1) : make_unfinished(file->temporary);
  free(folder);
  if (descriptor < 0) {
    int why = errno;
    forget(file);
    return cannot_write(path, why);
  }
  fchmod(descriptor, exists ? found.st_mode & 0777 : usual_mode());
  file->stream = fdopen(descriptor, "wb");
  if (!file->stream) {
    int why = errno;
    close(descriptor);
    new_file_abandon(file);
    return cannot_write(path, why);
  }
  return OK;
}

/* the rename itself must survive a power cut too, so the folder is synced as well */
static void sync_folder(char *path) {
  int folder = open(dirname(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

void new_file_write(NewFile *file, const void *bytes, size_t count) {
  if (fwrite(bytes, 1, count, file->stream) != count && !file->why) file->why = errno;
}

enum { UNKNOWN = -1 };

/* 0, the errno of what failed, or UNKNOWN: an earlier write that nobody looked at, and what it left behind could be written */
static int flush_to_disk(NewFile *file) {
  if (file->why) return file->why;
  int failed_before = ferror(file->stream);
  if (fflush(file->stream) != 0) return errno;
  if (failed_before) return UNKNOWN;
  return fsync(fileno(file->stream)) == 0 ? 0 : errno;
}

Status new_file_commit(NewFile *file) {
  int why = flush_to_disk(file);
  if (!why && rename(file->temporary, file->path) != 0) why = errno;
  if (why) {
    fail("%s: could not be written%s%s; what was there before is unchanged", file->name, why == UNKNOWN ? "" : ": ",
         why == UNKNOWN ? "" : strerror(why));
    new_file_abandon(file);
    return FAILED;
  }
  fclose(file->stream); /* only now, for it ends the lock */
  sync_folder(file->path);
  forget(file);
  return OK;
}

void new_file_abandon(NewFile *file) {
  if (file->temporary) unlink(file->temporary);
  if (file->stream) fclose(file->stream);
  forget(file);
}

/* ---- a folder for files that are not finished ---- */

Status work_folder_begin(WorkFolder *work, const char *parent) {
  *work = (WorkFolder){0};
  remove_leftovers(parent);
  for (int i = 0; i < TRIES; i++) {
    if (asprintf(&work->path, "%s/" UNFINISHED "XXXXXX", parent) < 0) {
      *work = (WorkFolder){0};
      return fail("%s: not enough memory to write into it; close other programs", parent);
    }
    if (!mkdtemp(work->path)) {
      int why = errno;
      free(work->path);
      *work = (WorkFolder){0};
      return fail("%s: nothing can be written into this folder: %s; choose another", parent, strerror(why));
    }
    work->listing = opendir(work->path);
    if (work->listing && is_ours(dirfd(work->listing))) return OK;
    int why = errno, gone = work->listing != NULL;
    work_folder_end(work);
    if (!gone) return fail("%s: nothing can be written into this folder: %s", parent, strerror(why));
  }
  return fail("%s: other programs keep removing what is written into this folder; choose another", parent);
}

void work_folder_end(WorkFolder *work) {
  if (work->listing) remove_files(work->listing);
  if (work->path) rmdir(work->path);
  if (work->listing) closedir(work->listing);
  free(work->path);
  *work = (WorkFolder){0};
}

Status can_write_file(const char *path) {
  NewFile file;
  if (new_file_begin(&file, path) != OK) return FAILED;
  new_file_abandon(&file);
  return OK;
}

Status can_write_folder(const char *path) {
  WorkFolder work;
  if (make_folders(path) != OK || work_folder_begin(&work, path) != OK) return FAILED;
  work_folder_end(&work);
  return OK;
}

bool same_file(const char *a, const char *b) {
  struct stat first, second;
  bool first_there = stat(a, &first) == 0, second_there = stat(b, &second) == 0;
  if (first_there && second_there) return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
  if (first_there || second_there) return false;

  /* neither: the same name in the same folder */
  const char *names[2] = {a, b}, *name_of[2];
  struct stat folder[2];
  for (int i = 0; i < 2; i++) {
    const char *slash = strrchr(names[i], '/');
    name_of[i] = slash ? slash + 1 : names[i];
    char text[4096];
    snprintf(text, sizeof text, "%.*s.", (int)(name_of[i] - names[i]), names[i]);
    if (stat(text, &folder[i]) != 0) return strcmp(a, b) == 0;
  }
  return folder[0].st_dev == folder[1].st_dev && folder[0].st_ino == folder[1].st_ino && strcmp(name_of[0], name_of[1]) == 0;
}

Status make_folders(const char *path) {
  if (!*path) return fail("a folder cannot have an empty name");
  char *part = strdup(path);
  if (!part) return fail("not enough memory for the name of a folder; close other programs");
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
