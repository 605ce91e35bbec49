/*
 * The data set: found, recognised, refused. The first tests make small folders of their
 * own; those at the end need Fashion-MNIST itself and say so when it is not installed.
 */
#include "data/fashion_mnist.h"

#include <sys/stat.h>

#include "temporary.h"

static const char *debian = "/usr/share/datasets/fashion-mnist";

/* ---- a data set small enough to write by hand: 3 training and 2 test images of 2x2 ---- */

enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS };
static uint8_t contents[4][28] = {
    {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33},
    {0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 3},
    {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 40, 41, 42, 43, 50, 51, 52, 53},
    {0, 0, 8, 1, 0, 0, 0, 2, 9, 2}};
static const size_t sizes[4] = {28, 11, 24, 10};
static const char *const dashes[4] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
                                      "t10k-labels-idx1-ubyte"};
static const char *const dots[4] = {"train-images.idx3-ubyte", "train-labels.idx1-ubyte", "t10k-images.idx3-ubyte",
                                    "t10k-labels.idx1-ubyte"};

static void write_small(const char *const names[4]) {
  for (int f = 0; f < 4; f++) write_plain(names[f], contents[f], sizes[f]);
}

static void check_small(const char *where) {
  FashionMNIST data;
  ck_assert_msg(load_fashion_mnist(where, true, &data) == OK, "%s", error_message());
  ck_assert_int_eq(data.train.count, 3);
  ck_assert_int_eq(data.test.count, 2);
  ck_assert_int_eq(data.train.height, 2);
  ck_assert_int_eq(data.train.width, 2);
  ck_assert_int_eq(data.train.channels, 1);
  ck_assert_int_eq(dataset_label(&data.train, 2), 3);
  ck_assert_int_eq(dataset_pixels(&data.train, 2)[1], 31);
  ck_assert_int_eq(dataset_label(&data.test, 1), 2);
  ck_assert_int_eq(dataset_pixels(&data.test, 1)[3], 53);
  fashion_mnist_free(&data);
  ck_assert_int_eq(data.train.count, 0);
  ck_assert_ptr_null(data.train_images.data);
}

static void check_refused(const char *where, bool any_data, const char *const *words) {
  FashionMNIST data;
  memset(&data, 0xff, sizeof data);
  ck_assert_int_eq(load_fashion_mnist(where, any_data, &data), FAILED);
  check_words_in(error_message(), words);
  ck_assert_ptr_null(data.train_images.data);
  ck_assert_int_eq(data.train.count, 0);
}

/* ---- finding ---- */

START_TEST(both_styles_of_name_plain_and_gzip) {
  write_small(dashes);
  check_small(folder);
  remove_folder();
  ck_assert_int_eq(mkdir(folder, 0700), 0);

  write_small(dots);
  check_small(folder);
  remove_folder();
  ck_assert_int_eq(mkdir(folder, 0700), 0);

  /* a mixed folder */
  write_gzip("train-images-idx3-ubyte.gz", contents[0], sizes[0]);
  write_gzip("train-labels.idx1-ubyte.gz", contents[1], sizes[1]);
  write_plain(dots[2], contents[2], sizes[2]);
  write_plain(dashes[3], contents[3], sizes[3]);
  check_small(folder);
}
END_TEST

START_TEST(the_environment_and_data_come_before_debian) {
  write_small(dashes);
  setenv("FASHION_MNIST_DIR", folder, 1);
  check_small(NULL);

  ck_assert_int_eq(chdir(folder), 0);
  ck_assert_int_eq(mkdir("data", 0700), 0);
  for (int f = 0; f < 4; f++) {
    char moved[64];
    snprintf(moved, sizeof moved, "data/%s", dashes[f]);
    ck_assert_int_eq(rename(dashes[f], moved), 0);
  }
  setenv("FASHION_MNIST_DIR", "", 1); /* empty means not set */
  check_small(NULL);
  unsetenv("FASHION_MNIST_DIR");
  check_small(NULL);

  /* what the environment names is meant, even when data/ would do */
  setenv("FASHION_MNIST_DIR", "/no/such/folder", 1);
  check_refused(NULL, true, (const char *const[]){"/no/such/folder", "expected a folder", "make setup", NULL});

  /* a data/ with one file of the four is a mistake, no reason to go elsewhere */
  unsetenv("FASHION_MNIST_DIR");
  ck_assert_int_eq(unlink("data/t10k-labels-idx1-ubyte"), 0);
  check_refused(NULL, true, (const char *const[]){"data: expected t10k-labels-idx1-ubyte.gz", "make setup", NULL});
  ck_assert_int_eq(chdir("/"), 0);
}
END_TEST

START_TEST(missing) {
  check_refused("/no/such/folder", false, (const char *const[]){"/no/such/folder", "No such file", "make setup", NULL});
  check_refused(folder, false, (const char *const[]){folder, "train-images-idx3-ubyte.gz", "make setup", NULL});
  write_small(dashes);
  check_refused(in_folder(dashes[0]), false,
                (const char *const[]){dashes[0], "expected a folder", "found a file", NULL});
  ck_assert_int_eq(unlink(in_folder(dashes[2])), 0);
  check_refused(folder, true, (const char *const[]){folder, "t10k-images-idx3-ubyte.gz", "test images", NULL});
}
END_TEST

/* ---- recognising ---- */

START_TEST(other_data_is_refused_and_any_data_takes_it) {
  write_small(dashes);
  check_refused(folder, false,
                (const char *const[]){dashes[0], "expected Fashion-MNIST's training images", "b4f29f28",
                                      "found other data", "--any-data", NULL});
  check_small(folder);
}
END_TEST

/* the handwritten digits start 5 0 4 1 9 2 1 3 1 4 (training) and 7 2 1 0 4 1 4 9 5 9 (test) */
START_TEST(handwritten_digits_are_named) {
  uint8_t ten[16 + 40] = {0, 0, 8, 3, 0, 0, 0, 10, 0, 0, 0, 2, 0, 0, 0, 2};
  uint8_t train[] = {0, 0, 8, 1, 0, 0, 0, 10, 5, 0, 4, 1, 9, 2, 1, 3, 1, 4};
  uint8_t test[] = {0, 0, 8, 1, 0, 0, 0, 10, 7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
  write_gzip("train-images-idx3-ubyte.gz", ten, sizeof ten);
  write_gzip("train-labels-idx1-ubyte.gz", train, sizeof train);
  write_gzip("t10k-images-idx3-ubyte.gz", ten, sizeof ten);
  write_gzip("t10k-labels-idx1-ubyte.gz", test, sizeof test);
  check_refused(folder, false,
                (const char *const[]){"train-images-idx3-ubyte.gz", "expected Fashion-MNIST",
                                      "found the handwritten digits", "5 0 4 1", "--any-data", NULL});
  FashionMNIST data;
  ck_assert_int_eq(load_fashion_mnist(folder, true, &data), OK);
  fashion_mnist_free(&data);
}
END_TEST

START_TEST(labels_over_9_are_refused_with_their_index) {
  write_small(dashes);
  uint8_t wrong[11];
  memcpy(wrong, contents[TRAIN_LABELS], sizeof wrong);
  wrong[8 + 2] = 10;
  write_plain(dashes[1], wrong, sizeof wrong);
  check_refused(folder, true, (const char *const[]){dashes[1], "from 0 to 9", "found 10 at index 2", NULL});
}
END_TEST

START_TEST(files_that_do_not_fit_together) {
  write_small(dashes);
  write_plain(dashes[1], contents[TEST_LABELS], sizes[TEST_LABELS]);
  check_refused(folder, true, (const char *const[]){dashes[1], "expected 3 labels", dashes[0], "found 2", NULL});

  write_small(dashes);
  uint8_t wide[24] = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 4};
  write_plain(dashes[2], wide, sizeof wide);
  check_refused(folder, true, (const char *const[]){dashes[2], "expected images of 2x2", "found 1x4", NULL});

  write_small(dashes);
  write_plain(dashes[0], contents[TRAIN_LABELS], sizes[TRAIN_LABELS]);
  check_refused(folder, true, (const char *const[]){dashes[0], "expected images", "found labels", NULL});
}
END_TEST

/* ---- the real data ---- */

/* The values in these tests are those of the book's notebooks and of the publisher's page. */

START_TEST(real_counts_labels_and_mean) {
  FashionMNIST data;
  ck_assert_msg(load_fashion_mnist(debian, false, &data) == OK, "%s", error_message());
  ck_assert_int_eq(data.train.count, 60000);
  ck_assert_int_eq(data.test.count, 10000);
  ck_assert_int_eq(data.train.height, 28);
  ck_assert_int_eq(data.train.width, 28);

  const int first[] = {9, 0, 0, 3};
  for (int n = 0; n < 4; n++) ck_assert_int_eq(dataset_label(&data.train, n), first[n]);

  int train[CLASSES] = {0}, test[CLASSES] = {0};
  for (int n = 0; n < 60000; n++) train[dataset_label(&data.train, n)]++;
  for (int n = 0; n < 10000; n++) test[dataset_label(&data.test, n)]++;
  for (int c = 0; c < CLASSES; c++) {
    ck_assert_int_eq(train[c], 6000);
    ck_assert_int_eq(test[c], 1000);
  }

  long sum = 0;
  for (size_t i = 0; i < 60000 * 28 * 28; i++) sum += data.train.pixels[i];
  ck_assert_double_eq_tol((double)sum / 255 / (60000.0 * 28 * 28), 0.2860405969887955, 1e-15);
  fashion_mnist_free(&data);
}
END_TEST

/* the checksums in the library are those of files whose MD5 sums are the publisher's */
START_TEST(real_md5_sums) {
  static const char *const md5[4] = {"f4a8712d7a061bf5bd6d2ca38dc4d50a", "9018921c3c673c538a1fc5bad174d6f9",
                                     "8181f5470baa50b63fa0f6fddb340f0a", "15d484375f8d13e6eb1aabb0c3f46965"};
  char command[256];
  for (int f = 0; f < 4; f++) {
    snprintf(command, sizeof command, "gzip -dc %s/%s.gz | md5sum", debian, dashes[f]);
    ck_assert_int_eq(strncmp(first_line_of(command), md5[f], 32), 0);
  }
}
END_TEST

static void link_to_real(int f, int real) {
  char from[256];
  snprintf(from, sizeof from, "%s/%s.gz", debian, dashes[real]);
  char name[64];
  snprintf(name, sizeof name, "%s.gz", dashes[f]);
  ck_assert_int_eq(symlink(from, in_folder(name)), 0);
}

START_TEST(real_swapped_files_are_named) {
  for (int f = 0; f < 4; f++) link_to_real(f, f ^ 2); /* training and test under each other's names */
  check_refused(
      folder, false,
      (const char *const[]){"train-images", "expected Fashion-MNIST's training images", "found its test images", NULL});
}
END_TEST

START_TEST(real_data_with_one_label_changed) {
  for (int f = 0; f < 3; f++) link_to_real(f, f);
  char command[256];
  snprintf(command, sizeof command, "gzip -dc %s/%s.gz > %s/%s", debian, dashes[3], folder, dashes[3]);
  ck_assert_int_eq(system(command), 0);
  FashionMNIST data;
  ck_assert_int_eq(load_fashion_mnist(folder, false, &data), OK); /* one file plain, three gzip */
  fashion_mnist_free(&data);

  FILE *file = fopen(in_folder(dashes[3]), "r+b");
  ck_assert_int_eq(fseek(file, -1, SEEK_END), 0);
  fputc(1, file); /* it was 5 */
  fclose(file);
  check_refused(folder, false, (const char *const[]){dashes[3], "test labels", "80142c1f", "found other data", NULL});
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("fashion_mnist");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, both_styles_of_name_plain_and_gzip);
  tcase_add_test(tests, the_environment_and_data_come_before_debian);
  tcase_add_test(tests, missing);
  tcase_add_test(tests, other_data_is_refused_and_any_data_takes_it);
  tcase_add_test(tests, handwritten_digits_are_named);
  tcase_add_test(tests, labels_over_9_are_refused_with_their_index);
  tcase_add_test(tests, files_that_do_not_fit_together);

  Suite *suite = suite_create("fashion_mnist");
  suite_add_tcase(suite, tests);
  if (access(debian, R_OK) == 0) {
    TCase *real = tcase_create("real data");
    tcase_set_timeout(real, 60);
    tcase_add_checked_fixture(real, make_folder, remove_folder);
    tcase_add_test(real, real_counts_labels_and_mean);
    tcase_add_test(real, real_md5_sums);
    tcase_add_test(real, real_swapped_files_are_named);
    tcase_add_test(real, real_data_with_one_label_changed);
    suite_add_tcase(suite, real);
  } else {
    puts(
        "skipped, as Fashion-MNIST is not installed (make setup): real_counts_labels_and_mean, real_md5_sums, "
        "real_swapped_files_are_named, real_data_with_one_label_changed");
  }
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
