/* What NumPy says about an array: mean, standard deviation, histogram. */
#include "kernels/statistics.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* an array of its own, so that the address sanitizer sees the first step outside */
static float *copy_of(int n, const float x[n]) {
  float *copy = malloc((size_t)n * sizeof *copy);
  memcpy(copy, x, (size_t)n * sizeof *copy);
  return copy;
}

static void check_histogram(int n, const float x[n], int bins, const int expected[bins]) {
  float *copy = copy_of(n, x);
  int *count = malloc((size_t)bins * sizeof *count);
  double *edge = malloc(((size_t)bins + 1) * sizeof *edge);
  for (int i = 0; i < bins; i++) count[i] = 77; /* overwritten, not added to */
  ck_assert_int_eq(histogram(n, bins, count, edge, copy), 0);
  for (int i = 0; i < bins; i++)
    ck_assert_msg(count[i] == expected[i], "bin %d from %g to %g: %d, expected %d", i, edge[i], edge[i + 1], count[i],
                  expected[i]);
  free(copy);
  free(count);
  free(edge);
}

/* mean (1+2+3+4+10)/5 = 4; squares 9+4+1+0+36 = 50; std sqrt(50/5) = 3.1623 (with n - 1: 3.5355) */
START_TEST(mean_and_std_by_hand) {
  float *x = copy_of(5, (float[]){1, 2, 3, 4, 10});
  double mean, std;
  mean_std(5, &mean, &std, x);
  ck_assert_double_eq_tol(mean, 4, 1e-12);
  ck_assert_double_eq_tol(std, 3.16227766, 1e-8);
  free(x);
}
END_TEST

/* a large mean with a small spread: the mean of squares minus the square of the mean, in float, would give 0 or NaN */
START_TEST(std_does_not_cancel) {
  float *x = copy_of(4, (float[]){10000, 10001, 10000, 10001});
  double mean, std;
  mean_std(4, &mean, &std, x);
  ck_assert_double_eq_tol(mean, 10000.5, 1e-9);
  ck_assert_double_eq_tol(std, 0.5, 1e-9);
  free(x);
}
END_TEST

/* width (5-1)/4 = 1: [1,2) [2,3) [3,4) [4,5]: 1 | 2 2 | 3 | 5 */
START_TEST(last_bin_is_closed) { check_histogram(5, (float[]){1, 2, 2, 3, 5}, 4, (int[]){1, 2, 1, 1}); }
END_TEST

START_TEST(edges_are_equally_wide) {
  float *x = copy_of(3, (float[]){-1, 0, 3});
  int *count = malloc(2 * sizeof *count);
  double *edge = malloc(3 * sizeof *edge);
  ck_assert_int_eq(histogram(3, 2, count, edge, x), 0);
  ck_assert(edge[0] == -1 && edge[1] == 1 && edge[2] == 3);
  ck_assert_int_eq(count[0], 2);
  ck_assert_int_eq(count[1], 1);
  free(x);
  free(count);
  free(edge);
}
END_TEST

/* NumPy: np.histogram([7, 7], 2) counts (0, 2) from 6.5 to 7.5 */
START_TEST(all_values_the_same) { check_histogram(2, (float[]){7, 7}, 2, (int[]){0, 2}); }
END_TEST

/* 0 .. 10 in 10 bins of width 1: each edge opens its own bin, 10 joins the last */
START_TEST(values_on_edges) {
  check_histogram(11, (float[]){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 10, (int[]){1, 1, 1, 1, 1, 1, 1, 1, 1, 2});
}
END_TEST

START_TEST(what_cannot_be_counted) {
  float *x = copy_of(2, (float[]){1, NAN});
  int count[2];
  double edge[3];
  ck_assert_int_eq(histogram(2, 2, count, edge, x), -1);
  x[1] = INFINITY;
  ck_assert_int_eq(histogram(2, 2, count, edge, x), -1);
  free(x);
}
END_TEST

START_TEST(argmax_takes_the_place_not_the_value) {
  float *x = copy_of(10, (float[]){0, 0, 0, 0, 0, 0, 0, 0, 1, 0}); /* the bag of the book: 8, though its chart says 9 */
  ck_assert_int_eq(argmax(10, x), 8);
  x[2] = 1; /* the first of equals */
  ck_assert_int_eq(argmax(10, x), 2);
  x[0] = -1;
  ck_assert_int_eq(argmax(1, x), 0);
  free(x);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("statistics");
  TCase *tests = tcase_create("statistics");
  tcase_add_test(tests, mean_and_std_by_hand);
  tcase_add_test(tests, std_does_not_cancel);
  tcase_add_test(tests, last_bin_is_closed);
  tcase_add_test(tests, edges_are_equally_wide);
  tcase_add_test(tests, all_values_the_same);
  tcase_add_test(tests, values_on_edges);
  tcase_add_test(tests, what_cannot_be_counted);
  tcase_add_test(tests, argmax_takes_the_place_not_the_value);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
