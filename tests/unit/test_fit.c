/*
 * The training loop: means, callbacks, refusals, what a seed decides, and what happens to
 * numbers that are not finite.
 */
#include <check.h>
#undef fail /* an old name of Check's, and the name of ours */
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "model/fit.h"

/* ---- a small data set: the brighter half of a 6x6 image tells its class ---- */

enum { COUNT = 90, SIDE = 6 };

static Dataset small_set(uint8_t *pixels, uint8_t *labels) {
  Random random = random_from_seed(11);
  for (int n = 0; n < COUNT; n++) {
    labels[n] = (uint8_t)(random_bits(&random) % 2);
    for (int m = 0; m < SIDE * SIDE; m++) {
      int bright = (m / SIDE < SIDE / 2) == (labels[n] == 0);
      pixels[n * SIDE * SIDE + m] = (uint8_t)(random_bits(&random) % 100 + (bright ? 120 : 0));
    }
  }
  return (Dataset){.count = COUNT, .height = SIDE, .width = SIDE, .channels = 1, .pixels = pixels, .labels = labels};
}

static Sequential small_network(Random *random) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = SIDE, .width = SIDE, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 3, .padding = SAME, .activation = RELU});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 5, .activation = RELU});
  add_dropout(&model, (Dropout){.rate = 0.3f});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, random), OK);
  ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 0.01f}), OK);
  return model;
}

static uint8_t pixels[COUNT * SIDE * SIDE], labels[COUNT];

/* ---- means ---- */

/* batches with losses {1, 1}, {4} average to 2.0, not to 2.5: three images, two in the first batch */
static const float scripted_losses[] = {1, 1, 4};
static int scripted_next;

static void scripted_loss(int N, int U, float loss[restrict N], const float z[N][U], const int label[N]) {
  (void)z, (void)label;
  for (int n = 0; n < N; n++) loss[n] = scripted_losses[scripted_next++];
}

START_TEST(a_smaller_last_batch_weighs_less) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Kernels kernels = library_kernels;
  kernels.sparse_categorical_crossentropy = scripted_loss;
  model.kernels = &kernels;
  Dataset set = small_set(pixels, labels);
  set.count = 3;
  Evaluation result;
  ck_assert_int_eq(evaluate(&model, &set, 2, false, &result), OK);
  ck_assert_double_eq(result.loss, 2.0); /* (1 + 1 + 4) / 3 */

  scripted_next = 0;
  History history = {0};
  ck_assert_int_eq(fit(&model, &set, (Fit){.batch_size = 2, .random = &random}, &history), FIT_DONE);
  ck_assert_double_eq(history.epochs[0].loss, 2.0);
  history_free(&history);
  sequential_free(&model);
}
END_TEST

/* ---- learning ---- */

static History trained(Sequential *model, uint32_t seed, int epochs, int threads) {
  omp_set_num_threads(threads);
  Random random = random_from_seed(seed);
  *model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  History history = {0};
  Fit how = {.epochs = epochs, .batch_size = 16, .validation = &set, .random = &random};
  ck_assert_int_eq(fit(model, &set, how, &history), FIT_DONE);
  return history;
}

START_TEST(it_learns) {
  Sequential model;
  History history = trained(&model, 42, 12, 2);
  ck_assert_int_eq(history.count, 12);
  ck_assert_double_gt(history.epochs[11].val_accuracy, 0.95);
  ck_assert_double_lt(history.epochs[11].val_loss, history.epochs[0].val_loss / 2);
  history_free(&history);
  sequential_free(&model);
}
END_TEST

static void same_weights(const Sequential *a, const Sequential *b) {
  for (int i = 0; i < a->layer_count; i++) {
    const Tensor *kernels[] = {&a->layers[i].kernel.value, &b->layers[i].kernel.value};
    ck_assert_uint_eq(tensor_count(kernels[0]), tensor_count(kernels[1]));
    if (kernels[0]->data) ck_assert_mem_eq(kernels[0]->data, kernels[1]->data, sizeof(float) * tensor_count(kernels[0]));
  }
}

START_TEST(a_seed_gives_the_same_bits_for_any_number_of_threads) {
  Sequential one, other;
  History history = trained(&one, 42, 3, 1);
  for (int threads = 1; threads <= 4; threads *= 2) {
    History again = trained(&other, 42, 3, threads);
    for (int e = 0; e < 3; e++) {
      ck_assert_double_eq(again.epochs[e].loss, history.epochs[e].loss);
      ck_assert_double_eq(again.epochs[e].val_loss, history.epochs[e].val_loss);
    }
    same_weights(&one, &other);
    history_free(&again);
    sequential_free(&other);
  }
  History different = trained(&other, 43, 3, 1);
  ck_assert_double_ne(different.epochs[0].loss, history.epochs[0].loss);
  history_free(&different);
  history_free(&history);
  sequential_free(&other);
  sequential_free(&one);
}
END_TEST

/* the last batch has 90 - 5 * 16 = 10 images; evaluate() must agree with the validation inside fit() */
START_TEST(evaluate_gives_what_fit_reported) {
  Sequential model;
  History history = trained(&model, 42, 2, 2);
  Dataset set = small_set(pixels, labels);
  Evaluation result;
  ck_assert_int_eq(evaluate(&model, &set, 16, false, &result), OK);
  ck_assert_double_eq(result.loss, history.epochs[1].val_loss);
  ck_assert_double_eq(result.accuracy, history.epochs[1].val_accuracy);
  history_free(&history);
  sequential_free(&model);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(a_callback_that_waits_for_val_loss_needs_validation_data) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  EarlyStopping stopping = {.patience = 2};
  Callback callbacks[] = {early_stopping(&stopping)};
  History history = {0};
  Fit how = {.callbacks = callbacks, .callback_count = 1, .random = &random};
  ck_assert_int_eq(fit(&model, &set, how, &history), FIT_FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "no validation data"));
  ck_assert_int_eq(history.count, 0);
  sequential_free(&model);
}
END_TEST

START_TEST(a_model_that_is_not_compiled_is_refused) {
  Random random = random_from_seed(1);
  Sequential model = sequential();
  add_input(&model, (Input){.units = SIDE * SIDE});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, &random), OK);
  Dataset set = small_set(pixels, labels);
  History history = {0};
  ck_assert_int_eq(fit(&model, &set, (Fit){.random = &random}, &history), FIT_FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "compile"));
  sequential_free(&model);
}
END_TEST

START_TEST(images_and_labels_that_do_not_fit_are_refused) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Evaluation result;
  Dataset set = small_set(pixels, labels);
  set.width = 5;
  ck_assert_int_eq(evaluate(&model, &set, 16, false, &result), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "takes images of shape (6, 6, 1), but those of the data set are 6x5x1"));
  set = small_set(pixels, labels);
  labels[7] = 2;
  ck_assert_int_eq(evaluate(&model, &set, 16, false, &result), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "image 7 has label 2"));
  sequential_free(&model);
}
END_TEST

START_TEST(a_loss_that_is_not_finite_names_epoch_batch_and_layer) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  float *w = get_layer(&model, "dense")->kernel.value.data;
  w[0] = NAN;
  History history = {0};
  ck_assert_int_eq(fit(&model, &set, (Fit){.random = &random}, &history), FIT_FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "epoch 1, batch 1"));
  ck_assert_ptr_nonnull(strstr(error_message(), "layer dense is the first"));
  sequential_free(&model);
}
END_TEST

/* ---- Ctrl-C ---- */

static Status interrupt_at_the_first_epochs_end(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)data, (void)model, (void)stop;
  if (state->epoch == 1) raise(SIGINT);
  return OK;
}

static int ended, freed;
static Status note_end(void *data, Sequential *model) {
  (void)data, (void)model;
  ended++;
  return OK;
}
static void note_free(void *data) {
  (void)data;
  freed++;
}

START_TEST(ctrl_c_ends_after_the_batch_and_keeps_the_finished_epochs) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  Callback callbacks[] = {{.on_epoch_end = interrupt_at_the_first_epochs_end, .on_train_end = note_end, .free = note_free}};
  History history = {0};
  Fit how = {.epochs = 5, .batch_size = 16, .callbacks = callbacks, .callback_count = 1, .random = &random};
  ck_assert_int_eq(fit(&model, &set, how, &history), FIT_INTERRUPTED);
  ck_assert_int_eq(history.count, 1);
  ck_assert_int_eq(model.step, 6 + 1); /* epoch 1: 90 / 16 rounded up; one batch of epoch 2 */
  ck_assert_int_eq(ended, 1);
  ck_assert_int_eq(freed, 1);
  history_free(&history);
  sequential_free(&model);
}
END_TEST

/* ---- a save that fails ---- */

static Status cannot_save(const char *path, const Sequential *model, const TrainingState *state) {
  (void)model, (void)state;
  return fail("%s: the disk is full", path);
}

START_TEST(a_failed_save_is_told_and_training_goes_on) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  ModelCheckpoint checkpoint = {.path = "best.h5", .save = cannot_save};
  Callback callbacks[] = {model_checkpoint(&checkpoint)};
  History history = {0};
  Fit how = {.epochs = 3, .validation = &set, .callbacks = callbacks, .callback_count = 1, .random = &random};
  ck_assert_int_eq(fit(&model, &set, how, &history), FIT_FAILED);
  ck_assert_int_eq(history.count, 3);
  ck_assert_str_eq(error_message(), "best.h5: the disk is full");
  history_free(&history);
  sequential_free(&model);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("fit");
  TCase *tests = tcase_create("fit");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_smaller_last_batch_weighs_less);
  tcase_add_test(tests, it_learns);
  tcase_add_test(tests, a_seed_gives_the_same_bits_for_any_number_of_threads);
  tcase_add_test(tests, evaluate_gives_what_fit_reported);
  tcase_add_test(tests, a_callback_that_waits_for_val_loss_needs_validation_data);
  tcase_add_test(tests, a_model_that_is_not_compiled_is_refused);
  tcase_add_test(tests, images_and_labels_that_do_not_fit_are_refused);
  tcase_add_test(tests, a_loss_that_is_not_finite_names_epoch_batch_and_layer);
  tcase_add_test(tests, ctrl_c_ends_after_the_batch_and_keeps_the_finished_epochs);
  tcase_add_test(tests, a_failed_save_is_told_and_training_goes_on);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
