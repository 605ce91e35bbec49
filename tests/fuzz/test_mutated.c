/*
 * Whole programs on damaged files: inspect_model on copies of the fixtures, each with some
 * bytes changed, cut out or doubled. Every run must end by itself, with status 0 or with
 * status 1 and one line on stderr that names the file, nothing on stdout. The same seed
 * gives the same files.
 *
 *     test_mutated INSPECT_MODEL COUNT [SEED]
 *
 * A file that does not pass is kept beside the program: its name is told.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/random.h"

enum { MOST_FIXTURES = 64, MOST_BYTES = 1 << 20, MOST_SECONDS = 120 };

static char names[MOST_FIXTURES][300];
static int name_count;
static unsigned char bytes[2 * MOST_BYTES];

static void list_fixtures(const char *folder) {
  DIR *open = opendir(folder);
  for (struct dirent *entry; open && (entry = readdir(open)) && name_count < MOST_FIXTURES;) {
    const char *dot = strrchr(entry->d_name, '.');
    if (!dot || entry->d_name[0] == '.' || strcmp(dot, ".txt") == 0 || strncmp(entry->d_name, "bad_", 4) == 0) continue;
    snprintf(names[name_count++], sizeof names[0], "%s/%s", folder, entry->d_name);
  }
  if (open) closedir(open);
}

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static size_t read_bytes(const char *path) {
  FILE *file = fopen(path, "rb");
  size_t size = file ? fread(bytes, 1, MOST_BYTES, file) : 0;
  if (file) fclose(file);
  return size;
}

/* one to four changes of the kinds that transfers and disks make */
static size_t mutate(Random *random, size_t size) {
  for (uint32_t changes = 1 + random_up_to(random, 3); changes > 0 && size > 1; changes--) {
    size_t at = random_up_to(random, (uint32_t)size - 1);
    size_t count = 1 + random_up_to(random, 15);
    if (count > size - at) count = size - at;
    switch (random_up_to(random, 7)) {
      case 0: bytes[at] ^= (unsigned char)(1u << random_up_to(random, 7)); break;
      case 1: bytes[at] = (unsigned char)random_bits(random); break;
      case 2: memset(bytes + at, 0, count); break;
      case 3: memset(bytes + at, 0xff, count); break;
      case 4: for (size_t i = 0; i < count; i++) bytes[at + i] = (unsigned char)random_bits(random); break;
      case 5: memmove(bytes + at, bytes + at + count, size - at - count), size -= count; break;
      case 6: memmove(bytes + at + count, bytes + at, size - at), size += count; break;
      case 7: if (random_up_to(random, 9) == 0) size = at; break;
    }
    if (size > MOST_BYTES) size = MOST_BYTES;
  }
  return size;
}

static off_t size_of(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 ? found.st_size : -1;
}

/* runs it; null when all is well, else what is not */
static const char *run(const char *program, const char *path) {
  pid_t child = fork();
  if (child == 0) {
    int out = open("mutated.out", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int errors = open("mutated.err", O_WRONLY | O_CREAT | O_TRUNC, 0666);
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    alarm(MOST_SECONDS); /* the program's own limit is far shorter */
    execl(program, program, path, (char *)NULL);
    _exit(127);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGALRM ? "it hangs" : "it ended by a signal";
  if (WEXITSTATUS(status) == 0) return size_of("mutated.err") == 0 ? NULL : "something on stderr";
  if (WEXITSTATUS(status) != 1) return "its status is neither 0 nor 1";

  char line[4096] = "";
  FILE *errors = fopen("mutated.err", "r");
  size_t count = errors ? fread(line, 1, sizeof line - 1, errors) : 0;
  if (errors) fclose(errors);
  if (count == 0 || strchr(line, '\n') != line + count - 1) return "not one line on stderr";
  if (!strstr(line, path)) return "the line does not name the file";
  /* inspect_model shows all it can of numbers that are no numbers, and then says so */
  if (strstr(line, "NaN or infinite")) return NULL;
  return size_of("mutated.out") == 0 ? NULL : "something on stdout before it failed";
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int count = atoi(argv[2]), failures = 0, loaded = 0, damaged = 0;
  Random random = random_from_seed(argc > 3 ? (uint32_t)atoi(argv[3]) : 42);
  list_fixtures("tests/files/fixtures");
  qsort(names, (size_t)name_count, sizeof names[0], compare);
  char program[4096], folder[] = "/tmp/convbook-mutated-XXXXXX";
  if (name_count == 0 || !realpath(argv[1], program) || !mkdtemp(folder)) return 2;
  int here = open(".", O_RDONLY | O_DIRECTORY);

  for (int i = 0; i < count; i++) {
    if (fchdir(here) != 0) return 2;
    const char *name = names[i % name_count];
    size_t size = mutate(&random, read_bytes(name));
    if (chdir(folder) != 0) return 2;
    FILE *file = fopen("mutated", "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file) != 0) return 2;

    const char *what = run(program, "mutated");
    loaded += size_of("mutated.err") == 0;
    char line[512] = "";
    FILE *errors = fopen("mutated.err", "r");
    if (errors && fgets(line, sizeof line, errors) && strstr(line, "is damaged: reading it")) damaged++;
    if (errors) fclose(errors);
    if (!what) continue;
    failures++;
    char kept[64];
    snprintf(kept, sizeof kept, "failed-%d", i);
    rename("mutated", kept);
    printf("FAILED: %s mutated (number %d): %s; kept as %s/%s\n", name, i, what, folder, kept);
  }
  printf("%d mutated files: %d still load, %d refused, of these %d crashed or hung the library in the child\n", count,
         loaded, count - loaded, damaged);
  printf("%d%%: Checks: %d, Failures: %d, Errors: 0\n", 100 * (count - failures) / (count ? count : 1), count, failures);
  unlink("mutated"), unlink("mutated.out"), unlink("mutated.err");
  if (failures == 0) rmdir(folder);
  return failures > 0;
}
