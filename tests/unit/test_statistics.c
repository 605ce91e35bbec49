/* What NumPy says about an array: mean, standard deviation, histogram. */
#include "kernels/statistics.h"

#include "helpers.h"

/* an array of its own, so that the address sanitizer sees the first step outside */
static float *copy_of(int n, const float x[n]) { return copy_floats((size_t)n, x); }

/* the same of doubles: two words each */
static double *new_doubles(size_t count) { return new_array(2 * count); }

static void check_histogram(int n, const float x[n], int bins, const int expected[bins]) {
  float *copy = copy_of(n, x);
  int *count = new_ints((size_t)bins);
  double *edge = new_doubles((size_t)bins + 1);
  ck_assert_int_eq(histogram(n, bins, count, edge, copy), 0);
  for (int i = 0; i < bins; i++)
    ck_assert_msg(count[i] == expected[i], "bin %d from %g to %g: %d, expected %d", i, edge[i], edge[i + 1], count[i],
                  expected[i]);
  drop(copy);
  drop(count);
  drop(edge);
}

/* mean (1+2+3+4+10)/5 = 4; squares 9+4+1+0+36 = 50; std sqrt(50/5) = 3.1623 (with n - 1: 3.5355) */
START_TEST(mean_and_std_by_hand) {
  float *x = copy_of(5, (float[]){1, 2, 3, 4, 10});
  double mean, std;
  mean_std(5, &mean, &std, x);
  ck_assert_double_eq_tol(mean, 4, 1e-12);
  ck_assert_double_eq_tol(std, 3.16227766, 1e-8);
  drop(x);
}
END_TEST

/* a large mean with a small spread: the mean of squares minus the square of the mean, in float, would give 0 or NaN */
START_TEST(std_does_not_cancel) {
  float *x = copy_of(4, (float[]){10000, 10001, 10000, 10001});
  double mean, std;
  mean_std(4, &mean, &std, x);
  ck_assert_double_eq_tol(mean, 10000.5, 1e-9);
  ck_assert_double_eq_tol(std, 0.5, 1e-9);
  drop(x);
}
END_TEST

/* width (5-1)/4 = 1: [1,2) [2,3) [3,4) [4,5]: 1 | 2 2 | 3 | 5 */
START_TEST(last_bin_is_closed) { check_histogram(5, (float[]){1, 2, 2, 3, 5}, 4, (int[]){1, 2, 1, 1}); }
END_TEST

START_TEST(edges_are_equally_wide) {
  float *x = copy_of(3, (float[]){-1, 0, 3});
  int *count = new_ints(2);
  double *edge = new_doubles(3);
  ck_assert_int_eq(histogram(3, 2, count, edge, x), 0);
  ck_assert(edge[0] == -1 && edge[1] == 1 && edge[2] == 3);
  ck_assert_int_eq(count[0], 2);
  ck_assert_int_eq(count[1], 1);
  drop(x);
  drop(count);
  drop(edge);
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

/*
 * Edges as doubles: -1 + 9 * (0.25 + 1) / 10 = 0.125 exactly, but 0.7 as a float, 0.699999988, lies below the double
 * 0.7 = 0 + 7 * 1 / 10: bin 6. And 0.3 as a float, 0.300000012, lies above 0.3: bin 3. 0.125 opens bin 9.
 */
START_TEST(values_beside_edges) {
  check_histogram(4, (float[]){0, 0.3f, 0.7f, 1}, 10, (int[]){1, 0, 0, 1, 0, 0, 1, 0, 0, 1});
  check_histogram(3, (float[]){-1, 0.125f, 0.25f}, 10, (int[]){1, 0, 0, 0, 0, 0, 0, 0, 0, 2});

  /* 1 / 49 * 49 as doubles is 0.9999999999999999, but the edge is 1 * 49 / 49 = 1, so 1 opens bin 1 */
  int expected[49] = {1, 1, [48] = 1};
  check_histogram(3, (float[]){0, 1, 49}, 49, expected);
}
END_TEST

/* so large that a half more or less is no other number, even as a double; all of them stand in the middle all the same */
START_TEST(large_values_the_same) {
  check_histogram(9, (float[]){1e17f, 1e17f, 1e17f, 1e17f, 1e17f, 1e17f, 1e17f, 1e17f, 1e17f}, 2, (int[]){0, 9});
  check_histogram(2, (float[]){-3e38f, -3e38f}, 2, (int[]){0, 2});
  check_histogram(3, (float[]){1e17f, 1e17f, 1e17f}, 10, (int[]){0, 0, 0, 0, 0, 3, 0, 0, 0, 0});
}
END_TEST

/* from one end of the floats to the other, and neighbours far from zero: 2^24 = 16777216 and 16777218 */
START_TEST(far_apart_and_next_to_each_other) {
  check_histogram(3, (float[]){-3e38f, 0, 3e38f}, 2, (int[]){1, 2});
  check_histogram(3, (float[]){16777216, 16777218, 16777218}, 4, (int[]){1, 0, 0, 2});
}
END_TEST

START_TEST(what_cannot_be_counted) {
  float *x = copy_of(2, (float[]){1, NAN});
  int *count = new_ints(2);
  double *edge = new_doubles(3);
  ck_assert_int_eq(histogram(2, 2, count, edge, x), -1);
  x[1] = INFINITY;
  ck_assert_int_eq(histogram(2, 2, count, edge, x), -1);
  drop(x), drop(count), drop(edge);
}
END_TEST

START_TEST(argmax_takes_the_place_not_the_value) {
  float *x = copy_of(10, (float[]){0, 0, 0, 0, 0, 0, 0, 0, 1, 0}); /* the bag of the book: 8, though its chart says 9 */
  ck_assert_int_eq(argmax(10, x), 8);
  x[2] = 1; /* the first of equals */
  ck_assert_int_eq(argmax(10, x), 2);
  x[0] = -1;
  ck_assert_int_eq(argmax(1, x), 0);
  drop(x);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("statistics");
  tcase_add_test(tests, mean_and_std_by_hand);
  tcase_add_test(tests, std_does_not_cancel);
  tcase_add_test(tests, last_bin_is_closed);
  tcase_add_test(tests, edges_are_equally_wide);
  tcase_add_test(tests, all_values_the_same);
  tcase_add_test(tests, values_on_edges);
  tcase_add_test(tests, values_beside_edges);
  tcase_add_test(tests, large_values_the_same);
  tcase_add_test(tests, far_apart_and_next_to_each_other);
  tcase_add_test(tests, what_cannot_be_counted);
  tcase_add_test(tests, argmax_takes_the_place_not_the_value);
  return run_tests("statistics", tests);
}
