/* Adam: its first steps by hand, against the formula in double precision, and against Keras's epsilon. */
#include "kernels/adam.h"

#include "helpers.h"

/* Keras's defaults */
static const float RATE = 0.001f, BETA_1 = 0.9f, BETA_2 = 0.999f, EPSILON = 1e-7f;

/* a weight of 0 and what belongs to it */
typedef struct One {
  float w, m, v;
} One;

static void step(One *one, int t, float g) {
  adam_step(1, t, RATE, BETA_1, BETA_2, EPSILON, &one->w, &one->m, &one->v, &g);
}

/*
 * t = 1, g = .5:   m = .1 * .5 = .05       v = .001 * .25 = .00025
 *   corrected      .05 / .1 = .5           sqrt(.00025 / .001) = .5
 *   step           .001 * .5 / (.5 + 1e-7 / sqrt(.001)) = .00099999
 *   uncorrected    .001 * .05 / sqrt(.00025) = .00316226
 *
 * t = 2, g = -.25: m = .9 * .05 + .1 * -.25 = .02     v = .999 * .00025 + .001 * .0625 = .00031225
 *   corrected      .02 / .19 = .105263                sqrt(.00031225 / .001999) = .395225
 *   step           .001 * .105263 / .395225 = .00026634
 *
 * 1 - .9f and 1 - .999f differ from .1 and .001 by 2.4e-8 and 1.3e-8, hence the tolerances.
 */
START_TEST(first_two_steps) {
  One one = {0};
  step(&one, 1, 0.5f);
  ck_assert_float_eq_tol(one.m, 0.05f, 2e-8f);
  ck_assert_float_eq_tol(one.v, 0.00025f, 5e-9f);
  ck_assert_float_eq_tol(-one.w, 0.00099999f, 5e-9f);

  float before = one.w;
  step(&one, 2, -0.25f);
  ck_assert_float_eq_tol(one.m, 0.02f, 2e-8f);
  ck_assert_float_eq_tol(one.v, 0.00031225f, 5e-9f);
  ck_assert_float_eq_tol(before - one.w, 0.00026634f, 5e-9f);
}
END_TEST

/*
 * Where epsilon stands shows when the gradient is small. g = 1e-8, t = 1: m = 1e-9, sqrt(v) = sqrt(.001) * 1e-8 = 3.1623e-10.
 *   Keras    .001 * sqrt(.001) / .1 * 1e-9 / (3.1623e-10 + 1e-7) = 3.1623e-13 / 1.0032e-7 = 3.152e-6
 *   PyTorch  .001 * 1e-8 / (1e-8 + 1e-7) = 9.091e-5
 */
START_TEST(epsilon_as_in_keras) {
  One one = {0};
  step(&one, 1, 1e-8f);
  ck_assert_float_eq_tol(-one.w, 3.152e-6f, 5e-10f);
}
END_TEST

/* a gradient of 0 moves nothing at first, and later by what is left of m */
START_TEST(no_gradient) {
  One one = {0};
  step(&one, 1, 0);
  ck_assert(one.w == 0 && one.m == 0 && one.v == 0);

  /* m = .05, v = .00025 after g = .5 at t = 1; then g = 0: m = .045, v = .00024975;
     .045 / .19 = .236842, sqrt(.00024975 / .001999) = .353465, step .001 * .236842 / .353465 = .00067006 */
  one = (One){0};
  step(&one, 1, 0.5f);
  float before = one.w;
  step(&one, 2, 0);
  ck_assert_float_eq_tol(before - one.w, 0.00067006f, 1e-8f);
}
END_TEST

/* the same gradient for ever: both averages come to it, and each step is the learning rate. 1e5 steps; beta_2^t is 0 by then. */
START_TEST(long_run) {
  One one = {0};
  for (int t = 1; t <= 100000; t++) {
    if (t == 100000) one.w = 0;
    step(&one, t, -2);
  }
  ck_assert_float_eq_tol(one.w, 0.001f, 1e-7f);
}
END_TEST

/* ---- many parameters ---- */

/* 20 steps, the corrected form of the paper with Keras's epsilon, in double precision.
   Seen: 6e-10, most of it from 1 - .999f, which a float knows to 5 digits. */
START_TEST(against_double_precision) {
  enum { COUNT = 77, STEPS = 20 };
  Random random = random_from_seed(3);
  float *w = random_floats(&random, COUNT), *m = constant_floats(COUNT, 0), *v = constant_floats(COUNT, 0);
  double expected[COUNT], average[COUNT] = {0}, square[COUNT] = {0};
  for (int p = 0; p < COUNT; p++) w[p] *= 1e-3f, expected[p] = (double)w[p];

  for (int t = 1; t <= STEPS; t++) {
    float *g = random_floats(&random, COUNT);
    adam_step(COUNT, t, RATE, BETA_1, BETA_2, EPSILON, w, m, v, g);
    for (int p = 0; p < COUNT; p++) {
      average[p] = 0.9 * average[p] + 0.1 * (double)g[p];
      square[p] = 0.999 * square[p] + 0.001 * (double)g[p] * (double)g[p];
      double corrected = average[p] / (1 - pow(0.9, t)), root = sqrt(square[p] / (1 - pow(0.999, t)));
      expected[p] -= 0.001 * corrected / (root + 1e-7 / sqrt(1 - pow(0.999, t)));
      ck_assert_double_eq_tol((double)w[p], expected[p], 1e-7);
    }
    drop(g);
  }
  drop(w), drop(m), drop(v);
}
END_TEST

/* each parameter for itself: 40,003 together, shared out among threads, give the bits that each gives alone */
START_TEST(same_bits_for_any_threads) {
  enum { COUNT = 40003 };
  Random random = random_from_seed(6);
  float *start = random_floats(&random, COUNT), *g = random_floats(&random, COUNT);
  One *alone = calloc(COUNT, sizeof *alone);
  for (int p = 0; p < COUNT; p++) alone[p].w = start[p];
  for (int t = 1; t <= 3; t++)
    for (int p = 0; p < COUNT; p++) step(&alone[p], t, g[p]);

  for (int i = 0; i < THREAD_COUNTS; i++) {
    int threads = thread_counts[i];
    use_threads(threads);
    float *w = copy_floats(COUNT, start), *m = constant_floats(COUNT, 0), *v = constant_floats(COUNT, 0);
    for (int t = 1; t <= 3; t++) adam_step(COUNT, t, RATE, BETA_1, BETA_2, EPSILON, w, m, v, g);
    for (int p = 0; p < COUNT; p++)
      ck_assert_msg(w[p] == alone[p].w && m[p] == alone[p].m && v[p] == alone[p].v, "%d threads: parameter %d differs",
                    threads, p);
    drop(w), drop(m), drop(v);
  }
  drop(start), drop(g), free(alone);
}
END_TEST

/*
 * The first step taken for the second (t counted one too far): m = .05, v = .00025 as at t = 1, but corrected by
 * .19 and .001999: .05 / .19 = .263158, sqrt(.00025 / .001999) = .353642, step .001 * .263158 / .353642 = .00074414
 */
START_TEST(a_wrong_t_is_seen) {
  One one = {0};
  step(&one, 2, 0.5f);
  ck_assert_float_eq_tol(-one.w, 0.00074414f, 1e-8f);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("adam");
  tcase_add_test(tests, first_two_steps);
  tcase_add_test(tests, epsilon_as_in_keras);
  tcase_add_test(tests, no_gradient);
  tcase_add_test(tests, long_run);
  tcase_add_test(tests, against_double_precision);
  tcase_add_test(tests, same_bits_for_any_threads);
  tcase_add_test(tests, a_wrong_t_is_seen);
  return run_tests("adam", tests);
}
