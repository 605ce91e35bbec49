/*
 * The same training by every path of the convolution: the book's network, the book's data,
 * one seed. Paths differ in the last bits, and training enlarges such differences: later
 * states drift apart, and are no measure. What is compared is what still says that the
 * paths do the same: the losses of the first 20 batches one by one, and the mean of 200.
 * Even that mean moves by up to 3e-3 from one path to another (the slow rung's, 2.6e-3), so
 * the fast paths, for which time allows it, are compared over four seeds.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "chapter.h"
#include "data/batches.h"
#include "kernels/conv2d_ladder.h"

#include <check.h> /* last: it has a macro named fail */

enum { FIRST = 20, STEPS = 200, SEEDS = 4, BATCH = 32, PIXELS = 28 * 28 };

/* the mean loss of each batch, for `steps` steps from the beginning */
static void train(const Kernels *kernels, uint32_t seed, int steps, double loss[]) {
  static FashionMNIST mnist;
  if (!mnist.train.count) ck_assert_msg(load_fashion_mnist(NULL, false, &mnist) == OK, "%s", error_message());

  Random random = random_from_seed(seed);
  Sequential model;
  ck_assert_int_eq(book_model(&model, 0.4f, &random), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK);
  model.kernels = kernels;
  static float x[BATCH * PIXELS], image_loss[BATCH];
  static int label[BATCH];
  for (int step = 0; step < steps; step++) {
    load_batch(&mnist.train, NULL, step * BATCH, BATCH, x, label);
    ck_assert_ptr_nonnull(train_on_batch(&model, BATCH, x, label, image_loss, &random));
    loss[step] = 0;
    for (int n = 0; n < BATCH; n++) loss[step] += (double)image_loss[n] / BATCH;
  }
  sequential_free(&model);
}

static double mean(const double loss[STEPS]) {
  double sum = 0;
  for (int step = 0; step < STEPS; step++) sum += loss[step];
  return sum / STEPS;
}

static double difference(int steps, const double a[], const double b[]) {
  double worst = 0;
  for (int step = 0; step < steps; step++) worst = fmax(worst, fabs(a[step] - b[step]));
  return worst;
}

static Kernels with_convolution(Conv2DForward *conv_forward, Conv2DBackwardKernel *kernel, Conv2DBackwardInput *input) {
  Kernels kernels = blocked_kernels; /* the rest is the same for all */
  kernels.conv2d_forward = conv_forward, kernels.conv2d_backward_kernel = kernel, kernels.conv2d_backward_input = input;
  return kernels;
}

START_TEST(all_paths_learn_the_same) {
  static double definition[FIRST], innermost[STEPS], found[STEPS], means[3];
  Kernels first = with_convolution(conv2d_forward_naive, conv2d_backward_kernel_naive, conv2d_backward_input_naive);
  Kernels second = with_convolution(conv2d_forward_channels_innermost, conv2d_backward_kernel_channels_innermost,
                                    conv2d_backward_input_channels_innermost);
  train(&first, 0, FIRST, definition);
  train(&second, 0, STEPS, innermost);
  ck_assert_double_lt(difference(FIRST, innermost, definition), 1e-4);

  const Kernels *tables[] = {&blocked_kernels, &winograd_kernels, &library_kernels};
  const char *names[] = {"blocked", "winograd", "library"};
  for (int p = 0; p < 3; p++)
    for (uint32_t seed = 0; seed < SEEDS; seed++) {
      train(tables[p], seed, STEPS, found);
      means[p] += mean(found) / SEEDS;
      if (seed > 0) continue;
      double worst = difference(FIRST, found, definition), apart = fabs(mean(found) - mean(innermost));
      printf("%s: first %d losses within %.1e; mean of %d %.4f, %.1e from channels innermost's\n", names[p], FIRST,
             worst, STEPS, mean(found), apart);
      ck_assert_double_lt(worst, 1e-4);
      ck_assert_double_lt(apart, 1e-2);
      ck_assert_double_lt(mean(found), 1.2); /* and it has learned: log(10) = 2.30 is chance */
    }
  printf("over %d seeds: blocked %.5f, winograd %.5f, library %.5f\n", SEEDS, means[0], means[1], means[2]);
  ck_assert_double_lt(difference(2, means, means + 1), 2e-3);
}
END_TEST

int main(void) {
  flush_denormals();
  Suite *suite = suite_create("paths");
  TCase *tests = tcase_create("paths");
  tcase_set_timeout(tests, 60); /* times 15, see tests.mk */
  tcase_add_test(tests, all_paths_learn_the_same);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
