/*
 * IDX files, whole and broken. Each file is written byte by byte here; what is expected of
 * it follows from LeCun's description of the format.
 */
#include "data/idx.h"

#include <stdbool.h>
#include <sys/stat.h>

#include "temporary.h"

/* two images of 2 rows and 3 columns: 16 bytes of header, 12 of pixels */
static const uint8_t images[] = {0, 0, 8, 3, /**/ 0, 0, 0, 2, /**/ 0,   0,   0,   2,   /**/ 0, 0,
                                 0, 3, 1, 2, 3,      4, 5, 6, /**/ 255, 254, 253, 252, 251,    250};
static const uint8_t labels[] = {0, 0, 8, 1, /**/ 0, 0, 0, 4, /**/ 9, 0, 0, 3};

/* ---- whole files ---- */

static void check_images(const char *path) {
  Idx idx;
  ck_assert_msg(idx_read(path, 3, &idx) == OK, "%s", error_message());
  ck_assert_int_eq(idx.rank, 3);
  ck_assert_int_eq(idx.size[0], 2);
  ck_assert_int_eq(idx.size[1], 2);
  ck_assert_int_eq(idx.size[2], 3);
  ck_assert_mem_eq(idx.data, images + 16, 12);
  idx_free(&idx);
  ck_assert_ptr_null(idx.data);
}

START_TEST(plain_and_gzip_give_the_same) {
  check_images(write_plain("images", images, sizeof images));
  check_images(write_gzip("images.gz", images, sizeof images));
  check_images(write_gzip("gzip under a plain name", images, sizeof images));
}
END_TEST

START_TEST(the_name_says_nothing) { check_images(write_plain("plain.gz", images, sizeof images)); }
END_TEST

START_TEST(sizes_have_the_most_significant_byte_first) {
  uint8_t file[8 + 258] = {0, 0, 8, 1, 0, 0, 1, 2}; /* 1*256 + 2 = 258 */
  file[8 + 257] = 7;
  Idx idx;
  ck_assert_msg(idx_read(write_plain("labels", file, sizeof file), 1, &idx) == OK, "%s", error_message());
  ck_assert_int_eq(idx.size[0], 258);
  ck_assert_int_eq(idx.data[257], 7);
  idx_free(&idx);
}
END_TEST

START_TEST(gzip_of_several_members_is_one_file) {
  /* what `cat a.gz b.gz` makes: gzip's own format allows it */
  const char *whole = in_folder("two.gz");
  gzFile file = gzopen(whole, "wb");
  gzwrite(file, images, 10);
  gzclose(file);
  file = gzopen(whole, "ab");
  gzwrite(file, images + 10, sizeof images - 10);
  gzclose(file);
  check_images(whole);
}
END_TEST

/* ---- broken files: the message has the path and what was expected and found ---- */

static void check_refused(const char *path, int rank, const char *expected, const char *found) {
  Idx idx;
  memset(&idx, 0xff, sizeof idx);
  ck_assert_msg(idx_read(path, rank, &idx) == FAILED, "%s was taken", path);
  check_words_in(error_message(), (const char *const[]){path, expected, found, NULL});
  ck_assert_ptr_null(strchr(error_message(), '\n'));
  ck_assert_ptr_null(idx.data);
  ck_assert_int_eq(idx.rank, 0);
}

START_TEST(no_file) { check_refused(in_folder("nothing"), 3, "IDX file", "No such file"); }
END_TEST

START_TEST(not_a_file) {
  check_refused(folder, 3, "expected an IDX file", "found a folder");
  ck_assert_int_eq(mkfifo(in_folder("pipe"), 0600), 0);
  check_refused(in_folder("pipe"), 3, "expected an IDX file", "found a pipe"); /* and does not wait for a writer */
  check_refused("/dev/null", 3, "expected an IDX file", "found a device");
}
END_TEST

START_TEST(unreadable) {
  const char *path = write_plain("secret", images, sizeof images);
  ck_assert_int_eq(chmod(path, 0), 0);
  ck_assert_int_eq(chmod(folder, 0755), 0);
  bool root = geteuid() == 0;
  if (root) ck_assert_int_eq(seteuid(65534), 0); /* root may read everything */
  check_refused(path, 3, "IDX file", "Permission denied");
  if (root) ck_assert_int_eq(seteuid(0), 0);
}
END_TEST

static const struct {
  const char *bytes, *found;
} strangers[] = {
    {"<!DOCTYPE html><html><body>404 Not Found</body></html>", "HTML"},
    {"\n  <html>", "HTML"},
    {"\357\273\277<?xml version=\"1.0\"?>", "HTML"},
    {"PK\003\004 and so on", "zip"},
    {"BZh91AY", "bzip2"},
    {"\375"
     "7zXZ",
     "xz"},
    {"\211PNG\r\n", "PNG"},
    {"version https://git-lfs.github.com/spec/v1\n", "Git LFS"},
    {"Not Found", "text"},
    {"\001\002\003\004", "some other file"},
    {"\037", "some other file"},
};

START_TEST(another_kind_of_file) {
  const char *bytes = strangers[_i].bytes;
  check_refused(write_plain("stranger", bytes, strlen(bytes)), 3, "expected an IDX file, plain or gzip",
                strangers[_i].found);
  if (*bytes == '<') /* a page in gzip is found out too */
    check_refused(write_gzip("page.gz", bytes, strlen(bytes)), 3, "00 00 08 03", "3c 21 44 4f");
}
END_TEST

START_TEST(empty) {
  check_refused(write_plain("empty", "", 0), 3, "expected an IDX file", "empty file");
  check_refused(write_gzip("empty.gz", "", 0), 3, "expected 16 bytes", "found 0");
}
END_TEST

/* every length shorter than the whole: the header's 16 bytes are asked for first, then all 28 */
START_TEST(truncated_at_every_byte) {
  char found[32];
  for (size_t size = 2; size < sizeof images; size++) {
    snprintf(found, sizeof found, "found %zu, then its end", size);
    const char *expected = size < 16 ? "expected 16 bytes" : "expected 28 bytes";
    check_refused(write_plain("short", images, size), 3, expected, found);
    check_refused(write_gzip("short.gz", images, size), 3, expected, found);
  }
}
END_TEST

static size_t read_whole(const char *path, uint8_t *bytes, size_t room) {
  FILE *file = fopen(path, "rb");
  ck_assert_ptr_nonnull(file);
  size_t size = fread(bytes, 1, room, file);
  fclose(file);
  return size;
}

/* the download broke off: gzip itself ends early, its eight bytes of checksum included */
START_TEST(gzip_cut_off_at_every_byte) {
  uint8_t gzip[256];
  size_t size = read_whole(write_gzip("whole.gz", images, sizeof images), gzip, sizeof gzip);
  ck_assert_uint_gt(size, 20);
  for (size_t cut = 2; cut < size; cut++) check_refused(write_plain("cut.gz", gzip, cut), 3, "expected", "found");
}
END_TEST

/* any one bit of the compressed data changed: refused, unless it is one of deflate's few padding bits, which say nothing */
START_TEST(gzip_damaged_at_every_byte) {
  uint8_t gzip[256];
  size_t size = read_whole(write_gzip("whole.gz", images, sizeof images), gzip, sizeof gzip);
  int padding = 0;
  for (size_t at = 10; at < size; at++) { /* gzip's own header has no checksum */
    for (int bit = 1; bit < 256; bit <<= 1) {
      gzip[at] ^= (uint8_t)bit;
      const char *path = write_plain("damaged.gz", gzip, size);
      gzip[at] ^= (uint8_t)bit;
      Idx idx;
      if (idx_read(path, 3, &idx) == OK) {
        ck_assert_mem_eq(idx.data, images + 16, 12);
        idx_free(&idx);
        padding++;
      } else {
        check_words_in(error_message(), (const char *const[]){path, "expected", "found", NULL});
      }
    }
  }
  ck_assert_int_lt(padding, 8);
}
END_TEST

START_TEST(left_over_bytes) {
  uint8_t longer[sizeof images + 1] = {0};
  memcpy(longer, images, sizeof images);
  check_refused(write_plain("longer", longer, sizeof longer), 3, "expected 28 bytes", "found more");
  check_refused(write_gzip("longer.gz", longer, sizeof longer), 3, "expected 28 bytes", "found more");
}
END_TEST

START_TEST(labels_for_images) {
  check_refused(write_plain("labels", labels, sizeof labels), 3, "expected images (3 axes)", "found labels (1 axis)");
  check_refused(write_gzip("images.gz", images, sizeof images), 1, "expected labels (1 axis)", "found images (3 axes)");
}
END_TEST

START_TEST(wrong_header) {
  uint8_t file[sizeof images];
  memcpy(file, images, sizeof images);
  file[0] = 1;
  check_refused(write_gzip("magic.gz", file, sizeof file), 3, "00 00 08 03", "found 01 00 08 03");
  file[0] = 0;
  file[2] = 13; /* IDX's code for floats */
  check_refused(write_plain("type", file, sizeof file), 3, "expected unsigned bytes (type 8)", "found type 13");
  file[2] = 8;
  file[11] = 0; /* images of no rows */
  check_refused(write_plain("zero", file, sizeof file), 3, "expected a size from 1", "found 0");
}
END_TEST

/* sizes that would take more memory than there is: refused before any is asked for */
START_TEST(header_that_promises_too_much) {
  uint8_t file[sizeof images];
  memcpy(file, images, sizeof images);
  file[4] = 0x7f; /* 2130706434 images of 2x3: 12784238604 bytes and 16 of header */
  check_refused(write_plain("huge", file, sizeof file), 3, "expected 12784238620 bytes", "found 28");
  check_refused(write_gzip("huge.gz", file, sizeof file), 3, "expected the 12784238620 bytes", "which is too few");
  file[4] = 0xff; /* more than an int can count */
  check_refused(write_plain("huge", file, sizeof file), 3, "expected a size from 1", "found 4278190082");
  memset(file + 4, 0x7f, 12); /* 2139062143 cubed is more than 2 to the 64 */
  check_refused(write_plain("huge", file, sizeof file), 3, "header promises",
                "more bytes than this machine can address");
}
END_TEST

START_TEST(a_line_break_in_the_name_stays_in_one_line) {
  Idx idx;
  ck_assert_int_eq(idx_read(in_folder("two\nlines"), 3, &idx), FAILED);
  ck_assert_ptr_null(strchr(error_message(), '\n'));
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("idx");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, plain_and_gzip_give_the_same);
  tcase_add_test(tests, the_name_says_nothing);
  tcase_add_test(tests, sizes_have_the_most_significant_byte_first);
  tcase_add_test(tests, gzip_of_several_members_is_one_file);
  tcase_add_test(tests, no_file);
  tcase_add_test(tests, not_a_file);
  tcase_add_test(tests, unreadable);
  tcase_add_loop_test(tests, another_kind_of_file, 0, sizeof strangers / sizeof *strangers);
  tcase_add_test(tests, empty);
  tcase_add_test(tests, truncated_at_every_byte);
  tcase_add_test(tests, gzip_cut_off_at_every_byte);
  tcase_add_test(tests, gzip_damaged_at_every_byte);
  tcase_add_test(tests, left_over_bytes);
  tcase_add_test(tests, labels_for_images);
  tcase_add_test(tests, wrong_header);
  tcase_add_test(tests, header_that_promises_too_much);
  tcase_add_test(tests, a_line_break_in_the_name_stays_in_one_line);

  Suite *suite = suite_create("idx");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
