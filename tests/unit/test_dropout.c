/* Dropout: who is dropped, what the others are divided by, and the way back. */
#include "kernels/dropout.h"

#include "helpers.h"

/*
 * Rate .4, draws .1 and .5: .1 < .4 is dropped, .5 stays and becomes 3 / (1 - .4) = 5
 * (unscaled it would be 3, multiplied by .6 it would be 1.8).
 */
START_TEST(example) {
  const float x[2] = {3, 3}, u[2] = {0.1f, 0.5f};
  float *y = new_floats(2);
  dropout_forward(2, 0.4f, y, x, u);
  check_floats("y", 2, y, (const float[2]){0, 5}, 1e-6);

  float *in_place = copy_floats(2, x);
  dropout_forward(2, 0.4f, in_place, in_place, u);
  ck_assert(same_bits(2, y, in_place));
  drop(y), drop(in_place);
}
END_TEST

/* the same draws on the way back: dy = 7 6 -> 0, 6 / .6 = 10 */
START_TEST(backward_example) {
  const float dy[2] = {7, 6}, u[2] = {0.1f, 0.5f};
  float *dx = new_floats(2);
  dropout_backward(2, 0.4f, dx, dy, u);
  check_floats("dx", 2, dx, (const float[2]){0, 10}, 2e-6);

  float *in_place = copy_floats(2, dy);
  dropout_backward(2, 0.4f, in_place, in_place, u);
  ck_assert(same_bits(2, dx, in_place));
  drop(dx), drop(in_place);
}
END_TEST

/* a draw equal to the rate stays; rate 0 changes nothing, not even for a draw of 0 */
START_TEST(at_the_border) {
  const float x[2] = {1, 1}, u[2] = {0.5f, 0.25f};
  float *y = new_floats(2);
  dropout_forward(2, 0.5f, y, x, u);
  check_floats("y", 2, y, (const float[2]){2, 0}, 0);
  spoil(y);
  dropout_forward(2, 0, y, x, (const float[2]){0, 0.75f});
  check_floats("y", 2, y, (const float[2]){1, 1}, 0);
  drop(y);
}
END_TEST

/* dropped means zero, whatever was there */
START_TEST(drops_what_is_no_number) {
  float *y = new_floats(2);
  dropout_forward(2, 0.5f, y, (const float[2]){NAN, INFINITY}, (const float[2]){0.1f, 0.2f});
  check_floats("y", 2, y, (const float[2]){0, 0}, 0);
  drop(y);
}
END_TEST

/* 100,000 ones: the mean stays 1. Standard deviation of the mean: sqrt(.4 / .6 / 100000) = .0026; five of them. */
START_TEST(the_mean_stays) {
  enum { COUNT = 100000 };
  Random random = random_from_seed(42);
  float *x = constant_floats(COUNT, 1), *u = new_floats(COUNT), *y = new_floats(COUNT);
  for (int m = 0; m < COUNT; m++) u[m] = random_uniform(&random);
  dropout_forward(COUNT, 0.4f, y, x, u);

  double sum = 0;
  for (int m = 0; m < COUNT; m++) sum += (double)y[m];
  ck_assert_double_eq_tol(sum / COUNT, 1, 0.013);
  drop(x), drop(u), drop(y);
}
END_TEST

/* ---- gradient ---- */

typedef struct Case {
  int count;
  float *x, *u, *y, *dy;
} Case;

static double dropout_loss(void *given) {
  Case *a = given;
  spoil(a->y);
  dropout_forward(a->count, 0.4f, a->y, a->x, a->u);
  return weighted_sum((size_t)a->count, a->y, a->dy);
}

/* linear for given draws, so the step is 1. Seen: 2e-7. With new draws backward, the check must fail. */
START_TEST(gradients) {
  Random random = random_from_seed(5);
  for (int count = 1; count < 60; count += 7) {
    size_t size = (size_t)count;
    Case a = {count, random_floats(&random, size), new_floats(size), new_floats(size), random_floats(&random, size)};
    for (int m = 0; m < count; m++) a.u[m] = random_uniform(&random);
    float *dx = new_floats(size);
    dropout_backward(count, 0.4f, dx, a.dy, a.u);
    ck_assert_double_lt(gradient_error(size, a.x, dx, 1, dropout_loss, &a), 2e-6);

    if (count > 30) {
      float *other = new_floats(size);
      for (int m = 0; m < count; m++) other[m] = random_uniform(&random);
      spoil(dx);
      dropout_backward(count, 0.4f, dx, a.dy, other);
      ck_assert_double_gt(gradient_error(size, a.x, dx, 1, dropout_loss, &a), 0.01);
      drop(other);
    }
    drop(a.x), drop(a.u), drop(a.y), drop(a.dy), drop(dx);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("dropout");
  tcase_add_test(tests, example);
  tcase_add_test(tests, backward_example);
  tcase_add_test(tests, at_the_border);
  tcase_add_test(tests, drops_what_is_no_number);
  tcase_add_test(tests, the_mean_stays);
  tcase_add_test(tests, gradients);
  return run_tests("dropout", tests);
}
