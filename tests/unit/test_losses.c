/* Cross-entropy and the first step back: values worked out by hand, and the slope of the loss itself. */
#include "kernels/losses.h"

#include <stdio.h>

#include "helpers.h"
#include "kernels/activations.h"

/*
 * Logits 2 1 0: softmax .665241 .244728 .090031. Target 1: -log(.244728) = 1.407606
 * (log10 would give .611316). Targets 0 and 2: .407606 and 2.407606; the logits' differences, 1 apart.
 */
START_TEST(example) {
  const float z[3][3] = {{2, 1, 0}, {2, 1, 0}, {2, 1, 0}};
  const int label[3] = {1, 0, 2};
  float *loss = new_floats(3);
  sparse_categorical_crossentropy(3, 3, (void *)loss, z, label);
  check_floats("loss", 3, loss, (const float[3]){1.407606f, 0.407606f, 2.407606f}, 1e-6);
  drop(loss);
}
END_TEST

/* two logits of 1e8: probabilities a half each, -log(1/2) = log 2 = .693147; exp(1e8) must not be asked for */
START_TEST(large_logits) {
  const float z[1][2] = {{1e8f, 1e8f}};
  float *loss = new_floats(1);
  sparse_categorical_crossentropy(1, 2, loss, z, (const int[1]){0});
  check_floats("loss", 1, loss, (const float[1]){0.693147f}, 1e-6);
  drop(loss);
}
END_TEST

/* the target's probability is exp(-1000), 0 in a float, whose log is -infinity; its loss is still 1000 - 0 */
START_TEST(impossible_target) {
  const float z[2][2] = {{1000, 0}, {1000, 0}};
  float *loss = new_floats(2);
  sparse_categorical_crossentropy(2, 2, loss, z, (const int[2]){1, 0});
  check_floats("loss", 2, loss, (const float[2]){1000, 0}, 0);
  drop(loss);
}
END_TEST

/* ten logits alike, as an untrained network has them: log 10 = 2.302585 */
START_TEST(untrained) {
  float *z = constant_floats(10, 0.25f), *loss = new_floats(1);
  sparse_categorical_crossentropy(1, 10, loss, (const void *)z, (const int[1]){7});
  check_floats("loss", 1, loss, (const float[1]){2.302585f}, 1e-6);
  drop(z), drop(loss);
}
END_TEST

/*
 * p - onehot for target 1: .665241, .244728 - 1 = -.755272, .090031. With two images the mean
 * halves each: .332620 -.377636 .045015, and for target 0 in the second (.665241 - 1) / 2 = -.167380,
 * .244728 / 2 = .122364, .045015.
 */
START_TEST(backward_example) {
  const float p[2][3] = {{0.665241f, 0.244728f, 0.090031f}, {0.665241f, 0.244728f, 0.090031f}};
  float *dz = new_floats(3);
  softmax_crossentropy_backward(1, 3, 1, (void *)dz, p, (const int[1]){1});
  check_floats("dz", 3, dz, (const float[3]){0.665241f, -0.755272f, 0.090031f}, 1e-6);
  drop(dz);

  dz = new_floats(6);
  softmax_crossentropy_backward(2, 3, 2, (void *)dz, p, (const int[2]){1, 0});
  check_floats("dz", 6, dz, (const float[6]){0.332620f, -0.377636f, 0.045015f, -0.167380f, 0.122364f, 0.045015f},
               1e-6);
  drop(dz);
}
END_TEST

/* ---- gradient ---- */

typedef struct Case {
  int N, U;
  float *z, *p, *dz, *loss;
  int *label;
} Case;

static Case random_case(Random *random) {
  Case a = {.N = random_between(random, 1, 6), .U = random_between(random, 2, 12)};
  size_t count = (size_t)(a.N * a.U);
  a.z = random_floats(random, count);
  for (size_t m = 0; m < count; m++) a.z[m] *= 3;
  a.p = new_floats(count);
  a.dz = new_floats(count);
  a.loss = new_floats((size_t)a.N);
  a.label = new_ints((size_t)a.N);
  for (int n = 0; n < a.N; n++) a.label[n] = random_between(random, 0, a.U - 1);

  softmax(a.N, a.U, (void *)a.p, (const void *)a.z);
  softmax_crossentropy_backward(a.N, a.U, a.N, (void *)a.dz, (const void *)a.p, a.label);
  return a;
}

static void free_case(Case *a) { drop(a->z), drop(a->p), drop(a->dz), drop(a->loss), drop(a->label); }

/* the batch's mean, whose gradient is dz */
static double mean_loss(void *given) {
  Case *a = given;
  spoil(a->loss);
  sparse_categorical_crossentropy(a->N, a->U, a->loss, (const void *)a->z, a->label);
  double sum = 0;
  for (int n = 0; n < a->N; n++) sum += (double)a->loss[n];
  return sum / a->N;
}

/*
 * Step h = 1e-2. The loss is curved: its third derivative is at most 1/8 or so, times h*h/6 is 2e-6;
 * and a loss of about 3 is rounded to 2e-7, divided by 2h is 1e-5. Seen: 1.7e-5.
 */
static const double GRADIENT_TOLERANCE = 1e-4;

START_TEST(gradients) {
  Random random = random_from_seed(5);
  double worst = 0;
  for (int trial = 0; trial < 50; trial++) {
    Case a = random_case(&random);
    double error = gradient_error((size_t)(a.N * a.U), a.z, a.dz, 1e-2f, mean_loss, &a);
    ck_assert_msg(error < GRADIENT_TOLERANCE, "N %d, U %d: off by %g", a.N, a.U, error);
    if (error > worst) worst = error;
    free_case(&a);
  }
  printf("gradients: worst error %.2g\n", worst);
}
END_TEST

/* the division by N forgotten, and another label: the check must see both */
START_TEST(planted_mistakes) {
  Random random = random_from_seed(6);
  Case a;
  do {
    a = random_case(&random);
    if (a.N < 2) free_case(&a);
  } while (a.N < 2);
  size_t count = (size_t)a.N * (size_t)a.U;

  float *wrong = copy_floats(count, a.dz);
  for (size_t m = 0; m < count; m++) wrong[m] *= (float)a.N;
  ck_assert_double_gt(gradient_error(count, a.z, wrong, 1e-2f, mean_loss, &a), 0.01);

  memcpy(wrong, a.dz, count * sizeof *wrong);
  wrong[a.label[0]] += 1.0f / (float)a.N;
  ck_assert_double_gt(gradient_error(count, a.z, wrong, 1e-2f, mean_loss, &a), 0.01);
  drop(wrong);
  free_case(&a);
}
END_TEST

/* all labels taken in turn: the gradients of one image's logits add up to 0, for its probabilities add up to 1 */
START_TEST(gradient_sums_to_zero) {
  Random random = random_from_seed(7);
  for (int trial = 0; trial < 20; trial++) {
    Case a = random_case(&random);
    for (int n = 0; n < a.N; n++) {
      double sum = 0;
      for (int u = 0; u < a.U; u++) sum += (double)a.dz[n * a.U + u];
      ck_assert_double_eq_tol(sum, 0, 5e-7);
    }
    free_case(&a);
  }
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("losses");
  tcase_add_test(tests, example);
  tcase_add_test(tests, large_logits);
  tcase_add_test(tests, impossible_target);
  tcase_add_test(tests, untrained);
  tcase_add_test(tests, backward_example);
  tcase_add_test(tests, gradients);
  tcase_add_test(tests, planted_mistakes);
  tcase_add_test(tests, gradient_sums_to_zero);
  return run_tests("losses", tests);
}
