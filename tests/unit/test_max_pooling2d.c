/* Max pooling: windows worked out by hand, ties, overlap, edges; gradients; bits for any number of threads. */
#include "kernels/max_pooling2d.h"

#include <stdio.h>

#include "helpers.h"
#include "kernels/conv2d.h"

/* sizes and letters as in max_pooling2d.h */
typedef struct Case {
  int N, H, W, C, K, S, P, Q, top, left;
  float *x, *dy;
  float *y, *dx;
  int *winner;
} Case;

static size_t x_count(const Case *a) { return (size_t)a->N * (size_t)a->H * (size_t)a->W * (size_t)a->C; }
static size_t y_count(const Case *a) { return (size_t)a->N * (size_t)a->P * (size_t)a->Q * (size_t)a->C; }

static Case new_case(Case sizes, Padding padding) {
  Case a = sizes;
  a.P = conv2d_output_size(a.H, a.K, a.S, padding);
  a.Q = conv2d_output_size(a.W, a.K, a.S, padding);
  a.top = conv2d_zeros_before(a.H, a.K, a.S, padding);
  a.left = conv2d_zeros_before(a.W, a.K, a.S, padding);
  a.x = new_floats(x_count(&a));
  a.dy = new_floats(y_count(&a));
  a.y = new_floats(y_count(&a));
  a.dx = new_floats(x_count(&a));
  a.winner = new_ints(y_count(&a));
  return a;
}

static void free_case(Case *a) { drop(a->x), drop(a->dy), drop(a->y), drop(a->dx), drop(a->winner); }

static void forward(Case *a) {
  spoil(a->y), spoil(a->winner);
  max_pooling2d_forward(a->N, a->H, a->W, a->C, a->K, a->S, a->P, a->Q, a->top, a->left, (void *)a->y,
                        (void *)a->winner, (const void *)a->x);
}

static void backward(Case *a) {
  spoil(a->dx);
  max_pooling2d_backward(a->N, a->H, a->W, a->C, a->P, a->Q, (void *)a->dx, (const void *)a->winner,
                         (const void *)a->dy);
}

/* ---- worked by hand ---- */

/*
 *     1  3 | -1 -4      3 (row 0, column 1: place 0*4+1 = 1)    -1 (0, 2: place 2), not 0
 *     2  0 | -2 -1
 *     -----+------
 *     5  5 |  0  0      5 (2, 0: place 8), the first of three    0 (2, 2: place 10), the first of four
 *     4  5 |  0  0
 *
 * A maximum that starts at 0: 3 0 / 5 0. The last of ties: places 13 and 15. In the window: 1 0 / 0 0.
 */
START_TEST(example_forward) {
  Case a = new_case((Case){.N = 1, .H = 4, .W = 4, .C = 1, .K = 2, .S = 2}, VALID);
  memcpy(a.x, (const float[16]){1, 3, -1, -4, 2, 0, -2, -1, 5, 5, 0, 0, 4, 5, 0, 0}, 16 * sizeof(float));
  forward(&a);
  check_floats("y", 4, a.y, (const float[4]){3, -1, 5, 0}, 0);
  check_ints("winner", 4, a.winner, (const int[4]){1, 2, 8, 10});

  memcpy(a.dy, (const float[4]){10, 20, 30, 40}, 4 * sizeof(float));
  backward(&a);
  check_floats("dx", 16, a.dx, (const float[16]){0, 10, 20, 0, 0, 0, 0, 0, 30, 0, 40, 0, 0, 0, 0, 0}, 0);
  free_case(&a);
}
END_TEST

/*
 *     1 9 2     both windows, columns 0-1 and 1-2, have the 9: y = 9 9, winner 1 1,
 *     0 3 4     and dy = 5 7 both go back to it: 5 + 7 = 12. With '=' for '+=' it would be 7.
 */
START_TEST(overlapping_windows) {
  Case a = new_case((Case){.N = 1, .H = 2, .W = 3, .C = 1, .K = 2, .S = 1}, VALID);
  ck_assert(a.P == 1 && a.Q == 2);
  memcpy(a.x, (const float[6]){1, 9, 2, 0, 3, 4}, 6 * sizeof(float));
  forward(&a);
  check_floats("y", 2, a.y, (const float[2]){9, 9}, 0);
  check_ints("winner", 2, a.winner, (const int[2]){1, 1});

  memcpy(a.dy, (const float[2]){5, 7}, 2 * sizeof(float));
  backward(&a);
  check_floats("dx", 6, a.dx, (const float[6]){0, 12, 0, 0, 0, 0}, 0);
  free_case(&a);
}
END_TEST

/* all equal: the first wins, and the others get nothing (not a quarter each) */
START_TEST(ties) {
  Case a = new_case((Case){.N = 1, .H = 2, .W = 2, .C = 1, .K = 2, .S = 2}, VALID);
  for (int m = 0; m < 4; m++) a.x[m] = -3;
  a.dy[0] = 8;
  forward(&a);
  backward(&a);
  ck_assert(a.y[0] == -3);
  ck_assert_int_eq(a.winner[0], 0);
  check_floats("dx", 4, a.dx, (const float[4]){8, 0, 0, 0}, 0);
  free_case(&a);
}
END_TEST

/* all minus infinity is a tie as well */
START_TEST(nothing_above_minus_infinity) {
  Case a = new_case((Case){.N = 1, .H = 2, .W = 2, .C = 1, .K = 2, .S = 2}, VALID);
  for (int m = 0; m < 4; m++) a.x[m] = -INFINITY;
  forward(&a);
  ck_assert(a.y[0] == -INFINITY);
  ck_assert_int_eq(a.winner[0], 0);
  free_case(&a);
}
END_TEST

/*
 * `valid`, 3x3, window 2, step 2: floor(1/2) + 1 = 1 output; row 2 and column 2 are never seen.
 * `same`: 2x2 outputs, (2-1)*2 + 2 - 3 = 1 zero in all, after. The zero takes no part:
 *
 *     -1 -2 | -3       -1 | -3
 *     -4 -5 | -6       ---+---
 *     ------+---       -7 | -9
 *     -7 -8 | -9
 */
START_TEST(edges) {
  const float x[9] = {-1, -2, -3, -4, -5, -6, -7, -8, -9};
  Case a = new_case((Case){.N = 1, .H = 3, .W = 3, .C = 1, .K = 2, .S = 2}, VALID);
  ck_assert(a.P == 1 && a.Q == 1);
  memcpy(a.x, x, sizeof x);
  a.dy[0] = 6;
  forward(&a);
  backward(&a);
  ck_assert(a.y[0] == -1);
  check_floats("dx", 9, a.dx, (const float[9]){6, 0, 0, 0, 0, 0, 0, 0, 0}, 0);
  free_case(&a);

  a = new_case((Case){.N = 1, .H = 3, .W = 3, .C = 1, .K = 2, .S = 2}, SAME);
  ck_assert(a.P == 2 && a.Q == 2 && a.top == 0 && a.left == 0);
  memcpy(a.x, x, sizeof x);
  forward(&a);
  check_floats("y", 4, a.y, (const float[4]){-1, -3, -7, -9}, 0);
  check_ints("winner", 4, a.winner, (const int[4]){0, 2, 6, 8});
  free_case(&a);

  /* window 3, step 2: (2-1)*2 + 3 - 3 = 2 zeros in all, one before: windows of 2x2 pixels around the four corners */
  a = new_case((Case){.N = 1, .H = 3, .W = 3, .C = 1, .K = 3, .S = 2}, SAME);
  ck_assert(a.P == 2 && a.Q == 2 && a.top == 1 && a.left == 1);
  memcpy(a.x, x, sizeof x);
  forward(&a);
  check_floats("y", 4, a.y, (const float[4]){-1, -2, -4, -5}, 0);
  free_case(&a);
}
END_TEST

/* two images of two channels: each image, each channel by itself; the place is counted within the image.
   Channel 0 holds 1 2 3 4 and 8 7 6 5, channel 1 the same, a hundred times, in the other order. */
START_TEST(images_and_channels) {
  Case a = new_case((Case){.N = 2, .H = 2, .W = 2, .C = 2, .K = 2, .S = 2}, VALID);
  memcpy(a.x, (const float[16]){1, 400, 2, 300, 3, 200, 4, 100, 8, 500, 7, 600, 6, 700, 5, 800}, 16 * sizeof(float));
  forward(&a);
  check_floats("y", 4, a.y, (const float[4]){4, 400, 8, 800}, 0);
  check_ints("winner", 4, a.winner, (const int[4]){3, 0, 0, 3});

  memcpy(a.dy, (const float[4]){1, 2, 3, 4}, 4 * sizeof(float));
  backward(&a);
  check_floats("dx", 16, a.dx, (const float[16]){0, 2, 0, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 4}, 0);
  free_case(&a);
}
END_TEST

/* ---- random shapes ---- */

/* numbers all different, 1 apart at least, so that a step of a quarter changes no winner */
static Case random_case(Random *random, int images, int size, int channels) {
  Case a = {.N = random_between(random, 1, images),
            .C = random_between(random, 1, channels),
            .K = random_between(random, 1, 5),
            .S = random_between(random, 1, 3)};
  Padding padding = random_up_to(random, 1) ? SAME : VALID;
  int least = padding == VALID ? a.K : 1;
  a.H = random_between(random, least, size);
  do a.W = random_between(random, least, size);
  while (a.W == a.H && least < size);
  a = new_case(a, padding);

  int *order = new_ints(x_count(&a));
  random_permutation(random, (int)x_count(&a), order);
  for (size_t m = 0; m < x_count(&a); m++) a.x[m] = (float)order[m] - (float)(x_count(&a) / 2);
  for (size_t m = 0; m < y_count(&a); m++) a.dy[m] = 2 * random_uniform(random) - 1;
  drop(order);
  return a;
}

/* the winner lies in its window and every other pixel there is smaller */
START_TEST(random_shapes) {
  Random random = random_from_seed(3);
  for (int trial = 0; trial < 200; trial++) {
    Case a = random_case(&random, 3, 9, 4);
    forward(&a);
    for (size_t m = 0; m < y_count(&a); m++) {
      int k = (int)m % a.C, c = (int)m / a.C % a.Q, r = (int)m / a.C / a.Q % a.P, n = (int)m / a.C / a.Q / a.P;
      int pixels = 0, beaten = 0, place = a.winner[m];
      ck_assert(0 <= place && place < a.H * a.W);
      for (int pixel = 0; pixel < a.H * a.W; pixel++) {
        int i = pixel / a.W + a.top - r * a.S, j = pixel % a.W + a.left - c * a.S;
        if (i < 0 || i >= a.K || j < 0 || j >= a.K) {
          ck_assert_int_ne(pixel, place);
          continue;
        }
        float value = a.x[(n * a.H * a.W + pixel) * a.C + k];
        pixels++;
        beaten += value < a.y[m];
        if (pixel == place) ck_assert(value == a.y[m]);
      }
      ck_assert_int_eq(beaten, pixels - 1);
    }
    free_case(&a);
  }
}
END_TEST

static double pooling_loss(void *given) {
  Case *a = given;
  forward(a);
  return weighted_sum(y_count(a), a->y, a->dy);
}

/* A step of 1/4 keeps every winner, and x and the step are exact in a float. Seen: 2.4e-7. */
static const double GRADIENT_TOLERANCE = 2e-6;

START_TEST(gradients) {
  Random random = random_from_seed(4);
  double worst = 0;
  for (int trial = 0; trial < 50; trial++) {
    Case a = random_case(&random, 2, 7, 3);
    forward(&a);
    backward(&a);
    double error = gradient_error(x_count(&a), a.x, a.dx, 0.25f, pooling_loss, &a);
    ck_assert_msg(error < GRADIENT_TOLERANCE, "H %d, W %d, K %d, S %d: off by %g", a.H, a.W, a.K, a.S, error);
    if (error > worst) worst = error;
    free_case(&a);
  }
  printf("gradients: worst error %.2g\n", worst);
}
END_TEST

/* overlapping windows, and only the last dy kept: the check must see it */
START_TEST(planted_mistake) {
  Random random = random_from_seed(5);
  Case a = new_case((Case){.N = 1, .H = 5, .W = 4, .C = 2, .K = 3, .S = 1}, VALID);
  for (size_t m = 0; m < x_count(&a); m++) a.x[m] = (float)(m % 2 ? m : 40 - m);
  a.x[(2 * 4 + 1) * 2] = a.x[(2 * 4 + 1) * 2 + 1] = 100; /* row 2, column 1 wins all six windows */
  for (size_t m = 0; m < y_count(&a); m++) a.dy[m] = 2 * random_uniform(&random) - 1;
  forward(&a);
  backward(&a);
  ck_assert_double_lt(gradient_error(x_count(&a), a.x, a.dx, 0.25f, pooling_loss, &a), GRADIENT_TOLERANCE);

  for (size_t m = 0; m < x_count(&a); m++) a.dx[m] = 0;
  for (size_t m = 0; m < y_count(&a); m++) a.dx[(size_t)a.winner[m] * 2 + m % 2] = a.dy[m];
  ck_assert_double_gt(gradient_error(x_count(&a), a.x, a.dx, 0.25f, pooling_loss, &a), 0.01);
  free_case(&a);
}
END_TEST

/* threads share out images, and dy adds up within one image in one order */
START_TEST(same_bits_for_any_threads) {
  Random random = random_from_seed(6);
  for (int trial = 0; trial < 50; trial++) {
    Case a = random_case(&random, 5, 13, 9);
    float *y = NULL, *dx = NULL;
    for (int t = 0; t < THREAD_COUNTS; t++) {
      int threads = thread_counts[t];
      use_threads(threads);
      forward(&a);
      backward(&a);
      if (threads == 1) {
        y = copy_floats(y_count(&a), a.y);
        dx = copy_floats(x_count(&a), a.dx);
      }
      ck_assert_msg(same_bits(y_count(&a), a.y, y), "y differs with %d threads", threads);
      ck_assert_msg(same_bits(x_count(&a), a.dx, dx), "dx differs with %d threads", threads);
    }
    drop(y), drop(dx);
    free_case(&a);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("max_pooling2d");
  tcase_add_test(tests, example_forward);
  tcase_add_test(tests, overlapping_windows);
  tcase_add_test(tests, ties);
  tcase_add_test(tests, nothing_above_minus_infinity);
  tcase_add_test(tests, edges);
  tcase_add_test(tests, images_and_channels);
  tcase_add_test(tests, random_shapes);
  tcase_add_test(tests, gradients);
  tcase_add_test(tests, planted_mistake);
  tcase_add_test(tests, same_bits_for_any_threads);
  return run_tests("max_pooling2d", tests);
}
