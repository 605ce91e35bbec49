/*
 * Data folders that are not what they should be, given to the real program 01_load_data.
 * Whatever is in the folder, the reader gets one line on stderr that names the file, what
 * was expected and what was found; the exit status is 1, and nothing is drawn.
 */
#include <libgen.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "../unit/temporary.h"

static char program[512]; /* BUILD/chapters/8-2/01_load_data */

/* ---- a folder of four whole files: one image of 2x2 and its label, twice ---- */

static const uint8_t image[] = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4};
static const uint8_t label[] = {0, 0, 8, 1, 0, 0, 0, 1, 9};

static void write_whole_folder(void) {
  write_gzip("train-images-idx3-ubyte.gz", image, sizeof image);
  write_gzip("train-labels-idx1-ubyte.gz", label, sizeof label);
  write_gzip("t10k-images-idx3-ubyte.gz", image, sizeof image);
  write_gzip("t10k-labels-idx1-ubyte.gz", label, sizeof label);
}

static const char *without(const char *name) {
  const char *path = in_folder(name);
  ck_assert_int_eq(unlink(path), 0);
  return path;
}

/* ---- running the program ---- */

static char complaint[4096];

static int run(const char *options) {
  char command[1024];
  snprintf(command, sizeof command, "%s --data %s --figures %s/figures %s </dev/null 2>&1 >/dev/null", program, folder,
           folder, options);
  FILE *errors = popen(command, "r");
  ck_assert_ptr_nonnull(errors);
  complaint[fread(complaint, 1, sizeof complaint - 1, errors)] = 0;
  int status = pclose(errors);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* one line, status 1, no figures */
static void check_refused(const char *file, const char *expected, const char *found) {
  int status = run("");
  ck_assert_msg(status == 1, "status %d: %s", status, complaint);
  check_words_in(complaint, (const char *const[]){file, expected, found, NULL});
  ck_assert_msg(strncmp(complaint, "01_load_data: ", 14) == 0, "%s", complaint);
  ck_assert_msg(strchr(complaint, '\n') == complaint + strlen(complaint) - 1, "more than one line: %s", complaint);
  ck_assert_msg(access(in_folder("figures"), F_OK) != 0, "something was drawn");
}

/* ---- the folders ---- */

START_TEST(truncated) {
  write_whole_folder();
  FILE *file = fopen(in_folder("train-images-idx3-ubyte.gz"), "r+b");
  fseek(file, 0, SEEK_END);
  ck_assert_int_eq(ftruncate(fileno(file), ftell(file) - 12), 0);
  fclose(file);
  check_refused("train-images-idx3-ubyte.gz", "expected", "found");

  write_whole_folder();
  without("t10k-labels-idx1-ubyte.gz");
  write_plain("t10k-labels-idx1-ubyte", label, sizeof label - 1);
  check_refused("t10k-labels-idx1-ubyte", "expected 9 bytes", "found 8");
}
END_TEST

START_TEST(empty) {
  write_whole_folder();
  write_plain("train-labels-idx1-ubyte.gz", "", 0);
  check_refused("train-labels-idx1-ubyte.gz", "expected an IDX file", "found an empty file");
}
END_TEST

START_TEST(a_web_page) {
  write_whole_folder();
  const char page[] = "<!DOCTYPE html>\n<html><head><title>403 Forbidden</title></head></html>\n";
  write_plain("t10k-images-idx3-ubyte.gz", page, sizeof page - 1);
  check_refused("t10k-images-idx3-ubyte.gz", "expected an IDX file", "found a web page (HTML)");
}
END_TEST

START_TEST(images_and_labels_swapped) {
  write_whole_folder();
  write_gzip("train-images-idx3-ubyte.gz", label, sizeof label);
  write_gzip("train-labels-idx1-ubyte.gz", image, sizeof image);
  check_refused("train-images-idx3-ubyte.gz", "expected images", "found labels");
}
END_TEST

START_TEST(training_and_test_swapped) {
  const char *real[2][2] = {{"train", "t10k"}, {"t10k", "train"}};
  const char *kinds[2] = {"images-idx3", "labels-idx1"};
  for (int part = 0; part < 2; part++)
    for (int kind = 0; kind < 2; kind++) {
      char target[128], name[128];
      snprintf(target, sizeof target, "/usr/share/datasets/fashion-mnist/%s-%s-ubyte.gz", real[part][0], kinds[kind]);
      snprintf(name, sizeof name, "%s-%s-ubyte.gz", real[part][1], kinds[kind]);
      ck_assert_int_eq(symlink(target, in_folder(name)), 0);
    }
  check_refused("train-images-idx3-ubyte.gz", "expected Fashion-MNIST's training images", "found its test images");
}
END_TEST

/* ten images of 28x28 under the labels of MNIST's first ten digits */
START_TEST(handwritten_digits) {
  static uint8_t images[16 + 10 * 784] = {0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 28, 0, 0, 0, 28};
  const uint8_t train[] = {0, 0, 8, 1, 0, 0, 0, 10, 5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
  const uint8_t test[] = {0, 0, 8, 1, 0, 0, 0, 10, 7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
  write_gzip("train-images-idx3-ubyte.gz", images, sizeof images);
  write_gzip("train-labels-idx1-ubyte.gz", train, sizeof train);
  write_gzip("t10k-images-idx3-ubyte.gz", images, sizeof images);
  write_gzip("t10k-labels-idx1-ubyte.gz", test, sizeof test);
  check_refused("train-images-idx3-ubyte.gz", "expected Fashion-MNIST", "found the handwritten digits of MNIST");
}
END_TEST

START_TEST(other_data) {
  write_whole_folder();
  check_refused("train-images-idx3-ubyte.gz", "expected Fashion-MNIST", "found other data");
}
END_TEST

START_TEST(a_label_over_9) {
  write_whole_folder();
  const uint8_t ten[] = {0, 0, 8, 1, 0, 0, 0, 1, 10};
  write_gzip("t10k-labels-idx1-ubyte.gz", ten, sizeof ten);
  check_refused("t10k-labels-idx1-ubyte.gz", "expected labels from 0 to 9", "found 10 at index 0");
}
END_TEST

START_TEST(a_folder_for_a_file) {
  write_whole_folder();
  ck_assert_int_eq(mkdir(without("train-labels-idx1-ubyte.gz"), 0700), 0);
  check_refused("train-labels-idx1-ubyte.gz", "expected an IDX file", "found a folder");
}
END_TEST

START_TEST(a_pipe_for_a_file) {
  write_whole_folder();
  ck_assert_int_eq(mkfifo(without("train-images-idx3-ubyte.gz"), 0600), 0);
  check_refused("train-images-idx3-ubyte.gz", "expected an IDX file", "found a pipe");
}
END_TEST

START_TEST(a_link_to_nowhere) {
  write_whole_folder();
  ck_assert_int_eq(symlink("/no/such/file", without("train-images-idx3-ubyte.gz")), 0);
  check_refused("train-images-idx3-ubyte.gz", "expected an IDX file", "No such file");
}
END_TEST

START_TEST(a_file_too_few) {
  write_whole_folder();
  without("t10k-images-idx3-ubyte.gz");
  check_refused(folder, "expected t10k-images-idx3-ubyte.gz", "make setup");
}
END_TEST

START_TEST(no_folder) {
  ck_assert_int_eq(rmdir(folder), 0);
  check_refused(folder, "expected a folder", "make setup");
}
END_TEST

START_TEST(a_file_that_may_not_be_read) {
  write_whole_folder();
  ck_assert_int_eq(chmod(in_folder("train-images-idx3-ubyte.gz"), 0), 0);
  check_refused("train-images-idx3-ubyte.gz", "expected an IDX file", "Permission denied");
}
END_TEST

/* the folder is no riddle when it is only the command line that is wrong */
START_TEST(a_mistake_on_the_command_line_is_status_2) {
  write_whole_folder();
  ck_assert_int_eq(run("--data"), 2);
  ck_assert_int_eq(run("--any-dat --epochs 3"), 2);
}
END_TEST

int main(int argc, char **argv) {
  (void)argc;
  /* this test is BUILD/tests/data/test_hostile_folders */
  snprintf(program, sizeof program, "%s/../../chapters/8-2/01_load_data", dirname(argv[0]));

  TCase *tests = tcase_create("hostile folders");
  tcase_set_timeout(tests, 20);
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, truncated);
  tcase_add_test(tests, empty);
  tcase_add_test(tests, a_web_page);
  tcase_add_test(tests, images_and_labels_swapped);
  if (access("/usr/share/datasets/fashion-mnist", R_OK) == 0)
    tcase_add_test(tests, training_and_test_swapped);
  else
    puts("skipped, as Fashion-MNIST is not installed (make setup): training_and_test_swapped");
  tcase_add_test(tests, handwritten_digits);
  tcase_add_test(tests, other_data);
  tcase_add_test(tests, a_label_over_9);
  tcase_add_test(tests, a_folder_for_a_file);
  tcase_add_test(tests, a_pipe_for_a_file);
  tcase_add_test(tests, a_link_to_nowhere);
  tcase_add_test(tests, a_file_too_few);
  tcase_add_test(tests, no_folder);
  if (geteuid() != 0)
    tcase_add_test(tests, a_file_that_may_not_be_read);
  else
    puts("skipped, as root may read everything: a_file_that_may_not_be_read");
  tcase_add_test(tests, a_mistake_on_the_command_line_is_status_2);

  Suite *suite = suite_create("hostile folders");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
