/*
 * What the tests of model files share: the fixtures, which make_fixtures.py wrote with
 * h5py and torch, and the numbers recorded with them. The network: 8 x 8 images, Conv2D(4),
 * MaxPooling2D, Conv2D(6), MaxPooling2D, Flatten, Dense(5), Dropout, Dense(3).
 */
#ifndef TESTS_FIXTURES_H
#define TESTS_FIXTURES_H

#include "../unit/helpers.h"
#undef fail /* an old name of Check's, and the name of ours */
#include "../unit/temporary.h"
#include "files/contents.h"
#include "files/model_file.h"

enum { PIXELS = 64, ANSWERS = 3, STEP = 1234 };

static inline const char *fixture(const char *name) {
  static char path[256];
  snprintf(path, sizeof path, "tests/files/fixtures/%s", name);
  return path;
}

/* the numbers of one line after the other, from a text file of the fixtures */
static inline FILE *open_numbers(const char *name) {
  FILE *file = fopen(fixture(name), "r");
  ck_assert_msg(file != NULL, "%s is missing: the tests run in the project's folder", fixture(name));
  return file;
}

static inline void read_numbers(FILE *file, size_t count, float *numbers) {
  for (size_t m = 0; m < count; m++) ck_assert_int_eq(fscanf(file, "%f", &numbers[m]), 1);
}

/* fails unless the tensor has the next numbers of the file, bit for bit */
static inline void check_tensor(const char *what, const Tensor *tensor, FILE *file) {
  size_t count = tensor_count(tensor);
  ck_assert_msg(count > 0, "%s is empty", what);
  float *expected = new_floats(count);
  read_numbers(file, count, expected);
  check_floats(what, count, tensor->data, expected, 0);
  drop(expected);
}

/* the weights are those of this text file of the fixtures, bit for bit */
static inline void check_weights_of(const Sequential *model, const char *name) {
  FILE *file = open_numbers(name);
  for (int i = 0; i < model->layer_count; i++) {
    if (!model->layers[i].kernel.value.data) continue;
    check_tensor(model->layers[i].name, &model->layers[i].kernel.value, file);
    check_tensor(model->layers[i].name, &model->layers[i].bias.value, file);
  }
  float surplus;
  ck_assert_int_eq(fscanf(file, "%f", &surplus), EOF);
  fclose(file);
}

static inline void check_weights(const Sequential *model) { check_weights_of(model, "weights.txt"); }

/* the optimizer's averages are those of the fixtures, bit for bit */
static inline void check_adam(const Sequential *model) {
  ck_assert(model->compiled);
  ck_assert_int_eq(model->step, STEP);
  ck_assert_float_eq(model->adam.learning_rate, 0.001f);
  ck_assert_float_eq(model->adam.epsilon, 1e-7f);
  FILE *file = open_numbers("adam.txt");
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!layer->kernel.value.data) continue;
    check_tensor(layer->name, &layer->kernel.m, file);
    check_tensor(layer->name, &layer->kernel.v, file);
    check_tensor(layer->name, &layer->bias.m, file);
    check_tensor(layer->name, &layer->bias.v, file);
  }
  fclose(file);
}

/* the model answers as torch did */
static inline void check_answers(Sequential *model) {
  FILE *file = open_numbers("expected.txt");
  for (int n = 0; n < 2; n++) {
    float *image = new_floats(PIXELS), *expected = new_floats(ANSWERS), *found = new_floats(ANSWERS);
    read_numbers(file, PIXELS, image);
    read_numbers(file, ANSWERS, expected);
    ck_assert_int_eq(predict(model, 1, image, found), OK);
    check_floats("answer", ANSWERS, found, expected, 1e-6);
    drop(image), drop(expected), drop(found);
  }
  fclose(file);
}

/* all figures of an epoch but its seconds */
static inline void check_same_logs(const EpochLogs *found, const EpochLogs *expected) {
  ck_assert_int_eq(found->epoch, expected->epoch);
  ck_assert_double_eq(found->loss, expected->loss);
  ck_assert_double_eq(found->accuracy, expected->accuracy);
  ck_assert_double_eq(found->val_loss, expected->val_loss);
  ck_assert_double_eq(found->val_accuracy, expected->val_accuracy);
}

/* the bytes of a file, the caller's to free() */
static inline unsigned char *bytes_of(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  ck_assert_msg(file != NULL, "%s cannot be read", path);
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  unsigned char *bytes = malloc(*size + 1);
  ck_assert_uint_eq(fread(bytes, 1, *size, file), *size);
  fclose(file);
  return bytes;
}

#endif
