/*
 * What is written here is read here unchanged, in every format, and the same model gives
 * the same bytes. (That Keras's and PyTorch's own libraries read it too: tests/interop.)
 */
#include <sys/stat.h>
#include <time.h>

#include "fixtures.h"

/* the fixtures' network, with Adam's state */
static Sequential loaded_model(void) {
  Sequential model;
  TrainingState none;
  ck_assert_msg(load_model(fixture("keras2_11.h5"), NULL, &model, &none) == OK, "%s", error_message());
  return model;
}

static void check_same_numbers(const Tensor *found, const Tensor *expected) {
  ck_assert_uint_eq(tensor_count(found), tensor_count(expected));
  if (expected->data) ck_assert(same_bits(tensor_count(expected), found->data, expected->data));
}

static TrainingState some_state(void) {
  TrainingState state = {.epoch = 3, .random = random_from_seed(5), .best = 0.25, .best_epoch = 2, .wait = 1};
  for (int i = 0; i < 1000; i++) random_bits(&state.random); /* in the middle of its words */
  for (int epoch = 1; epoch <= 3; epoch++) {
    EpochLogs logs = {.epoch = epoch, .loss = 1.0 / epoch, .accuracy = 1 - 0.3 / epoch, .val_loss = 0.7 / epoch,
                      .val_accuracy = 1 - 0.1 / epoch, .seconds = epoch};
    ck_assert_int_eq(history_append(&state.history, logs), OK);
  }
  return state;
}

static void check_same_state(const TrainingState *found, const TrainingState *expected) {
  ck_assert_int_eq(found->epoch, expected->epoch);
  ck_assert_double_eq(found->best, expected->best);
  ck_assert_int_eq(found->best_epoch, expected->best_epoch);
  ck_assert_int_eq(found->wait, expected->wait);
  ck_assert_mem_eq(&found->random, &expected->random, sizeof found->random);
  ck_assert_int_eq(found->history.count, expected->history.count);
  for (int e = 0; e < expected->history.count; e++) {
    check_same_logs(&found->history.epochs[e], &expected->history.epochs[e]);
    ck_assert_double_eq(found->history.epochs[e].seconds, 0); /* not kept: equal trainings give equal files */
  }
}

static void check_same_bytes(const char *a, const char *b) {
  size_t size_a, size_b;
  unsigned char *bytes_a = bytes_of(a, &size_a), *bytes_b = bytes_of(b, &size_b);
  ck_assert_uint_eq(size_a, size_b);
  ck_assert_msg(memcmp(bytes_a, bytes_b, size_a) == 0, "%s and %s differ", a, b);
  free(bytes_a), free(bytes_b);
}

START_TEST(every_format_keeps_the_model) {
  static const char *const names[] = {"a.h5", "a.keras", "a.pt", "a.pth", "A.HDF5"};
  Sequential model = loaded_model(), again;
  TrainingState none;
  for (int i = 0; i < 5; i++) {
    const char *path = in_folder(names[i]);
    ck_assert_msg(save_model(path, &model, NULL) == OK, "%s", error_message());
    ck_assert_msg(load_model(path, NULL, &again, &none) == OK, "%s", error_message());
    ck_assert_int_eq(again.layer_count, 8);
    check_weights(&again);
    check_answers(&again);
    if (i < 2 || i == 4) check_adam(&again);
    sequential_free(&again);
  }
  sequential_free(&model);
}
END_TEST

START_TEST(a_chain_of_formats_keeps_every_bit) {
  static const char *const names[] = {"b.keras", "b.pt", "b.h5", "b2.pth", "b2.keras"};
  Sequential model = loaded_model();
  for (int i = 0; i < 5; i++) {
    ck_assert_int_eq(save_model(in_folder(names[i]), &model, NULL), OK);
    sequential_free(&model);
    ck_assert_int_eq(load_model(in_folder(names[i]), NULL, &model, NULL), OK);
    check_weights(&model);
  }
  sequential_free(&model);
}
END_TEST

START_TEST(the_same_model_gives_the_same_bytes) {
  static const char *const names[][2] = {{"c.h5", "d.h5"}, {"c.keras", "d.keras"}, {"c.pt", "d.pt"}};
  Sequential model = loaded_model();
  TrainingState state = some_state(), other = some_state();
  other.history.epochs[1].seconds = 77; /* a slower day */
  for (int i = 0; i < 3; i++) {
    ck_assert_int_eq(save_model(in_folder(names[i][0]), &model, &state), OK);
    ck_assert_int_eq(save_model(in_folder(names[i][1]), &model, &other), OK);
    check_same_bytes(in_folder(names[i][0]), in_folder(names[i][1]));
  }
  history_free(&state.history);
  history_free(&other.history);
  sequential_free(&model);
}
END_TEST

/* HDF5 would keep the time as seconds since 1970, in four bytes */
START_TEST(no_date_is_inside) {
  Sequential model = loaded_model();
  uint32_t before = (uint32_t)time(NULL);
  ck_assert_int_eq(save_model(in_folder("dated.h5"), &model, NULL), OK);
  uint32_t after = (uint32_t)time(NULL);
  size_t size;
  unsigned char *bytes = bytes_of(in_folder("dated.h5"), &size);
  for (size_t at = 0; at + 4 <= size; at++) {
    uint32_t found = bytes[at] | (uint32_t)bytes[at + 1] << 8 | (uint32_t)bytes[at + 2] << 16 | (uint32_t)bytes[at + 3] << 24;
    ck_assert_msg(found < before || found > after, "the time of writing stands at byte %zu", at);
  }
  free(bytes);
  sequential_free(&model);
}
END_TEST

START_TEST(keras_files_keep_the_training) {
  static const char *const names[] = {"e.h5", "e.keras"};
  Sequential model = loaded_model(), again;
  TrainingState state = some_state(), found;
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(save_model(in_folder(names[i]), &model, &state), OK);
    ck_assert_msg(load_model(in_folder(names[i]), NULL, &again, &found) == OK, "%s", error_message());
    check_same_state(&found, &state);
    history_free(&found.history);
    sequential_free(&again);
  }
  history_free(&state.history);
  sequential_free(&model);
}
END_TEST

START_TEST(a_model_only_to_be_used_is_loaded_without_optimizer) {
  Sequential model;
  ck_assert_int_eq(load_model(fixture("keras2_11.h5"), NULL, &model, NULL), OK);
  ck_assert(!model.compiled);
  ck_assert_ptr_null(model.layers[0].kernel.m.data);
  check_weights(&model);
  check_answers(&model);
  sequential_free(&model);
}
END_TEST

START_TEST(a_file_without_training_says_so) {
  Sequential model;
  TrainingState state;
  ck_assert_int_eq(load_model(fixture("keras2_11.h5"), NULL, &model, &state), OK);
  ck_assert_int_eq(state.epoch, 0);
  ck_assert_ptr_null(state.history.epochs);
  sequential_free(&model);
}
END_TEST

/* all kinds of settings, names that JSON must escape, an odd input */
START_TEST(any_architecture_survives) {
  Sequential model = sequential(), again;
  add_input(&model, (Input){.height = 13, .width = 9, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 3, .kernel_size = 4, .strides = 2, .padding = SAME});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 3, .strides = 1, .padding = SAME});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 2, .activation = RELU});
  add_dropout(&model, (Dropout){.rate = 0.123456789f});
  add_average_pooling2d(&model, (AveragePooling2D){.pool_size = 2, .strides = 1, .padding = SAME});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 4});
  snprintf(model.layers[0].name, NAME_SIZE, "a \"quoted\\ name");
  snprintf(model.layers[2].name, NAME_SIZE, "합성곱");
  Random random = random_from_seed(3);
  ck_assert_int_eq(build(&model, &random), OK);

  static const char *const names[] = {"f.h5", "f.keras"};
  for (int i = 0; i < 2; i++) {
    ck_assert_int_eq(save_model(in_folder(names[i]), &model, NULL), OK);
    ck_assert_msg(load_model(in_folder(names[i]), NULL, &again, NULL) == OK, "%s", error_message());
    ck_assert_int_eq(again.layer_count, model.layer_count);
    ck_assert(shape_equal(again.input_shape, model.input_shape));
    for (int l = 0; l < model.layer_count; l++) {
      const Layer *found = &again.layers[l], *expected = &model.layers[l];
      ck_assert_str_eq(found->name, expected->name);
      ck_assert_int_eq(found->kind, expected->kind);
      ck_assert(shape_equal(found->output_shape, expected->output_shape));
      check_same_numbers(&found->kernel.value, &expected->kernel.value);
      check_same_numbers(&found->bias.value, &expected->bias.value);
    }
    ck_assert_int_eq(again.layers[0].conv2d.activation, LINEAR);
    ck_assert_float_eq(again.layers[3].dropout.rate, 0.123456789f);
    ck_assert_int_eq(again.layers[4].pooling.strides, 1);
    ck_assert_int_eq(again.layers[4].pooling.padding, SAME);
    ck_assert(!again.compiled);
    sequential_free(&again);
  }
  sequential_free(&model);
}
END_TEST

/* PyTorch's file knows no architecture: another file lends it */
START_TEST(like_lends_any_architecture) {
  Sequential model = sequential(), again;
  add_input(&model, (Input){.height = 5, .width = 7, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 3, .kernel_size = 2});
  add_flatten(&model);
  add_dropout(&model, (Dropout){.rate = 0.5f});
  add_dense(&model, (Dense){.units = 4, .activation = RELU});
  add_dense(&model, (Dense){.units = 3});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  Random random = random_from_seed(4);
  ck_assert_int_eq(build(&model, &random), OK);
  ck_assert_int_eq(save_model(in_folder("g.pt"), &model, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("g.keras"), &model, NULL), OK);

  ck_assert_int_eq(load_model(in_folder("g.pt"), NULL, &again, NULL), FAILED);
  ck_assert_msg(load_model(in_folder("g.pt"), in_folder("g.keras"), &again, NULL) == OK, "%s", error_message());
  for (int l = 0; l < model.layer_count; l++)
    check_same_numbers(&again.layers[l].kernel.value, &model.layers[l].kernel.value);
  sequential_free(&again);
  sequential_free(&model);
}
END_TEST

START_TEST(a_failed_write_leaves_the_old_file) {
  Sequential model = loaded_model();
  const char *path = write_plain("old.h5", "old", 3);
  ck_assert_int_eq(chmod(folder, 0500), 0);
  if (access(folder, W_OK) != 0) { /* root may write anywhere */
    ck_assert_int_eq(save_model(path, &model, NULL), FAILED);
    size_t size;
    unsigned char *bytes = bytes_of(path, &size);
    ck_assert(size == 3 && memcmp(bytes, "old", 3) == 0);
    free(bytes);
  }
  ck_assert_int_eq(chmod(folder, 0700), 0);
  sequential_free(&model);
}
END_TEST

/* each local header of a zip: 30 bytes with the lengths of name and extra field, those two, then the content */
START_TEST(tensors_are_aligned) {
  Sequential model;
  ck_assert_int_eq(load_model(fixture("keras2_11.h5"), NULL, &model, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("aligned.pt"), &model, NULL), OK);
  sequential_free(&model);
  size_t size, at = 0;
  int tensors = 0;
  unsigned char *bytes = bytes_of(in_folder("aligned.pt"), &size);
  while (memcmp(bytes + at, "PK\3\4", 4) == 0) {
    const unsigned char *header = bytes + at;
    size_t stored = (size_t)header[18] | (size_t)header[19] << 8 | (size_t)header[20] << 16;
    size_t name = (size_t)header[26] | (size_t)header[27] << 8, extra = (size_t)header[28] | (size_t)header[29] << 8;
    size_t content = at + 30 + name + extra;
    if (memcmp(header + 30, "archive/data/", 13) == 0) {
      ck_assert_msg(content % 64 == 0, "%.*s begins at %zu", (int)name, header + 30, content);
      tensors++;
    }
    at = content + stored;
  }
  ck_assert_int_eq(memcmp(bytes + at, "PK\1\2", 4), 0); /* then the directory */
  ck_assert_int_eq(tensors, 8);
  free(bytes);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("round trips");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, every_format_keeps_the_model);
  tcase_add_test(tests, a_chain_of_formats_keeps_every_bit);
  tcase_add_test(tests, the_same_model_gives_the_same_bytes);
  tcase_add_test(tests, no_date_is_inside);
  tcase_add_test(tests, keras_files_keep_the_training);
  tcase_add_test(tests, a_model_only_to_be_used_is_loaded_without_optimizer);
  tcase_add_test(tests, a_file_without_training_says_so);
  tcase_add_test(tests, any_architecture_survives);
  tcase_add_test(tests, like_lends_any_architecture);
  tcase_add_test(tests, a_failed_write_leaves_the_old_file);
  tcase_add_test(tests, tensors_are_aligned);
  return run_tests("round trips of model files", tests);
}
