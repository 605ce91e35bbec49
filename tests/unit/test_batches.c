/* Batches: which images come, and the floats that their bytes become. */
#include "data/batches.h"

#include <signal.h>

#include "helpers.h"

/* five images of 2 rows, 1 column and 3 channels: image i has the bytes 10 i, 10 i + 1, ... 10 i + 5 */
static uint8_t pixels[5 * 6], labels[5] = {4, 3, 2, 1, 0};

static Dataset five_images(void) {
  for (int i = 0; i < 5; i++)
    for (int p = 0; p < 6; p++) pixels[6 * i + p] = (uint8_t)(10 * i + p);
  return (Dataset){.count = 5, .height = 2, .width = 1, .channels = 3, .pixels = pixels, .labels = labels};
}

/* x is the image whose first byte is `first` */
static void check_image(const float x[6], int first) {
  for (int p = 0; p < 6; p++) ck_assert_float_eq_tol(x[p], (float)(first + p) / 255, 1e-7f);
}

START_TEST(how_many) {
  ck_assert_int_eq(batch_count(48000, 32), 1500); /* the book's steps an epoch */
  ck_assert_int_eq(batch_count(12000, 32), 375);
  ck_assert_int_eq(batch_count(10000, 32), 313);
  ck_assert_int_eq(batch_images(10000, 32, 311), 32);
  ck_assert_int_eq(batch_images(10000, 32, 312), 16); /* 10000 - 312*32 = 16 */
  ck_assert_int_eq(batch_count(5, 8), 1);
  ck_assert_int_eq(batch_images(5, 8, 0), 5);
  ck_assert_int_eq(batch_count(2147483647, 2), 1073741824);
}
END_TEST

/* NumPy: x = x.reshape(-1, 28, 28, 1) / 255.0 in float64, then astype(float32) */
START_TEST(all_256_quotients) {
  uint8_t bytes[256], label = 0;
  for (int i = 0; i < 256; i++) bytes[i] = (uint8_t)i;
  Dataset set = {.count = 1, .height = 16, .width = 16, .channels = 1, .pixels = bytes, .labels = &label};
  float *x = new_floats(256);
  load_batch(&set, NULL, 0, 1, x, NULL);
  for (int i = 0; i < 256; i++) {
    volatile double quotient = i / 255.0; /* kept as a double, as NumPy does */
    float expected = (float)quotient;
    ck_assert_msg(x[i] == expected, "%d / 255: %.9g, expected %.9g", i, (double)x[i], (double)expected);
  }
  ck_assert(x[0] == 0.0f && x[255] == 1.0f);
  ck_assert(x[51] == 0.2f); /* 51 / 255 */
  drop(x);
}
END_TEST

START_TEST(in_order) {
  Dataset set = five_images();
  float *x = new_floats(2 * 6);
  int *label = new_ints(2);
  load_batch(&set, NULL, 3, 2, x, label);
  check_image(x, 30);
  check_image(x + 6, 40);
  ck_assert_int_eq(label[0], 1);
  ck_assert_int_eq(label[1], 0);
  drop(x);
  drop(label);
}
END_TEST

/* places 1 and 2 of the order 4 2 0: images 2 and 0 */
START_TEST(in_another_order) {
  Dataset set = five_images();
  const int order[5] = {4, 2, 0, 1, 3};
  float *x = new_floats(2 * 6);
  int *label = new_ints(2);
  load_batch(&set, order, 1, 2, x, label);
  check_image(x, 20);
  check_image(x + 6, 0);
  ck_assert_int_eq(label[0], 2);
  ck_assert_int_eq(label[1], 4);
  drop(x);
  drop(label);
}
END_TEST

/* a part with the images 3 and 1; its order 1 0 gives 1, then 3 */
START_TEST(of_a_part) {
  Dataset set = five_images();
  int index[2] = {3, 1};
  set.index = index;
  set.count = 2;
  const int order[2] = {1, 0};
  float *x = new_floats(2 * 6);
  int label[2];
  load_batch(&set, order, 0, 2, x, label);
  check_image(x, 10);
  check_image(x + 6, 30);
  ck_assert_int_eq(label[0], 3);
  ck_assert_int_eq(label[1], 1);
  drop(x);
}
END_TEST

START_TEST(past_the_end_is_a_bug) {
  Dataset set = five_images();
  float x[12];
  load_batch(&set, NULL, 4, 2, x, NULL);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("batches");
  tcase_add_test(tests, how_many);
  tcase_add_test(tests, all_256_quotients);
  tcase_add_test(tests, in_order);
  tcase_add_test(tests, in_another_order);
  tcase_add_test(tests, of_a_part);
  tcase_add_test_raise_signal(tests, past_the_end_is_a_bug, SIGABRT);

  Suite *suite = suite_create("batches");
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
