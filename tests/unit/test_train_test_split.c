/*
 * The split is scikit-learn's, index for index: train_test_split(..., test_size=0.2,
 * random_state=42) on 60,000 images. The indices and checksums come from NumPy and
 * scikit-learn, not from this library.
 */
#include "data/train_test_split.h"

#include "data/fashion_mnist.h"
#include "temporary.h"

static const Split book = {.test_size = 0.2, .random_state = 42};

static Dataset images(int count) { return (Dataset){.count = count, .height = 1, .width = 1, .channels = 1}; }

static void check_indices(const Dataset *set, int count, const int *expected) {
  for (int n = 0; n < count; n++) ck_assert_int_eq(set->index[n], expected[n]);
}

/* numpy.random.RandomState(42).permutation(10): [8 1 5 0 7 2 9 4 3 6] */
START_TEST(ten_images) {
  Dataset all = images(10), train, test;
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), OK);
  ck_assert_int_eq(test.count, 2);
  ck_assert_int_eq(train.count, 8);
  check_indices(&test, 2, (int[]){8, 1});
  check_indices(&train, 8, (int[]){5, 0, 7, 2, 9, 4, 3, 6});
  dataset_free(&train);
  dataset_free(&test);
  ck_assert_ptr_null(train.index);
}
END_TEST

START_TEST(the_test_set_is_rounded_up) {
  Dataset all = images(7), train, test; /* 0.2 * 7 = 1.4 */
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), OK);
  ck_assert_int_eq(test.count, 2);
  ck_assert_int_eq(train.count, 5);
  dataset_free(&train);
  dataset_free(&test);
}
END_TEST

START_TEST(one_image_cannot_be_split) {
  Dataset all = images(1), train, test;
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), FAILED);
  check_words_in(error_message(), (const char *const[]){"1 images", "0.2", NULL});
  ck_assert_int_eq(train.count + test.count, 0);
}
END_TEST

/* a part is split again: its images stay those of the store */
START_TEST(a_part_of_a_part) {
  int chosen[10] = {100, 101, 102, 103, 104, 105, 106, 107, 108, 109};
  Dataset all = images(10), train, test;
  all.index = chosen;
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), OK);
  check_indices(&test, 2, (int[]){108, 101});
  check_indices(&train, 3, (int[]){105, 100, 107});
  dataset_free(&train);
  dataset_free(&test);
}
END_TEST

static const char *sha256(const Dataset *set) {
  uint8_t *bytes = malloc(4 * (size_t)set->count);
  for (int n = 0; n < set->count; n++)
    for (int byte = 0; byte < 4; byte++) bytes[4 * n + byte] = (uint8_t)(set->index[n] >> 8 * byte);
  char command[256];
  snprintf(command, sizeof command, "sha256sum < %s", write_plain("indices", bytes, 4 * (size_t)set->count));
  free(bytes);
  static char sum[65];
  snprintf(sum, sizeof sum, "%.64s", first_line_of(command));
  return sum;
}

START_TEST(sixty_thousand_images) {
  Dataset all = images(60000), train, test;
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), OK);
  ck_assert_int_eq(train.count, 48000);
  ck_assert_int_eq(test.count, 12000);
  check_indices(&train, 10, (int[]){48572, 38696, 13611, 35213, 31766, 57477, 9165, 21399, 44113, 55436});
  check_indices(&test, 10, (int[]){12628, 37730, 39991, 8525, 8279, 51012, 14871, 15127, 9366, 33322});
  ck_assert_str_eq(sha256(&train), "cee437c71d095023a0f48cb8cbad98f5f73ab5a21e9f7f0c141c0658dc8476c2");
  ck_assert_str_eq(sha256(&test), "fb59cf8c489005644c7351baad7eb079f218d726a89aa8f8ebf4c03ba733347e");
  dataset_free(&train);
  dataset_free(&test);
}
END_TEST

START_TEST(another_seed_is_another_split) {
  Dataset all = images(1000), train, test, train_43, test_43;
  ck_assert_int_eq(train_test_split(&all, book, &train, &test), OK);
  ck_assert_int_eq(train_test_split(&all, (Split){.test_size = 0.2, .random_state = 43}, &train_43, &test_43), OK);
  ck_assert_mem_ne(train.index, train_43.index, 800 * sizeof(int));
  dataset_free(&train);
  dataset_free(&test);
  dataset_free(&train_43);
  dataset_free(&test_43);
}
END_TEST

START_TEST(real_validation_labels) {
  FashionMNIST data;
  ck_assert_msg(load_fashion_mnist(NULL, false, &data) == OK, "%s", error_message());
  Dataset train, test;
  ck_assert_int_eq(train_test_split(&data.train, book, &train, &test), OK);

  const int first[10] = {8, 8, 7, 4, 8, 4, 1, 0, 4, 5};
  for (int n = 0; n < 10; n++) ck_assert_int_eq(dataset_label(&test, n), first[n]);

  const int expected[CLASSES] = {1202, 1219, 1205, 1184, 1202, 1211, 1218, 1159, 1197, 1203};
  int count[CLASSES] = {0};
  for (int n = 0; n < test.count; n++) count[dataset_label(&test, n)]++;
  for (int c = 0; c < CLASSES; c++) ck_assert_int_eq(count[c], expected[c]);

  dataset_free(&train);
  dataset_free(&test);
  fashion_mnist_free(&data);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("train_test_split");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, ten_images);
  tcase_add_test(tests, the_test_set_is_rounded_up);
  tcase_add_test(tests, one_image_cannot_be_split);
  tcase_add_test(tests, a_part_of_a_part);
  tcase_add_test(tests, sixty_thousand_images);
  tcase_add_test(tests, another_seed_is_another_split);
  if (access("/usr/share/datasets/fashion-mnist", R_OK) == 0)
    tcase_add_test(tests, real_validation_labels);
  else
    puts("skipped, as Fashion-MNIST is not installed (make setup): real_validation_labels");

  Suite *suite = suite_create("train_test_split");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
