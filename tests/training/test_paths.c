/*
 * The same training by every path of the convolution: the book's network, the book's data,
 * one seed. Paths differ in the last bits, and training enlarges such differences: later
 * states drift apart, and are no measure. What is compared is what still says that the
 * paths do the same: the losses of the first 20 batches one by one, and the mean of 200.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "chapter.h"
#include "data/batches.h"
#include "kernels/conv2d_ladder.h"

#include <check.h> /* last: it has a macro named fail */

enum { FIRST = 20, STEPS = 200, BATCH = 32, PIXELS = 28 * 28 };

/* the mean loss of each batch, for `steps` steps from the book's beginning */
static void train(const Kernels *kernels, int steps, double loss[]) {
  static Data data;
  if (!data.train.count)
    ck_assert_msg(load_data(&(Options){0}, &data) == OK, "%s", error_message());

  Random random = random_from_seed(42);
  Sequential model;
  ck_assert_int_eq(book_model(&model, 0.4f, &random), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK);
  model.kernels = kernels;
  static float x[BATCH * PIXELS], image_loss[BATCH];
  static int label[BATCH];
  for (int step = 0; step < steps; step++) {
    load_batch(&data.train, NULL, step * BATCH, BATCH, x, label);
    ck_assert_ptr_nonnull(forward(&model, BATCH, x, &random));
    backward(&model, BATCH, label, image_loss);
    update(&model);
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

START_TEST(all_paths_learn_the_same) {
  /* the definition for 20 steps; for 200, the same sums in an order that takes less than a minute */
  static double definition[FIRST], innermost[STEPS], found[STEPS];
  Kernels second = naive_kernels;
  second.conv2d_forward = conv2d_forward_channels_innermost;
  second.conv2d_backward_kernel = conv2d_backward_kernel_channels_innermost;
  second.conv2d_backward_input = conv2d_backward_input_channels_innermost;
  train(&naive_kernels, FIRST, definition);
  train(&second, STEPS, innermost);

  const Kernels *tables[] = {&blocked_kernels, &winograd_kernels, &library_kernels};
  const char *names[] = {"blocked", "winograd", "library"};
  for (int p = 0; p < 3; p++) {
    train(tables[p], STEPS, found);
    double worst = 0;
    for (int step = 0; step < FIRST; step++) {
      worst = fmax(worst, fabs(found[step] - definition[step]));
      worst = fmax(worst, fabs(found[step] - innermost[step]));
    }
    double apart = fabs(mean(found) - mean(innermost));
    printf("%s: first %d losses within %.1e, mean of %d %.4f, %.1e apart\n", names[p], FIRST, worst, STEPS,
           mean(found), apart);
    ck_assert_double_lt(worst, 1e-4);
    ck_assert_double_lt(apart, 2e-3);
    ck_assert_double_lt(mean(found), 1.2); /* and it has learned: log(10) = 2.30 is chance */
  }
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
