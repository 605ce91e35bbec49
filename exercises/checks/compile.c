/*
 * A reader's file, compiled. `make watch` and `make check` may run side by side, each in a make of its
 * own, while an editor saves. So an exercise has a lock, held while it is compiled and while it is judged:
 * what is judged is always one whole version of the file, and never one that is half made.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine.h"

int lock_exercise(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  while (file >= 0 && flock(file, LOCK_EX) != 0 && errno == EINTR) continue;
  return file; /* without a lock, on a strange file system, the exercise is still judged */
}

void unlock_exercise(int lock) {
  if (lock >= 0) close(lock);
}

bool write_text(const char *path, const char *text) {
  char temporary[440];
  snprintf(temporary, sizeof temporary, "%s.new", path);
  FILE *file = fopen(temporary, "wb");
  bool good = file && fputs(text, file) >= 0;
  good = file && fclose(file) == 0 && good;
  return good && rename(temporary, path) == 0;
}

/* the object is made under another name and moved: whoever has opened the old one keeps it whole */
static bool compile(const char *command, const char *file, const char *object, const char *log) {
  char line[4000];
  int size = snprintf(line, sizeof line, "%s -o '%s.new' '%s' -lm 2>'%s' && mv '%s.new' '%s'", command, object, file,
                      log, object, object);
  return size > 0 && size < (int)sizeof line && system(line) == 0;
}

static bool file_is(const char *path, const char *text) {
  char *now = read_text(path);
  bool same = now && strcmp(now, text) == 0;
  free(now);
  return same;
}

bool compile_exercise(const char *file, const char *stem, bool untouched(const char *text), const char *command,
                      const char *fast_command) {
  char object[440], log[440], fast[440], state[440];
  snprintf(object, sizeof object, "%s.so", stem);
  snprintf(log, sizeof log, "%s.log", stem);
  snprintf(fast, sizeof fast, "%s.fast", stem);
  snprintf(state, sizeof state, "%s.built", stem);

  /* again when it was saved meanwhile: the compiler may have seen half of it */
  const char *word = "failed\n";
  char *text = NULL;
  for (int tries = 0; tries < 5 && (!text || !file_is(file, text)); tries++) {
    free(text);
    text = read_text(file);
    if (!text) break;
    if (untouched(text))
      word = "untouched\n";
    else
      word = compile(command, file, object, log) ? "built\n" : "failed\n";
  }
  if (!text || word[0] != 'b') unlink(object);
  if (text && word[0] == 'u') unlink(log);
  unlink(fast);
  if (fast_command && word[0] == 'b') compile(fast_command, file, fast, "/dev/null");
  free(text);
  return write_text(state, word);
}
