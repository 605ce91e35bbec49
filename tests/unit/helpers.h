/*
 * What the tests of the kernels share: arrays of their own, random numbers, comparisons,
 * and the check of a gradient.
 *
 * A kernel writes into arrays from new_floats(), one allocation each, between guard words:
 * under the address sanitizer they may not even be read, elsewhere drop() sees that one was
 * written. An array begins as NaN, and spoil() makes it NaN again before each call, so that
 * an output which was not written is seen and no call can pass with the answer of an earlier
 * one. So each test program calls the function under test in one place, which spoils first.
 */
#ifndef TESTS_HELPERS_H
#define TESTS_HELPERS_H

#include <check.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WATCHED_BY_ASAN
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WATCHED_BY_ASAN
#endif
#endif
#ifdef WATCHED_BY_ASAN
#include <sanitizer/asan_interface.h>
#endif

#include "base/random.h"

/* Check has a fail() of its own, an older name of ck_abort_msg; the tests mean the library's */
#undef fail

/* ---- arrays, to be given back with drop() ---- */

/* what stands around an array, and in one of ints before it is written; as a float, a NaN */
static const uint32_t canary = 0x7fc5a5a5;

enum { GUARD = 16 }; /* guard words before an array, the first two of which hold its size, and after it */

/* guard words may be looked at from here only */
static inline void guards_open(uint32_t *block, size_t count, bool open) {
#ifdef WATCHED_BY_ASAN
  if (open) {
    ASAN_UNPOISON_MEMORY_REGION(block, (count + 2 * GUARD) * sizeof *block);
  } else {
    ASAN_POISON_MEMORY_REGION(block, GUARD * sizeof *block);
    ASAN_POISON_MEMORY_REGION(block + GUARD + count, GUARD * sizeof *block);
  }
#else
  (void)block, (void)count, (void)open;
#endif
}

/* how many words the array has */
static inline size_t array_count(const void *array) {
  const uint32_t *block = (const uint32_t *)array - GUARD;
  size_t count;
#ifdef WATCHED_BY_ASAN
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof count);
#endif
  memcpy(&count, block, sizeof count);
#ifdef WATCHED_BY_ASAN
  ASAN_POISON_MEMORY_REGION(block, sizeof count);
#endif
  return count;
}

static __attribute__((noinline, unused)) void *new_array(size_t count) {
  uint32_t *block = malloc((count + 2 * GUARD) * sizeof *block);
  ck_assert_ptr_nonnull(block);
  for (size_t m = 0; m < count + 2 * GUARD; m++) block[m] = canary;
  memcpy(block, &count, sizeof count);
  guards_open(block, count, false);
  return block + GUARD;
}

/* exactly `count` floats, all NaN */
static inline float *new_floats(size_t count) { return new_array(count); }

/* exactly `count` ints, none of which is the place of anything */
static inline int *new_ints(size_t count) { return new_array(count); }

/* makes an array what it was when it was new; a null pointer is left alone */
static inline void spoil(void *array) {
  if (!array) return;
  uint32_t *words = array;
  for (size_t m = 0, count = array_count(array); m < count; m++) words[m] = canary;
}

/* gives an array back; fails the test when something was written around it */
static inline void drop(void *array) {
  if (!array) return;
  size_t count = array_count(array);
  uint32_t *block = (uint32_t *)array - GUARD;
  guards_open(block, count, true);
  for (size_t m = sizeof count / sizeof *block; m < 2 * GUARD; m++) {
    size_t at = m < GUARD ? m : m + count;
    ck_assert_msg(block[at] == canary, "word %d of an array of %zu was written", (int)at - GUARD, count);
  }
  free(block);
}

static inline float *copy_floats(size_t count, const float from[]) {
  float *a = new_floats(count);
  memcpy(a, from, count * sizeof *a);
  return a;
}

static inline int *copy_ints(size_t count, const int from[]) {
  int *a = new_ints(count);
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

/* numbers of threads to try: also such as share out nothing evenly */
static const int thread_counts[] = {1, 2, 3, 5, 7};

enum { THREAD_COUNTS = sizeof thread_counts / sizeof thread_counts[0] };

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
