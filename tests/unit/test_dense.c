/* The dense layer: values worked out by hand, gradients, bits for any number of threads. */
#include "kernels/dense.h"
#include "kernels/threads.h"

#include <stdio.h>

#include "helpers.h"

/* sizes and letters as in dense.h */
typedef struct Case {
  int N, I, U;
  float *x, *w, *b, *dy;
  float *y, *dx, *dw, *db;
} Case;

static size_t x_count(const Case *a) { return (size_t)a->N * (size_t)a->I; }
static size_t y_count(const Case *a) { return (size_t)a->N * (size_t)a->U; }
static size_t w_count(const Case *a) { return (size_t)a->I * (size_t)a->U; }

static Case new_case(int N, int I, int U, Random *random) {
  Case a = {.N = N, .I = I, .U = U};
  a.x = random_floats(random, x_count(&a));
  a.w = random_floats(random, w_count(&a));
  a.b = random_floats(random, (size_t)U);
  a.dy = random_floats(random, y_count(&a));
  a.y = new_floats(y_count(&a));
  a.dx = new_floats(x_count(&a));
  a.dw = new_floats(w_count(&a));
  a.db = new_floats((size_t)U);
  return a;
}

static void free_case(Case *a) {
  drop(a->x), drop(a->w), drop(a->b), drop(a->dy), drop(a->y), drop(a->dx), drop(a->dw), drop(a->db);
}

static void forward(Case *a) {
  spoil(a->y);
#pragma omp parallel
  {
    Share n = my_share(a->N);
    if (n.first < n.end)
      dense_forward(n.end - n.first, a->I, a->U, (void *)(a->y + n.first * a->U), (const void *)(a->x + n.first * a->I),
                    (const void *)a->w, a->b);
  }
}

static void backward(Case *a) {
  spoil(a->dx), spoil(a->dw), spoil(a->db);
#pragma omp parallel
  {
    Share n = my_share(a->N), i = my_share(a->I);
    if (n.first < n.end)
      dense_backward_input(n.end - n.first, a->I, a->U, (void *)(a->dx + n.first * a->I), (const void *)a->w,
                           (const void *)(a->dy + n.first * a->U));
    if (i.first < i.end)
      dense_backward_kernel(a->N, a->I, a->U, i.first, i.end, (void *)a->dw, a->db, (const void *)a->x,
                            (const void *)a->dy);
  }
}

/* the shared example: w = 1 0 / 0 1 / 2 -1, x = 1 2 3, b = .5 -.5 */
static const float e_w[6] = {1, 0, 0, 1, 2, -1};

/*
 * y[0] = 1*1 + 2*0 + 3*2 + .5 = 7.5     y[1] = 1*0 + 2*1 + 3*(-1) - .5 = -1.5
 *
 * w read as 2x3 (1 0 0 / 1 2 -1): 1 + .5 = 1.5, 1 + 4 - 3 - .5 = 1.5. Bias three times: 7 + 1.5 = 8.5,
 * -1 - 1.5 = -2.5. Sum not reset: 7.5, then 7.5 - 1.5 = 6.
 */
START_TEST(example_forward) {
  Random random = random_from_seed(1);
  Case a = new_case(1, 3, 2, &random);
  memcpy(a.w, e_w, sizeof e_w);
  memcpy(a.x, (const float[3]){1, 2, 3}, 3 * sizeof(float));
  memcpy(a.b, (const float[2]){0.5f, -0.5f}, 2 * sizeof(float));
  forward(&a);
  check_floats("y", 2, a.y, (const float[2]){7.5f, -1.5f}, 0);
  free_case(&a);
}
END_TEST

/*
 * dy = 1 -1
 * dx[0] = 1*1 + (-1)*0 = 1     dx[1] = 1*0 + (-1)*1 = -1     dx[2] = 1*2 + (-1)*(-1) = 3
 * dw[i][u] = x[i] * dy[u]: 1 -1 / 2 -2 / 3 -3                db = 1 -1
 */
START_TEST(example_backward) {
  Random random = random_from_seed(1);
  Case a = new_case(1, 3, 2, &random);
  memcpy(a.w, e_w, sizeof e_w);
  memcpy(a.x, (const float[3]){1, 2, 3}, 3 * sizeof(float));
  memcpy(a.dy, (const float[2]){1, -1}, 2 * sizeof(float));
  backward(&a);
  check_floats("dx", 3, a.dx, (const float[3]){1, -1, 3}, 0);
  check_floats("dw", 6, a.dw, (const float[6]){1, -1, 2, -2, 3, -3}, 0);
  check_floats("db", 2, a.db, (const float[2]){1, -1}, 0);
  free_case(&a);
}
END_TEST

/*
 * A second image, x = 10 20 30 with dy = 0 2, adds to dw and db:
 * dw = 1 -1+20 / 2 -2+40 / 3 -3+60, db = 1+0 -1+2. Its own dx: 2*0, 2*1, 2*(-1).
 */
START_TEST(a_second_image_adds) {
  Random random = random_from_seed(1);
  Case a = new_case(2, 3, 2, &random);
  memcpy(a.w, e_w, sizeof e_w);
  memcpy(a.x, (const float[6]){1, 2, 3, 10, 20, 30}, 6 * sizeof(float));
  memcpy(a.dy, (const float[4]){1, -1, 0, 2}, 4 * sizeof(float));
  backward(&a);
  check_floats("dx", 6, a.dx, (const float[6]){1, -1, 3, 0, 2, -2}, 0);
  check_floats("dw", 6, a.dw, (const float[6]){1, 19, 2, 38, 3, 57}, 0);
  check_floats("db", 2, a.db, (const float[2]){1, 1}, 0);
  free_case(&a);
}
END_TEST

/* ---- random shapes ---- */

/* 40 is more than one vector and its remainder; the book's layers have 3136 inputs, 100 and 10 units */
static Case random_case(Random *random, int trial) {
  if (trial == 0) return new_case(1, 1, 1, random);
  if (trial == 1) return new_case(7, 100, 10, random);
  return new_case(random_between(random, 1, 9), random_between(random, 1, 40), random_between(random, 1, 40), random);
}

/* The sums in double precision. Seen: 1.9e-6, where up to 100 numbers below 1 are added up. */
START_TEST(random_shapes) {
  Random random = random_from_seed(3);
  double worst = 0;
  for (int trial = 0; trial < 100; trial++) {
    Case a = random_case(&random, trial);
    forward(&a);
    backward(&a);
    float *y = new_floats(y_count(&a)), *dx = new_floats(x_count(&a)), *dw = new_floats(w_count(&a));
    float *db = new_floats((size_t)a.U);

    for (int n = 0; n < a.N; n++)
      for (int u = 0; u < a.U; u++) {
        double sum = (double)a.b[u];
        for (int i = 0; i < a.I; i++) sum += (double)a.x[n * a.I + i] * (double)a.w[i * a.U + u];
        y[n * a.U + u] = (float)sum;
      }
    for (int i = 0; i < a.I; i++)
      for (int n = 0; n < a.N; n++) {
        double sum = 0;
        for (int u = 0; u < a.U; u++) sum += (double)a.dy[n * a.U + u] * (double)a.w[i * a.U + u];
        dx[n * a.I + i] = (float)sum;
      }
    for (int u = 0; u < a.U; u++) {
      for (int i = 0; i < a.I; i++) {
        double sum = 0;
        for (int n = 0; n < a.N; n++) sum += (double)a.x[n * a.I + i] * (double)a.dy[n * a.U + u];
        dw[i * a.U + u] = (float)sum;
      }
      double sum = 0;
      for (int n = 0; n < a.N; n++) sum += (double)a.dy[n * a.U + u];
      db[u] = (float)sum;
    }

    double errors[4] = {largest_difference(y_count(&a), a.y, y), largest_difference(x_count(&a), a.dx, dx),
                        largest_difference(w_count(&a), a.dw, dw), largest_difference((size_t)a.U, a.db, db)};
    for (int m = 0; m < 4; m++) {
      ck_assert_msg(errors[m] < 1e-5, "%s, N %d, I %d, U %d: off by %g", (const char *[]){"y", "dx", "dw", "db"}[m],
                    a.N, a.I, a.U, errors[m]);
      if (errors[m] > worst) worst = errors[m];
    }
    drop(y), drop(dx), drop(dw), drop(db);
    free_case(&a);
  }
  printf("random_shapes: worst error %.2g\n", worst);
}
END_TEST

static double dense_loss(void *given) {
  Case *a = given;
  forward(a);
  return weighted_sum(y_count(a), a->y, a->dy);
}

/* linear in each number, so the step is 1. Seen: 7e-7. */
static const double GRADIENT_TOLERANCE = 1e-5;

START_TEST(gradients) {
  Random random = random_from_seed(4);
  double worst = 0;
  for (int trial = 0; trial < 30; trial++) {
    Case a = new_case(random_between(&random, 1, 4), random_between(&random, 1, 20), random_between(&random, 1, 20),
                      &random);
    backward(&a);
    double errors[3] = {gradient_error(x_count(&a), a.x, a.dx, 1, dense_loss, &a),
                        gradient_error(w_count(&a), a.w, a.dw, 1, dense_loss, &a),
                        gradient_error((size_t)a.U, a.b, a.db, 1, dense_loss, &a)};
    for (int m = 0; m < 3; m++) {
      ck_assert_msg(errors[m] < GRADIENT_TOLERANCE, "%s, N %d, I %d, U %d: off by %g",
                    (const char *[]){"dx", "dw", "db"}[m], a.N, a.I, a.U, errors[m]);
      if (errors[m] > worst) worst = errors[m];
    }
    free_case(&a);
  }
  printf("gradients: worst error %.2g\n", worst);
}
END_TEST

/* one image forgotten, and w turned on its side: the check must see both */
START_TEST(planted_mistakes) {
  Random random = random_from_seed(5);
  Case a = new_case(3, 4, 4, &random);
  backward(&a);
  ck_assert_double_lt(gradient_error(w_count(&a), a.w, a.dw, 1, dense_loss, &a), GRADIENT_TOLERANCE);

  Case fewer = a;
  fewer.N = 2;
  backward(&fewer);
  ck_assert_double_gt(gradient_error(w_count(&a), a.w, a.dw, 1, dense_loss, &a), 0.01);
  ck_assert_double_gt(gradient_error(4, a.b, a.db, 1, dense_loss, &a), 0.01);

  Case turned = a;
  turned.w = new_floats(16);
  for (int i = 0; i < 4; i++)
    for (int u = 0; u < 4; u++) turned.w[u * 4 + i] = a.w[i * 4 + u];
  backward(&turned);
  ck_assert_double_gt(gradient_error(x_count(&a), a.x, a.dx, 1, dense_loss, &a), 0.01);
  drop(turned.w);
  free_case(&a);
}
END_TEST

START_TEST(same_bits_for_any_threads) {
  Random random = random_from_seed(6);
  for (int trial = 0; trial < 20; trial++) {
    Case a = trial == 0 ? new_case(32, 313, 100, &random) : random_case(&random, trial);
    float *one[4] = {NULL};
    for (int t = 0; t < THREAD_COUNTS; t++) {
      int threads = thread_counts[t];
      use_threads(threads);
      forward(&a);
      backward(&a);
      const float *found[4] = {a.y, a.dx, a.dw, a.db};
      const size_t count[4] = {y_count(&a), x_count(&a), w_count(&a), (size_t)a.U};
      for (int m = 0; m < 4; m++) {
        if (threads == 1) one[m] = copy_floats(count[m], found[m]);
        ck_assert_msg(same_bits(count[m], found[m], one[m]), "%s, N %d, I %d, U %d: differs with %d threads",
                      (const char *[]){"y", "dx", "dw", "db"}[m], a.N, a.I, a.U, threads);
      }
    }
    for (int m = 0; m < 4; m++) drop(one[m]);
    free_case(&a);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("dense");
  tcase_add_test(tests, example_forward);
  tcase_add_test(tests, example_backward);
  tcase_add_test(tests, a_second_image_adds);
  tcase_add_test(tests, random_shapes);
  tcase_add_test(tests, gradients);
  tcase_add_test(tests, planted_mistakes);
  tcase_add_test(tests, same_bits_for_any_threads);
  return run_tests("dense", tests);
}
