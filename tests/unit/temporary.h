/*
 * A folder of its own for a test that writes files, and the files. Check runs each test in
 * a process of its own; the folder is made before it and removed after it:
 *
 *     tcase_add_checked_fixture(tests, make_folder, remove_folder);
 */
#ifndef TESTS_TEMPORARY_H
#define TESTS_TEMPORARY_H

#include <check.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char folder[64];

static inline void make_folder(void) {
  snprintf(folder, sizeof folder, "/tmp/convbook-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where) {
  (void)about, (void)kind, (void)where;
  return remove(path);
}

static inline void remove_folder(void) { nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

/* the path of `name` in the folder; good for the next eight calls */
static inline const char *in_folder(const char *name) {
  static char paths[8][256];
  static int next;
  char *path = paths[next++ % 8];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static inline const char *write_plain(const char *name, const void *bytes, size_t size) {
  const char *path = in_folder(name);
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
  ck_assert_int_eq(fclose(file), 0);
  return path;
}

static inline const char *write_gzip(const char *name, const void *bytes, size_t size) {
  const char *path = in_folder(name);
  gzFile file = gzopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(gzwrite(file, bytes, (unsigned)size), (int)size);
  ck_assert_int_eq(gzclose(file), Z_OK);
  return path;
}

/* the first line that a command prints, without its end */
static inline const char *first_line_of(const char *command) {
  static char line[256];
  FILE *output = popen(command, "r");
  ck_assert_ptr_nonnull(output);
  if (!fgets(line, sizeof line, output)) line[0] = 0;
  pclose(output);
  line[strcspn(line, "\n")] = 0;
  return line;
}

/* fails unless `text` has every one of the words, which end with a null pointer */
static inline void check_words_in(const char *text, const char *const *words) {
  for (; *words; words++) ck_assert_msg(strstr(text, *words) != NULL, "expected '%s' in: %s", *words, text);
}

#endif
