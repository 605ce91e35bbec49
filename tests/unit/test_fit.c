/*
 * The training loop: means, callbacks, refusals, what a seed decides, and what happens to
 * numbers that are not finite.
 */
#include <signal.h>

#include "base/memory.h"
#include "helpers.h"
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

/* ---- losses known beforehand ---- */

/*
 * One pixel x, and a layer that makes the logits 0 and x (weights 0 and 1, biases 0): the loss is log(1 + e^x) for class
 * 0 and log(1 + e^x) - x for class 1. The answer is 1 where x > 0; at 0 it is 0, the first of equals.
 */
static Sequential pixel_model(void) {
  Sequential model = sequential();
  add_input(&model, (Input){.units = 1});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, NULL), OK);
  ((float *)model.layers[0].kernel.value.data)[1] = 1;
  return model;
}

static float *pixel_biases(Sequential *model) { return model->layers[0].bias.value.data; }

static uint8_t seven_pixels[7] = {0, 30, 60, 90, 120, 150, 255}, seven_labels[7] = {0, 1, 1, 0, 1, 0, 0};
static const Dataset seven = {.count = 7, .height = 1, .width = 1, .channels = 1, .pixels = seven_pixels,
                              .labels = seven_labels};

static double loss_of_seven(void) {
  double sum = 0;
  for (int n = 0; n < 7; n++) {
    double x = seven_pixels[n] / 255.0;
    sum += log(1 + exp(x)) - (seven_labels[n] ? x : 0);
  }
  return sum / 7;
}

/* batches of 3, 3 and 1, all different; right are the images 0 (x is 0), 1, 2 and 4 */
START_TEST(evaluate_adds_up_all_batches) {
  Sequential model = pixel_model();
  for (int batch_size = 1; batch_size < 10; batch_size++) {
    Evaluation result;
    ck_assert_int_eq(evaluate(&model, &seven, batch_size, false, &result), OK);
    ck_assert_double_eq_tol(result.loss, loss_of_seven(), 1e-7);
    ck_assert_double_eq(result.accuracy, 4.0 / 7);
  }
  sequential_free(&model);
}
END_TEST

/* a learning rate that moves no weight: what fit() reports of its own batches and of the validation is that number too */
START_TEST(fit_reports_all_batches) {
  Sequential model = pixel_model();
  ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 1e-30f}), OK);
  Random random = random_from_seed(1);
  History history = {0};
  Dataset first = seven;
  first.count = 1; /* its loss is log 2, and it is right */
  ck_assert_int_eq(fit(&model, &seven, (Fit){.batch_size = 3, .validation = &first, .random = &random}, &history), FIT_DONE);
  ck_assert_int_eq(fit(&model, &first, (Fit){.batch_size = 3, .validation = &seven, .random = &random}, &history), FIT_DONE);
  const double losses[2] = {loss_of_seven(), log(2)}, accuracies[2] = {4.0 / 7, 1};
  for (int e = 0; e < 2; e++) {
    ck_assert_double_eq_tol(history.epochs[e].loss, losses[e], 1e-7);
    ck_assert_double_eq_tol(history.epochs[e].val_loss, losses[1 - e], 1e-7);
    ck_assert_double_eq(history.epochs[e].accuracy, accuracies[e]);
    ck_assert_double_eq(history.epochs[e].val_accuracy, accuracies[1 - e]);
  }
  history_free(&history);
  sequential_free(&model);
}
END_TEST

/* the state after each epoch, when the validation's losses are log(1 + e^t) for t = .3 .4 .2 .5 .6 */
static const float biases[6] = {0.3f, 0.4f, 0.2f, 0.5f, 0.6f, 0};

static Status check_state(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)data, (void)stop;
  static const int best_epochs[5] = {1, 1, 3, 3, 3}, waits[5] = {0, 1, 0, 1, 2};
  static const double best[5] = {.3, .3, .2, .2, .2};
  int e = state->epoch - 1;
  ck_assert_int_eq(state->history.count, state->epoch);
  ck_assert_int_eq(state->best_epoch, best_epochs[e]);
  ck_assert_int_eq(state->wait, waits[e]);
  ck_assert_double_eq_tol(state->best, log(1 + exp(best[e])), 1e-7);
  pixel_biases(model)[1] = biases[e + 1];
  return OK;
}

static Status nothing_at_end(void *data, Sequential *model) {
  (void)data, (void)model;
  return OK;
}

static void nothing_to_free(void *data) { (void)data; }

START_TEST(the_state_of_a_training_counts_as_early_stopping_does) {
  Sequential model = pixel_model();
  ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 1e-30f}), OK);
  pixel_biases(&model)[1] = biases[0];
  Random random = random_from_seed(1);
  Dataset black = seven; /* x is 0: the logits are the biases, 0 and t */
  black.count = 1;
  Callback callbacks[] = {{.on_epoch_end = check_state, .on_train_end = nothing_at_end, .free = nothing_to_free}};
  History history = {0};
  Fit how = {.epochs = 5, .validation = &black, .callbacks = callbacks, .callback_count = 1, .random = &random};
  ck_assert_int_eq(fit(&model, &black, how, &history), FIT_DONE);
  ck_assert_int_eq(history.count, 5);
  history_free(&history);
  sequential_free(&model);
}
END_TEST

/* ---- learning ---- */

static History trained(Sequential *model, uint32_t seed, int epochs, int threads) {
  use_threads(threads);
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
  for (int t = 0; t < THREAD_COUNTS; t++) {
    History again = trained(&other, 42, 3, thread_counts[t]);
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

/* ---- Ctrl-C, a closed terminal, kill ---- */

static const int endings[] = {SIGINT, SIGTERM, SIGHUP};

/* the callback's data is the signal */
static Status interrupt_at_the_first_epochs_end(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)model, (void)stop;
  if (state->epoch == 1) raise(*(const int *)data);
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
  int ending = endings[_i];
  Callback callbacks[] = {{.data = &ending, .on_epoch_end = interrupt_at_the_first_epochs_end, .on_train_end = note_end,
                           .free = note_free}};
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

static FitEnd interrupted_fit(int ending, Status on_epoch_end(void *, Sequential *, const TrainingState *, bool *)) {
  Random random = random_from_seed(1);
  Sequential model = small_network(&random);
  Dataset set = small_set(pixels, labels);
  Callback callbacks[] = {{.data = &ending, .on_epoch_end = on_epoch_end, .on_train_end = nothing_at_end, .free = nothing_to_free}};
  History history = {0};
  Fit how = {.epochs = 2, .batch_size = 16, .callbacks = callbacks, .callback_count = 1, .random = &random};
  FitEnd end = fit(&model, &set, how, &history);
  ck_assert_int_eq(history.count, end == FIT_DONE ? 2 : 1);
  history_free(&history);
  sequential_free(&model);
  return end;
}

static int noticed;
static void notice(int signal) { noticed = signal; }

/* whoever listened before fit() listens again after it, and is not told of what ended fit() */
START_TEST(a_signals_handler_is_put_back) {
  signal(endings[_i], notice);
  ck_assert_int_eq(interrupted_fit(endings[_i], interrupt_at_the_first_epochs_end), FIT_INTERRUPTED);
  ck_assert_int_eq(noticed, 0);
  raise(endings[_i]);
  ck_assert_int_eq(noticed, endings[_i]);
}
END_TEST

/* a training that ended so does not end what comes after it */
START_TEST(an_interruption_is_forgotten_at_the_end) {
  ck_assert_int_eq(interrupted_fit(endings[_i], interrupt_at_the_first_epochs_end), FIT_INTERRUPTED);
  Sequential model = pixel_model();
  Evaluation result;
  ck_assert_int_eq(evaluate(&model, &seven, 3, false, &result), OK);
  sequential_free(&model);
}
END_TEST

/* as nohup and a shell's & have it */
START_TEST(an_ignored_signal_stays_ignored) {
  signal(endings[_i], SIG_IGN);
  ck_assert_int_eq(interrupted_fit(endings[_i], interrupt_at_the_first_epochs_end), FIT_DONE);
  struct sigaction after;
  sigaction(endings[_i], NULL, &after);
  ck_assert(after.sa_handler == SIG_IGN);
}
END_TEST

static Status interrupt_twice(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)model, (void)state, (void)stop;
  raise(*(const int *)data);
  raise(*(const int *)data);
  return OK;
}

START_TEST(the_second_ctrl_c_ends_the_program_at_once) { interrupted_fit(SIGINT, interrupt_twice); }
END_TEST

/* an evaluation inside a callback, as some trainings have: it says why it gives no numbers, and fit() still ends */
static Status evaluate_after_ctrl_c(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)state, (void)stop;
  raise(*(const int *)data);
  Dataset set = small_set(pixels, labels);
  Evaluation result;
  fail("older");
  ck_assert_int_eq(evaluate(model, &set, 16, false, &result), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "interrupted"));
  return OK;
}

START_TEST(an_interrupted_evaluation_says_so) {
  ck_assert_int_eq(interrupted_fit(SIGINT, evaluate_after_ctrl_c), FIT_INTERRUPTED);
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
  /* the reason was told after each epoch; what is left to say is that there was one */
  ck_assert_ptr_nonnull(strstr(error_message(), "not all of it could be kept"));
  history_free(&history);
  sequential_free(&model);
}
END_TEST

int main(void) {
  /* whoever runs the tests may ignore them, as nohup does, and fit() leaves an ignored signal ignored */
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  signal(SIGHUP, SIG_DFL);
  TCase *tests = tcase_create("fit");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, a_smaller_last_batch_weighs_less);
  tcase_add_test(tests, evaluate_adds_up_all_batches);
  tcase_add_test(tests, fit_reports_all_batches);
  tcase_add_test(tests, the_state_of_a_training_counts_as_early_stopping_does);
  tcase_add_test(tests, it_learns);
  tcase_add_test(tests, a_seed_gives_the_same_bits_for_any_number_of_threads);
  tcase_add_test(tests, evaluate_gives_what_fit_reported);
  tcase_add_test(tests, a_callback_that_waits_for_val_loss_needs_validation_data);
  tcase_add_test(tests, a_model_that_is_not_compiled_is_refused);
  tcase_add_test(tests, images_and_labels_that_do_not_fit_are_refused);
  tcase_add_test(tests, a_loss_that_is_not_finite_names_epoch_batch_and_layer);
  tcase_add_loop_test(tests, ctrl_c_ends_after_the_batch_and_keeps_the_finished_epochs, 0, 3);
  tcase_add_loop_test(tests, a_signals_handler_is_put_back, 0, 3);
  tcase_add_loop_test(tests, an_interruption_is_forgotten_at_the_end, 0, 3);
  tcase_add_loop_test(tests, an_ignored_signal_stays_ignored, 0, 3);
  tcase_add_test_raise_signal(tests, the_second_ctrl_c_ends_the_program_at_once, SIGINT);
  tcase_add_test(tests, an_interrupted_evaluation_says_so);
  tcase_add_test(tests, a_failed_save_is_told_and_training_goes_on);
  return run_tests("fit", tests);
}
