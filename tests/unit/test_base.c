/* What everything stands on: messages, memory, tensors, files that appear whole or not at all. */
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/tensor.h"
#include "base/text.h"
#include "temporary.h"

#undef fail /* Check has an old macro of this name */

/* ---- messages ---- */

START_TEST(a_message_is_one_line) {
  ck_assert_str_eq(error_message(), "");
  ck_assert_int_eq(fail("%s: line %d", "a\nb\r", 3), FAILED);
  ck_assert_str_eq(error_message(), "a b : line 3");
}
END_TEST

START_TEST(a_message_may_hold_the_one_before) {
  fail("cause");
  fail("context: %s", error_message());
  ck_assert_str_eq(error_message(), "context: cause");
}
END_TEST

/* what a terminal would obey is shown, not sent: ESC, C1's CSI, DEL, a turn of the writing; UTF-8 by RFC 3629 */
START_TEST(a_message_is_no_command) {
  static const char *const cases[][2] = {
      {"a\x1b[2Jb", "a\\x1b[2Jb"},     {"\xc2\x9b!", "\\xc2\\x9b!"}, {"\x7f", "\\x7f"},
      {"\xe2\x80\xae!", "\\xe2\\x80\\xae!"}, {"\xff\xfe", "\\xff\\xfe"}, {"\xc0\xaf", "\\xc0\\xaf"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"}, {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"}, {"\xea\xb0", "\\xea\\xb0"},
      {"한글 é 🙂 \\x", "한글 é 🙂 \\x"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    fail("%s", cases[i][0]);
    ck_assert_str_eq(error_message(), cases[i][1]);
    ck_assert_int_eq(is_printable(cases[i][0]), strcmp(cases[i][0], cases[i][1]) == 0);
  }
  char text[6];
  ck_assert_str_eq(printable(sizeof text, text, "한글"), "한"); /* 3 bytes each: the second has no room for its zero */
  ck_assert_str_eq(printable(sizeof text, text, "ab\x1b"), "ab");
}
END_TEST

START_TEST(each_thread_has_its_own_message) {
  fail("mine");
#pragma omp parallel num_threads(2)
  {
#pragma omp critical
    if (strcmp(error_message(), "mine") != 0) fail("other");
  }
  ck_assert_str_eq(error_message(), "mine");
}
END_TEST

/* ---- memory ---- */

START_TEST(memory_is_zero_and_aligned) {
  for (size_t count = 0; count < 200; count++) {
    uint8_t *array = allocate(count, 1);
    ck_assert_ptr_nonnull(array);
    ck_assert_uint_eq((uintptr_t)array % 64, 0);
    for (size_t i = 0; i < count; i++) ck_assert_int_eq(array[i], 0);
    release(array);
  }
  release(NULL);
}
END_TEST

START_TEST(sizes_that_overflow_are_refused) {
  ck_assert_ptr_null(allocate(SIZE_MAX / 4 + 2, 4)); /* (2^62 + 1) * 4 = 4 in 64 bits */
  ck_assert_ptr_nonnull(strstr(error_message(), "objects of 4 bytes"));
  ck_assert_ptr_null(allocate(SIZE_MAX, 1));
  ck_assert_ptr_null(allocate(SIZE_MAX - 10, 1)); /* rounded up to whole cache lines it would be 0 */
}
END_TEST

/* ---- tensors ---- */

START_TEST(shapes_are_written_as_tuples) {
  char text[64];
  Shape kernel = {.rank = 4, .size = {3, 3, 1, 32}}, bias = {.rank = 1, .size = {32}},
        image = {.rank = 3, .size = {28, 28, 1}};
  ck_assert_str_eq(shape_text(kernel, sizeof text, text), "(3, 3, 1, 32)");
  ck_assert_str_eq(shape_text(bias, sizeof text, text), "(32,)");
  ck_assert_str_eq(shape_text(image, sizeof text, text), "(28, 28, 1)");
  ck_assert_str_eq(shape_text(kernel, 6, text), "(3, 3"); /* cut, and still ended */
  ck_assert_uint_eq(shape_count(kernel), 288);            /* 3*3*1*32 */
  ck_assert(shape_equal(kernel, kernel));
  ck_assert(!shape_equal(kernel, bias));
  ck_assert(!shape_equal(image, (Shape){.rank = 3, .size = {28, 28, 2}}));
}
END_TEST

START_TEST(a_tensor_is_made_and_freed) {
  Tensor tensor = {0};
  ck_assert_uint_eq(tensor_count(&tensor), 0);
  tensor_free(&tensor);
  ck_assert_int_eq(tensor_create(&tensor, (Shape){.rank = 2, .size = {5, 7}}), OK);
  ck_assert_uint_eq(tensor_count(&tensor), 35);
  const float *x = tensor.data;
  for (int i = 0; i < 35; i++) ck_assert(x[i] == 0);
  tensor_free(&tensor);
  ck_assert_ptr_null(tensor.data);
  ck_assert_uint_eq(tensor_count(&tensor), 0);
}
END_TEST

/* ---- files ---- */

static void check_content(const char *path, const char *expected) {
  char text[64] = {0};
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s is not there", path);
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  ck_assert_str_eq(text, expected);
}

static int files_in_folder(void) {
  char command[128];
  snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
  return atoi(first_line_of(command));
}

START_TEST(a_new_file_appears_at_the_end) {
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("model")), OK);
  fputs("whole", file.stream);
  ck_assert_int_ne(access(in_folder("model"), F_OK), 0);
  ck_assert_int_eq(new_file_commit(&file), OK);
  check_content(in_folder("model"), "whole");
  ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(an_older_file_stays_until_then) {
  write_plain("model", "older", 5);
  ck_assert_int_eq(chmod(in_folder("model"), 0640), 0);
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("model")), OK);
  fputs("newer", file.stream);
  check_content(in_folder("model"), "older");
  new_file_abandon(&file);
  check_content(in_folder("model"), "older");
  ck_assert_int_eq(files_in_folder(), 1);

  ck_assert_int_eq(new_file_begin(&file, in_folder("model")), OK);
  fputs("newer", file.stream);
  ck_assert_int_eq(new_file_commit(&file), OK);
  check_content(in_folder("model"), "newer");
  struct stat about;
  ck_assert_int_eq(stat(in_folder("model"), &about), 0);
  ck_assert_int_eq(about.st_mode & 0777, 0640); /* its permissions are kept */
}
END_TEST

/* a limit on the size of files stands for a full disk */
START_TEST(a_failed_write_leaves_the_older_file) {
  write_plain("model", "older", 5);
  signal(SIGXFSZ, SIG_IGN);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){.rlim_cur = 100, .rlim_max = RLIM_INFINITY}), 0);
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("model")), OK);
  for (int i = 0; i < 1000; i++) fputs("newer", file.stream);
  ck_assert_int_eq(new_file_commit(&file), FAILED);
  check_words_in(error_message(), (const char *const[]){in_folder("model"), "File too large", "unchanged", NULL});
  check_content(in_folder("model"), "older");
  ck_assert_int_eq(files_in_folder(), 1);
}
END_TEST

START_TEST(a_link_stays_a_link) {
  write_plain("real", "older", 5);
  ck_assert_int_eq(symlink("real", in_folder("link")), 0);
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("link")), OK);
  fputs("newer", file.stream);
  ck_assert_int_eq(new_file_commit(&file), OK);
  check_content(in_folder("real"), "newer");
  struct stat about;
  ck_assert_int_eq(lstat(in_folder("link"), &about), 0);
  ck_assert(S_ISLNK(about.st_mode));
}
END_TEST

/* a killed program's file and folder go when the next file is written; what a living one holds stays */
START_TEST(leftovers_of_killed_programs_are_removed) {
  write_plain(".convbook-unfinished.killed", "part", 4);
  write_plain("model.h5.backup", "mine", 4);
  int living = open(write_plain(".convbook-unfinished.living", "part", 4), O_RDONLY);
  ck_assert_int_eq(flock(living, LOCK_EX), 0);
  ck_assert_int_eq(mkdir(in_folder(".convbook-unfinished.folder"), 0777), 0);
  write_plain(".convbook-unfinished.folder/04_loss.dat", "part", 4);

  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, in_folder("model.h5")), OK);
  ck_assert_int_eq(access(in_folder(".convbook-unfinished.killed"), F_OK), -1);
  ck_assert_int_eq(access(in_folder(".convbook-unfinished.folder"), F_OK), -1);
  ck_assert_int_eq(files_in_folder(), 3); /* living, backup, the new one */

  WorkFolder work; /* its neighbour is being written: it stays */
  ck_assert_int_eq(work_folder_begin(&work, folder), OK);
  ck_assert_int_eq(files_in_folder(), 4);
  ck_assert_int_eq(new_file_commit(&file), OK);
  check_content(in_folder("model.h5.backup"), "mine");
  char inside[200];
  snprintf(inside, sizeof inside, "%s/a.png", work.path);
  fclose(fopen(inside, "w"));
  work_folder_end(&work);
  ck_assert_int_eq(files_in_folder(), 3);
  work_folder_end(&work); /* ended already */
  close(living);
  ck_assert_int_eq(work_folder_begin(&work, folder), OK);
  ck_assert_int_eq(access(in_folder(".convbook-unfinished.living"), F_OK), -1);
  work_folder_end(&work);
}
END_TEST

/* Linux's file systems take names of 255 bytes */
START_TEST(a_name_may_be_as_long_as_the_file_system_takes) {
  char longest[200 + 256], too_long[200 + 257];
  snprintf(longest, sizeof longest, "%s/%0255d", folder, 1);
  snprintf(too_long, sizeof too_long, "%s/%0256d", folder, 1);
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, longest), OK);
  ck_assert_int_eq(new_file_commit(&file), OK);
  ck_assert_int_eq(access(longest, F_OK), 0);
  ck_assert_int_eq(new_file_begin(&file, too_long), FAILED);
  check_words_in(error_message(), (const char *const[]){"name too long", "shorter", NULL});
  ck_assert_ptr_null(strstr(error_message(), "folder exists"));
}
END_TEST

START_TEST(where_no_file_can_be) {
  NewFile file;
  ck_assert_int_eq(new_file_begin(&file, folder), FAILED);
  check_words_in(error_message(), (const char *const[]){folder, "folder", NULL});
  ck_assert_int_eq(new_file_begin(&file, "/dev/null"), FAILED);
  ck_assert_int_eq(new_file_begin(&file, in_folder("no/such")), FAILED);
  check_words_in(error_message(), (const char *const[]){"no/such", "No such file", NULL});
  new_file_abandon(&file); /* nothing was begun */
}
END_TEST

START_TEST(folders_are_made_with_those_above) {
  ck_assert_int_eq(make_folders(in_folder("a/b/c")), OK);
  ck_assert_int_eq(make_folders(in_folder("a/b/c/")), OK);
  struct stat about;
  ck_assert_int_eq(stat(in_folder("a/b/c"), &about), 0);
  ck_assert(S_ISDIR(about.st_mode));

  write_plain("file", "", 0);
  ck_assert_int_eq(make_folders(in_folder("file")), FAILED);
  check_words_in(error_message(), (const char *const[]){"file", "not a folder", NULL});
  ck_assert_int_eq(make_folders(in_folder("file/below")), FAILED);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("base");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, a_message_is_one_line);
  tcase_add_test(tests, a_message_is_no_command);
  tcase_add_test(tests, a_message_may_hold_the_one_before);
  tcase_add_test(tests, each_thread_has_its_own_message);
  tcase_add_test(tests, memory_is_zero_and_aligned);
  tcase_add_test(tests, sizes_that_overflow_are_refused);
  tcase_add_test(tests, shapes_are_written_as_tuples);
  tcase_add_test(tests, a_tensor_is_made_and_freed);
  tcase_add_test(tests, a_new_file_appears_at_the_end);
  tcase_add_test(tests, an_older_file_stays_until_then);
  tcase_add_test(tests, a_failed_write_leaves_the_older_file);
  tcase_add_test(tests, a_link_stays_a_link);
  tcase_add_test(tests, leftovers_of_killed_programs_are_removed);
  tcase_add_test(tests, a_name_may_be_as_long_as_the_file_system_takes);
  tcase_add_test(tests, where_no_file_can_be);
  tcase_add_test(tests, folders_are_made_with_those_above);

  Suite *suite = suite_create("base");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
