/* ReLU and softmax: values worked out by hand or printed by the book. */
#include "kernels/activations.h"

#include "helpers.h"

/* ---- ReLU ---- */

/* max(0, -2) = 0 (not 2), max(0, 0) = 0, max(0, 3) = 3 (not 1) */
START_TEST(relu_example) {
  const float x[3] = {-2, 0, 3}, expected[3] = {0, 0, 3};
  float *y = new_floats(3);
  relu_forward(3, y, x);
  check_floats("y", 3, y, expected, 0);

  float *in_place = copy_floats(3, x);
  relu_forward(3, in_place, in_place);
  check_floats("in place", 3, in_place, expected, 0);
  drop(y), drop(in_place);
}
END_TEST

/* dy = 5 6 -7 passes where x > 0: 0 (x is -2), 0 (x is 0, and 0 is not positive), -7 (x is 3; dy's own sign does not matter) */
START_TEST(relu_backward_example) {
  const float x[3] = {-2, 0, 3}, dy[3] = {5, 6, -7}, expected[3] = {0, 0, -7};
  float *dx = new_floats(3), *y = new_floats(3);
  relu_backward(3, dx, x, dy);
  check_floats("dx", 3, dx, expected, 0);

  /* the output tells as much as the input did */
  relu_forward(3, y, x);
  float *in_place = copy_floats(3, dy);
  relu_backward(3, in_place, y, in_place);
  check_floats("in place", 3, in_place, expected, 0);
  drop(dx), drop(y), drop(in_place);
}
END_TEST

/* a NaN must not turn into a harmless 0 on the way to the loss; infinities pass or go */
START_TEST(relu_of_what_is_no_number) {
  const float x[3] = {NAN, INFINITY, -INFINITY};
  float *y = new_floats(3);
  y[0] = 0;
  relu_forward(3, y, x);
  ck_assert(isnan(y[0]) && y[1] == INFINITY && y[2] == 0);
  drop(y);
}
END_TEST

/* any count, also those that are no whole number of vectors; bits for any number of threads */
START_TEST(relu_of_any_length) {
  Random random = random_from_seed(3);
  for (int count = 0; count < 50000; count += count < 40 ? 1 : 24999) {
    float *x = random_floats(&random, (size_t)count), *dy = random_floats(&random, (size_t)count);
    float *y = new_floats((size_t)count), *dx = new_floats((size_t)count);
    for (int t = 0; t < THREAD_COUNTS; t++) {
      use_threads(thread_counts[t]);
      spoil(y), spoil(dx);
      relu_forward(count, y, x);
      relu_backward(count, dx, x, dy);
      for (int m = 0; m < count; m++) {
        ck_assert(y[m] == fmaxf(x[m], 0));
        ck_assert(dx[m] == (x[m] > 0 ? dy[m] : 0));
      }
    }
    drop(x), drop(dy), drop(y), drop(dx);
  }
}
END_TEST

/* ---- softmax ---- */

/*
 * exp(2-2) = 1, exp(1-2) = .367879, exp(0-2) = .135335, sum 1.503215:
 * 1 / 1.503215 = .665241, .367879 / 1.503215 = .244728, .135335 / 1.503215 = .090031.
 * 1000 999 998 are the same after the maximum is taken off; without that, exp(1000) is infinite.
 */
START_TEST(softmax_example) {
  const float z[2][3] = {{2, 1, 0}, {1000, 999, 998}};
  const float expected[3] = {0.665241f, 0.244728f, 0.090031f};
  float *p = new_floats(6);
  softmax(2, 3, (void *)p, z);
  check_floats("p[0]", 3, p, expected, 1e-6);
  check_floats("p[1]", 3, p + 3, expected, 1e-6);
  drop(p);
}
END_TEST

/* each row has its own maximum: with one for all, exp(-1000) = 0 and the second row is 0/0 */
START_TEST(each_row_by_itself) {
  const float z[2][2] = {{1000, 1000}, {0, 0}};
  float *p = new_floats(4);
  softmax(2, 2, (void *)p, z);
  check_floats("p", 4, p, (const float[4]){0.5f, 0.5f, 0.5f, 0.5f}, 0);
  drop(p);
}
END_TEST

/* the book, section 7-2: five sums of a neuron layer; exp(378.10) would not fit into a float, nor into its softmax */
START_TEST(softmax_far_apart) {
  const float z[1][5] = {{-249.87f, -424.13f, -460.29f, 378.10f, -292.61f}};
  float *p = new_floats(5);
  softmax(1, 5, (void *)p, z);
  check_floats("p", 5, p, (const float[5]){0, 0, 0, 1, 0}, 0);
  drop(p);
}
END_TEST

/* against double precision; rows add up to 1. Seen: 9e-8. */
START_TEST(softmax_random) {
  Random random = random_from_seed(4);
  for (int trial = 0; trial < 50; trial++) {
    int N = random_between(&random, 1, 9), U = random_between(&random, 1, 37);
    float *z = random_floats(&random, (size_t)(N * U)), *p = new_floats((size_t)(N * U));
    for (int m = 0; m < N * U; m++) z[m] *= 20;
    softmax(N, U, (void *)p, (const void *)z);
    for (int n = 0; n < N; n++) {
      double sum = 0, total = 0;
      for (int u = 0; u < U; u++) sum += exp((double)z[n * U + u]);
      for (int u = 0; u < U; u++) {
        ck_assert_double_eq_tol((double)p[n * U + u], exp((double)z[n * U + u]) / sum, 1e-6);
        total += (double)p[n * U + u];
      }
      ck_assert_double_eq_tol(total, 1, 1e-6);
    }
    drop(z), drop(p);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("activations");
  tcase_add_test(tests, relu_example);
  tcase_add_test(tests, relu_backward_example);
  tcase_add_test(tests, relu_of_what_is_no_number);
  tcase_add_test(tests, relu_of_any_length);
  tcase_add_test(tests, softmax_example);
  tcase_add_test(tests, each_row_by_itself);
  tcase_add_test(tests, softmax_far_apart);
  tcase_add_test(tests, softmax_random);
  return run_tests("activations", tests);
}
