/*
 * Keras's configurations: what this library has is read as it stands, anything else is
 * refused with the layer, the setting, what was found and what is taken.
 */
#include <stdarg.h>

#include "../unit/helpers.h"
#undef fail /* an old name of Check's, and the name of ours */
#include "../unit/temporary.h"
#include "files/architecture.h"

static Description description;

/* a Sequential of these layers, written in JSON with ' for " */
static Status read_layers(const char *layers) {
  char text[4096];
  snprintf(text, sizeof text, "{'class_name': 'Sequential', 'config': {'name': 'm', 'layers': [%s]}}", layers);
  for (char *c = text; *c; c++)
    if (*c == '\'') *c = '"';
  memset(&description, 0, sizeof description);
  if (architecture_read(text, &description) != OK) return FAILED;
  return description_check(&description);
}

#define INPUT "{'class_name': 'InputLayer', 'config': {'batch_shape': [null, 8, 8, 1], 'name': 'in'}}"
#define LAYER(class, settings) "{'class_name': '" class "', 'config': {'name': 'l', " settings "}}"
#define CONV2D(changed) LAYER("Conv2D", changed "'filters': 4, 'kernel_size': [3, 3], 'strides': [1, 1], 'padding': 'same'")
#define DENSE(changed) LAYER("Dense", changed "'units': 4, 'activation': 'relu'")
#define TAKEN(layers) ck_assert_msg(read_layers(layers) == OK, "%s", error_message())
#define REFUSED(layers, ...)                                                  \
  do {                                                                        \
    ck_assert_int_eq(read_layers(layers), FAILED);                            \
    check_words_in(error_message(), (const char *const[]){__VA_ARGS__, NULL}); \
  } while (0)

START_TEST(settings_are_read) {
  TAKEN(INPUT ", " LAYER("Conv2D", "'filters': 6, 'kernel_size': 5, 'strides': [2, 2], 'padding': 'valid', 'activation': null"));
  const Conv2D *conv2d = &description.layers[0].conv2d;
  ck_assert_int_eq(conv2d->filters, 6);
  ck_assert_int_eq(conv2d->kernel_size, 5);
  ck_assert_int_eq(conv2d->strides, 2);
  ck_assert_int_eq(conv2d->padding, VALID);
  ck_assert_int_eq(conv2d->activation, LINEAR);
  ck_assert_str_eq(description.input_name, "in");

  TAKEN(INPUT ", " LAYER("MaxPooling2D", "'pool_size': [3, 3], 'padding': 'same', 'strides': null"));
  ck_assert_int_eq(description.layers[0].pooling.pool_size, 3);
  ck_assert_int_eq(description.layers[0].pooling.strides, 3); /* Keras's default */
  ck_assert_int_eq(description.layers[0].pooling.padding, SAME);

  TAKEN(INPUT ", " LAYER("Dropout", "'rate': 0.25"));
  ck_assert_float_eq(description.layers[0].dropout.rate, 0.25f);
  ck_assert_int_eq(description.has_optimizer, false);
}
END_TEST

START_TEST(settings_that_make_no_difference) {
  TAKEN(INPUT ", " CONV2D("'data_format': 'channels_last', 'dilation_rate': [1, 1], 'groups': 1, 'use_bias': true, "
                          "'trainable': true, 'dtype': 'float32', 'kernel_regularizer': null, "
                          "'kernel_initializer': {'class_name': 'HeNormal'}, 'activation': 'linear', "));
  TAKEN(INPUT ", " CONV2D("'dtype': {'class_name': 'DTypePolicy', 'config': {'name': 'float32'}}, "));
  TAKEN(INPUT ", " CONV2D("'activation': {'class_name': 'function', 'config': 'relu'}, "));
  ck_assert_int_eq(description.layers[0].conv2d.activation, RELU);
}
END_TEST

START_TEST(settings_that_are_not_here) {
  REFUSED(INPUT ", " CONV2D("'activation': 'tanh', "), "'l' (Conv2D)", "activation is \"tanh\"", "\"relu\"");
  REFUSED(INPUT ", " CONV2D("'data_format': 'channels_first', "), "data_format", "channels_first", "channels_last");
  REFUSED(INPUT ", " CONV2D("'dtype': 'float16', "), "dtype is \"float16\"", "float32");
  REFUSED(INPUT ", " CONV2D("'dtype': {'config': {'name': 'mixed_float16'}}, "), "mixed_float16");
  REFUSED(INPUT ", " CONV2D("'use_bias': false, "), "use_bias is false", "true");
  REFUSED(INPUT ", " CONV2D("'groups': 2, "), "groups is 2");
  REFUSED(INPUT ", " CONV2D("'dilation_rate': [2, 2], "), "dilation_rate is [2,2]");
  REFUSED(INPUT ", " CONV2D("'trainable': false, "), "trainable is false");
  REFUSED(INPUT ", " CONV2D("'kernel_regularizer': {'class_name': 'L2'}, "), "kernel_regularizer", "L2");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 4, 'kernel_size': [3, 5], 'strides': [1, 1], 'padding': 'same'"),
          "kernel_size is [3,5]", "same size along both axes");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 4, 'kernel_size': 3, 'strides': 1, 'padding': 'causal'"), "causal",
          "\"valid\" or \"same\"");
  REFUSED(INPUT ", " LAYER("Dropout", "'rate': 0.5, 'noise_shape': [1]"), "noise_shape");
}
END_TEST

START_TEST(values_out_of_range) {
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 0, 'kernel_size': 3, 'strides': 1, 'padding': 'same'"), "filters is 0");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 1e999, 'kernel_size': 3, 'strides': 1, 'padding': 'same'"), "filters");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 2.5, 'kernel_size': 3, 'strides': 1, 'padding': 'same'"), "filters is 2.5");
  REFUSED(INPUT ", " LAYER("Conv2D", "'kernel_size': 3, 'strides': 1, 'padding': 'same'"), "filters is nothing");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 4, 'kernel_size': [], 'strides': 1, 'padding': 'same'"), "kernel_size is []");
  REFUSED(INPUT ", " LAYER("Dropout", "'rate': 1"), "rate is 1");
  REFUSED(INPUT ", " LAYER("Dropout", "'rate': -0.1"), "rate is -0.1");
  REFUSED(INPUT ", " LAYER("Dropout", "'rate': 0.99999999999"), "rate"); /* 1 as a float */
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 65536, 'kernel_size': 65536, 'strides': 1, 'padding': 'same'"), "more than");
}
END_TEST

START_TEST(layers_that_do_not_fit) {
  REFUSED(INPUT ", " LAYER("BatchNormalization", "'axis': 3"), "'l' is of class BatchNormalization", "Conv2D, MaxPooling2D");
  REFUSED(INPUT ", " DENSE(""), "Dense needs a flat input");
  REFUSED(INPUT ", " LAYER("Conv2D", "'filters': 4, 'kernel_size': 9, 'strides': 1, 'padding': 'valid'"), "9x9", "8x8");
  REFUSED(INPUT ", " CONV2D("") ", " CONV2D(""), "two of its layers are named 'l'");
  REFUSED(INPUT ", {'class_name': 'Conv2D'}", "layer 1", "damaged");
  REFUSED(INPUT ", 7", "damaged");
  REFUSED(INPUT, "no layers");
  REFUSED("", "no layers");
  REFUSED(CONV2D(""), "how large its input is");
  REFUSED("{'class_name': 'InputLayer', 'config': {'batch_shape': [null, null, 8, 1]}}, " CONV2D(""), "not fixed");
  REFUSED("{'class_name': 'InputLayer', 'config': {'batch_shape': [null]}}, " CONV2D(""), "0 axes");
  REFUSED("{'class_name': 'InputLayer', 'config': {'batch_shape': [null, 8, 8, 1], 'dtype': 'int32'}}, " CONV2D(""), "int32");
}
END_TEST

START_TEST(where_the_input_may_stand) {
  TAKEN(CONV2D("'batch_input_shape': [null, 8, 8, 1], "));
  ck_assert(shape_equal(description.input_shape, (Shape){3, {8, 8, 1}}));
  TAKEN("{'class_name': 'Flatten', 'config': {'name': 'f', 'batch_input_shape': [null, 28, 28]}}, " DENSE(""));
  ck_assert(shape_equal(description.input_shape, (Shape){2, {28, 28}}));
  TAKEN(DENSE("'batch_input_shape': [null, 784], "));
  ck_assert(shape_equal(description.input_shape, (Shape){1, {784}}));
  TAKEN("{'class_name': 'Dense', 'config': {'name': 'd', 'units': 2}, 'build_config': {'input_shape': [null, 6]}}");
  ck_assert(shape_equal(description.input_shape, (Shape){1, {6}}));
}
END_TEST

START_TEST(what_is_no_sequential) {
  static const char *const texts[] = {"", "{", "[]", "7", "{\"class_name\": \"Functional\", \"config\": {}}",
                                      "{\"class_name\": \"Sequential\", \"config\": 3}"};
  static const char *const words[] = {"JSON", "JSON", "not that of a Keras model", "not that of a Keras model",
                                      "Functional model", "no layers"};
  for (int i = 0; i < 6; i++) {
    ck_assert_int_eq(architecture_read(texts[i], &description), FAILED);
    check_words_in(error_message(), (const char *const[]){words[i], NULL});
  }
}
END_TEST

/* nested as deep as a stack goes, to a parser that calls itself */
START_TEST(a_deep_nest) {
  char *text = malloc(1 << 20);
  memset(text, '[', (1 << 20) - 1);
  text[(1 << 20) - 1] = '\0';
  ck_assert_int_eq(architecture_read(text, &description), FAILED);
  free(text);
}
END_TEST

/* a training configuration, after a model that ends with softmax */
static bool adam_is_taken(const char *optimizer, const char *loss) {
  char text[1024];
  snprintf(text, sizeof text, "{'optimizer_config': %s, 'loss': %s}", optimizer, loss);
  for (char *c = text; *c; c++)
    if (*c == '\'') *c = '"';
  description = (Description){.layer_count = 1, .layers = {{.kind = DENSE, .dense = {.units = 3, .activation = SOFTMAX}}}};
  ck_assert_int_eq(training_config_read(text, &description), OK);
  ck_assert_int_eq(description.note[0] == '\0', description.has_optimizer);
  return description.has_optimizer;
}

START_TEST(only_a_plain_adam_goes_on) {
#define ADAM(more) "{'class_name': 'Adam', 'config': {" more "'learning_rate': 0.01, 'beta_1': 0.8, 'beta_2': 0.9, 'epsilon': 1e-7}}"
  const char *loss = "'sparse_categorical_crossentropy'";
  ck_assert(adam_is_taken(ADAM(""), loss));
  ck_assert_float_eq(description.adam.learning_rate, 0.01f);
  ck_assert_float_eq(description.adam.beta_1, 0.8f);
  ck_assert_float_eq(description.adam.beta_2, 0.9f);
  ck_assert(adam_is_taken(ADAM("'weight_decay': null, 'amsgrad': false, 'decay': 0.0, "), loss));
  ck_assert(adam_is_taken(ADAM(""), "{'class_name': 'SparseCategoricalCrossentropy', 'config': {'from_logits': false}}"));
  ck_assert(!adam_is_taken(ADAM(""), "{'class_name': 'SparseCategoricalCrossentropy', 'config': {'from_logits': true}}"));
  ck_assert(!adam_is_taken(ADAM("'amsgrad': true, "), loss));
  ck_assert(!adam_is_taken(ADAM("'weight_decay': 0.01, "), loss));
  ck_assert(!adam_is_taken(ADAM("'clipnorm': 1.0, "), loss));
  ck_assert(!adam_is_taken(ADAM(""), "'mse'"));
  ck_assert(!adam_is_taken("{'class_name': 'SGD', 'config': {'learning_rate': 0.01}}", loss));
  ck_assert(!adam_is_taken("{'class_name': 'Adam', 'config': {'learning_rate': {'class_name': 'ExponentialDecay'}}}", loss));
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("architecture");
  tcase_add_test(tests, settings_are_read);
  tcase_add_test(tests, settings_that_make_no_difference);
  tcase_add_test(tests, settings_that_are_not_here);
  tcase_add_test(tests, values_out_of_range);
  tcase_add_test(tests, layers_that_do_not_fit);
  tcase_add_test(tests, where_the_input_may_stand);
  tcase_add_test(tests, what_is_no_sequential);
  tcase_add_test(tests, a_deep_nest);
  tcase_add_test(tests, only_a_plain_adam_goes_on);
  return run_tests("architecture", tests);
}
