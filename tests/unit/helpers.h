/*
 * What the tests of the kernels share: arrays of their own, random numbers, comparisons,
 * and the check of a gradient.
 *
 * A kernel writes into arrays from new_floats(), one allocation each, so that the address
 * sanitizer sees a step past any end; they begin as NaN, so that an output which was not
 * written is seen too.
 */
#ifndef TESTS_HELPERS_H
#define TESTS_HELPERS_H

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/random.h"

/* Check has a fail() of its own, an older name of ck_abort_msg; the tests mean the library's */
#undef fail

/* ---- arrays, to be freed ---- */

/* exactly `count` floats, all NaN */
static inline float *new_floats(size_t count) {
  float *a = malloc(count * sizeof *a);
  ck_assert_ptr_nonnull(a);
  for (size_t m = 0; m < count; m++) a[m] = NAN;
  return a;
}

/* exactly `count` ints, all -1 */
static inline int *new_ints(size_t count) {
  int *a = malloc(count * sizeof *a);
  ck_assert_ptr_nonnull(a);
  for (size_t m = 0; m < count; m++) a[m] = -1;
  return a;
}

static inline float *copy_floats(size_t count, const float from[]) {
  float *a = new_floats(count);
  memcpy(a, from, count * sizeof *a);
  return a;
}

static inline float *constant_floats(size_t count, float value) {
  float *a = new_floats(count);
  for (size_t m = 0; m < count; m++) a[m] = value;
  return a;
}

/* draws from [-1, 1) */
static inline float *random_floats(Random *random, size_t count) {
  float *a = new_floats(count);
  for (size_t m = 0; m < count; m++) a[m] = 2 * random_uniform(random) - 1;
  return a;
}

/* an integer from least to most, both included */
static inline int random_between(Random *random, int least, int most) {
  return least + (int)random_up_to(random, (uint32_t)(most - least));
}

/* ---- comparisons ---- */

/* infinite when a value is NaN in only one of them */
static inline double largest_difference(size_t count, const float a[], const float b[]) {
  double largest = 0;
  for (size_t m = 0; m < count; m++) {
    if (isnan(a[m]) != isnan(b[m])) return INFINITY;
    double difference = isnan(a[m]) ? 0 : fabs((double)a[m] - (double)b[m]);
    if (difference > largest) largest = difference;
  }
  return largest;
}

static inline bool same_bits(size_t count, const float a[], const float b[]) {
  return memcmp(a, b, count * sizeof *a) == 0;
}

/* fails the test, naming the array and the first element that is further off than `tolerance` */
static inline void check_floats(const char *name, size_t count, const float found[], const float expected[],
                                double tolerance) {
  for (size_t m = 0; m < count; m++) {
    bool near = fabs((double)found[m] - (double)expected[m]) <= tolerance || found[m] == expected[m];
    ck_assert_msg(near, "%s[%zu] is %.9g, expected %.9g", name, m, (double)found[m], (double)expected[m]);
  }
}

static inline void check_ints(const char *name, size_t count, const int found[], const int expected[]) {
  for (size_t m = 0; m < count; m++)
    ck_assert_msg(found[m] == expected[m], "%s[%zu] is %d, expected %d", name, m, found[m], expected[m]);
}

/* ---- gradients ---- */

/* the number whose slope is asked for; `given` is whatever it needs to know */
typedef double Loss(void *given);

/* sum of y[m] * dy[m]: a loss whose gradient by y is dy */
static inline double weighted_sum(size_t count, const float y[], const float dy[]) {
  double sum = 0;
  for (size_t m = 0; m < count; m++) sum += (double)y[m] * (double)dy[m];
  return sum;
}

/* (loss at w + step - loss at w - step) / (2 step); w is put back */
static inline double central_difference(float *w, float step, Loss *loss, void *given) {
  float before = *w;
  float up = before + step, down = before - step;
  *w = up;
  double higher = loss(given);
  *w = down;
  double lower = loss(given);
  *w = before;
  return (higher - lower) / ((double)up - (double)down); /* the step that a float could take */
}

/* how far `gradient` is from the central difference, where it is furthest */
static inline double gradient_error(size_t count, float w[], const float gradient[], float step, Loss *loss,
                                    void *given) {
  double largest = 0;
  for (size_t m = 0; m < count; m++) {
    double error = fabs(central_difference(&w[m], step, loss, given) - (double)gradient[m]);
    if (!(error <= largest)) largest = isnan(error) ? INFINITY : error;
  }
  return largest;
}

/* ---- a test program ---- */

/* how many threads the kernels called from now on take */
static inline void use_threads(int count) {
#ifdef _OPENMP
  omp_set_num_threads(count);
#else
  (void)count;
#endif
}

/* thousands of small calls: on a busy machine, threads would spend the time waiting for each other */
static inline void use_one_thread(void) { use_threads(1); }

/* runs the tests, each with one thread unless it asks for more; the exit status of main */
static inline int run_tests(const char *name, TCase *tests) {
  tcase_add_checked_fixture(tests, use_one_thread, NULL);
  Suite *suite = suite_create(name);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
