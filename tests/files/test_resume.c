/*
 * A training that stopped and goes on gives what it would have given in one go, bit for
 * bit: weights, Adam's averages, history, and the bytes of the best model's file.
 */
#include "files/resume.h"
#include "fixtures.h"

/* 8x8 images of three kinds: bright above, bright below, bright on the left; with noise */
enum { SIDE = 8, TRAIN = 120, VAL = 60, IMAGES = TRAIN + VAL };
static uint8_t pixels[IMAGES][SIDE][SIDE], labels[IMAGES];
static Dataset train, val;

static void make_images(void) {
  make_folder();
  Random random = random_from_seed(7);
  for (int n = 0; n < IMAGES; n++) {
    labels[n] = (uint8_t)random_up_to(&random, 2);
    for (int r = 0; r < SIDE; r++)
      for (int c = 0; c < SIDE; c++) {
        bool bright = labels[n] == 0 ? r < 4 : labels[n] == 1 ? r >= 4 : c < 4;
        pixels[n][r][c] = (uint8_t)(random_up_to(&random, 127) + (bright ? 100 : 0));
      }
  }
  Dataset all = {.count = TRAIN, .height = SIDE, .width = SIDE, .channels = 1, .pixels = pixels[0][0], .labels = labels};
  train = val = all;
  val.count = VAL;
  val.pixels = pixels[TRAIN][0];
  val.labels = labels + TRAIN;
}

/* a network with dropout, so that the generator matters within an epoch too */
static Sequential new_model(Random *random) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = SIDE, .width = SIDE, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 3, .padding = SAME, .activation = RELU});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 8, .activation = RELU});
  add_dropout(&model, (Dropout){.rate = 0.3f});
  add_dense(&model, (Dense){.units = 3, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, random), OK);
  ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 0.002f}), OK);
  return model;
}

/* trains up to `epochs`, as 04_train does */
static void train_on(const char *path, int epochs, bool resumed, Sequential *model, TrainingState *state) {
  ModelCheckpoint checkpoint = {.path = path, .save = save_model};
  EarlyStopping stopping = {.patience = 5, .restore_best_weights = true};
  Callback callbacks[] = {model_checkpoint(&checkpoint), early_stopping(&stopping)};
  if (resumed) ck_assert_int_eq(resume_callbacks(state, model, &checkpoint, &stopping), OK);
  Fit how = {.epochs = epochs, .batch_size = 16, .validation = &val, .callbacks = callbacks, .callback_count = 2,
             .first_epoch = state->epoch, .random = &state->random};
  ck_assert_msg(fit(model, &train, how, &state->history) == FIT_DONE, "%s", error_message());
  state->epoch = epochs;
  state->best_epoch = stopping.best_epoch;
}

static void check_same_tensor(const Tensor *a, const Tensor *b) {
  ck_assert_uint_eq(tensor_count(a), tensor_count(b));
  if (a->data) ck_assert(same_bits(tensor_count(a), a->data, b->data));
}

static void check_same_model(const Sequential *a, const Sequential *b) {
  ck_assert_int_eq(a->step, b->step);
  for (int i = 0; i < a->layer_count; i++) {
    const Parameter *pairs[][2] = {{&a->layers[i].kernel, &b->layers[i].kernel}, {&a->layers[i].bias, &b->layers[i].bias}};
    for (int k = 0; k < 2; k++) {
      check_same_tensor(&pairs[k][0]->value, &pairs[k][1]->value);
      check_same_tensor(&pairs[k][0]->m, &pairs[k][1]->m);
      check_same_tensor(&pairs[k][0]->v, &pairs[k][1]->v);
    }
  }
}

static void check_resumed(const char *whole_name, const char *part_name) {
  TrainingState whole = {.random = random_from_seed(42)}, part = {.random = random_from_seed(42)};
  Sequential model = new_model(&whole.random), begun = new_model(&part.random), resumed;
  train_on(in_folder(whole_name), 4, false, &model, &whole);

  train_on(in_folder(part_name), 2, false, &begun, &part);
  ck_assert_int_eq(part.best_epoch, 2); /* otherwise the file is not that of the last epoch */
  ck_assert_int_eq(history_write(&part.history, in_folder("history.csv")), OK);
  double seconds = part.history.epochs[1].seconds;
  history_free(&part.history);
  sequential_free(&begun);

  part = (TrainingState){.random = random_from_seed(1)};
  ck_assert_msg(resume_training(in_folder(part_name), in_folder("history.csv"), 4, &val, &resumed, &part) == OK, "%s",
                error_message());
  ck_assert_int_eq(part.epoch, 2);
  ck_assert_double_eq_tol(part.history.epochs[1].seconds, seconds, 0.0006);
  train_on(in_folder(part_name), 4, true, &resumed, &part);

  check_same_model(&model, &resumed);
  ck_assert_mem_eq(&whole.random, &part.random, sizeof whole.random);
  ck_assert_int_eq(whole.history.count, 4);
  ck_assert_int_eq(part.history.count, 4);
  for (int e = 0; e < 4; e++) check_same_logs(&part.history.epochs[e], &whole.history.epochs[e]);
  size_t size, part_size;
  unsigned char *bytes = bytes_of(in_folder(whole_name), &size), *part_bytes = bytes_of(in_folder(part_name), &part_size);
  ck_assert(size == part_size && memcmp(bytes, part_bytes, size) == 0);
  free(bytes), free(part_bytes);
  history_free(&whole.history), history_free(&part.history);
  sequential_free(&model), sequential_free(&resumed);
}

START_TEST(two_epochs_and_two_more_are_four) {
  check_resumed("whole.h5", "part.h5");
  check_resumed("whole.keras", "part.keras");
}
END_TEST

START_TEST(a_file_of_keras_goes_on_afresh) {
  Sequential model;
  TrainingState state = {.random = random_from_seed(42)};
  const Random random = state.random;
  ck_assert_int_eq(resume_training(fixture("keras2_11.h5"), in_folder("history.csv"), 2, &val, &model, &state), OK);
  ck_assert_int_eq(state.epoch, 0);
  ck_assert_mem_eq(&state.random, &random, sizeof random);
  check_adam(&model); /* Adam itself goes on */
  Evaluation now;
  ck_assert_int_eq(evaluate(&model, &val, 32, false, &now), OK);
  ck_assert_double_eq(state.best, now.loss);
  sequential_free(&model);

  ck_assert_int_eq(resume_training(fixture("torch.pt"), in_folder("history.csv"), 2, &val, &model, &state), OK);
  ck_assert(model.compiled);
  ck_assert_int_eq(model.step, 0);
  sequential_free(&model);
}
END_TEST

START_TEST(a_worse_epoch_leaves_the_resumed_model) {
  Sequential model;
  TrainingState state = {.random = random_from_seed(42)};
  ck_assert_int_eq(resume_training(fixture("keras2_11.h5"), in_folder("history.csv"), 2, &val, &model, &state), OK);
  ModelCheckpoint checkpoint = {.path = in_folder("best.h5"), .save = save_model};
  EarlyStopping stopping = {.patience = 2, .restore_best_weights = true};
  ck_assert_int_eq(resume_callbacks(&state, &model, &checkpoint, &stopping), OK);

  /* an epoch that changes all weights and is worse */
  ck_assert_int_eq(history_append(&state.history, (EpochLogs){.epoch = 1, .val_loss = state.best + 1}), OK);
  ((float *)model.layers[0].kernel.value.data)[0] = 99;
  Callback callbacks[] = {model_checkpoint(&checkpoint), early_stopping(&stopping)};
  bool stop = false;
  for (int i = 0; i < 2; i++) ck_assert_int_eq(callbacks[i].on_epoch_end(callbacks[i].data, &model, &state, &stop), OK);
  for (int i = 0; i < 2; i++) ck_assert_int_eq(callbacks[i].on_train_end(callbacks[i].data, &model), OK);
  check_weights(&model);
  for (int i = 0; i < 2; i++) callbacks[i].free(callbacks[i].data);
  history_free(&state.history);
  sequential_free(&model);

  ck_assert_int_eq(load_model(in_folder("best.h5"), NULL, &model, NULL), OK);
  check_weights(&model);
  sequential_free(&model);
}
END_TEST

START_TEST(no_epochs_are_left) {
  Random random = random_from_seed(1);
  Sequential model = new_model(&random);
  TrainingState state = {.epoch = 3, .random = random, .best = 1, .best_epoch = 3};
  ck_assert_int_eq(save_model(in_folder("done.h5"), &model, &state), OK);
  sequential_free(&model);
  ck_assert_int_eq(resume_training(in_folder("done.h5"), in_folder("history.csv"), 3, &val, &model, &state), FAILED);
  check_words_in(error_message(), (const char *const[]){"3 epochs already", "--epochs", NULL});
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("resume");
  tcase_add_checked_fixture(tests, make_images, remove_folder);
  tcase_add_test(tests, two_epochs_and_two_more_are_four);
  tcase_add_test(tests, a_file_of_keras_goes_on_afresh);
  tcase_add_test(tests, a_worse_epoch_leaves_the_resumed_model);
  tcase_add_test(tests, no_epochs_are_left);
  return run_tests("resume", tests);
}
