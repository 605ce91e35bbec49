/*
 * The model as a whole: shapes and counts of the book's network, Keras's table, and the
 * gradients of all layers together.
 */
#include <check.h>
#undef fail /* an old name of Check's, and the name of ours */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chapter.h"

/* the book's numbers, section 8-2: layer, class, shape of one image, parameters */
static const struct {
  const char *name, *class, *shape;
  size_t parameters;
} book[] = {
  {"conv2d", "Conv2D", "(28, 28, 32)", 320}, /* 3*3*1*32 + 32 */
  {"max_pooling2d", "MaxPooling2D", "(14, 14, 32)", 0},
  {"conv2d_1", "Conv2D", "(14, 14, 64)", 18496}, /* 3*3*32*64 + 64 */
  {"max_pooling2d_1", "MaxPooling2D", "(7, 7, 64)", 0},
  {"flatten", "Flatten", "(3136,)", 0},
  {"dense", "Dense", "(100,)", 313700}, /* 3136*100 + 100 */
  {"dropout", "Dropout", "(100,)", 0},
  {"dense_1", "Dense", "(10,)", 1010}, /* 100*10 + 10 */
};

START_TEST(the_books_layers) {
  Random random = random_from_seed(42);
  Sequential model;
  ck_assert_int_eq(book_model(&model, 0.4f, &random), OK);
  ck_assert_int_eq(model.layer_count, 8);
  for (int i = 0; i < 8; i++) {
    const Layer *layer = &model.layers[i];
    char text[64];
    ck_assert_str_eq(layer->name, book[i].name);
    ck_assert_str_eq(layer_class(layer->kind), book[i].class);
    ck_assert_str_eq(shape_text(layer->output_shape, sizeof text, text), book[i].shape);
    ck_assert_uint_eq(layer_parameter_count(layer), book[i].parameters);
    ck_assert_ptr_eq(get_layer(&model, book[i].name), layer);
  }
  ck_assert_uint_eq(parameter_count(&model), 333526);
  ck_assert_ptr_null(get_layer(&model, "conv2d_2"));
  sequential_free(&model);
}
END_TEST

START_TEST(the_first_weights_are_glorot_uniform_and_the_biases_zero) {
  Random random = random_from_seed(42);
  Sequential model;
  ck_assert_int_eq(book_model(&model, 0.4f, &random), OK);
  const struct {
    const char *name;
    double limit;
  } limits[] = {
    {"conv2d", 0.142134},   /* sqrt(6 / (3*3*1 + 3*3*32)) = sqrt(6 / 297), as the book's page says */
    {"conv2d_1", 0.083333}, /* sqrt(6 / (288 + 576)) = sqrt(1 / 144) */
    {"dense", 0.043060},    /* sqrt(6 / (3136 + 100)) */
    {"dense_1", 0.233550},  /* sqrt(6 / (100 + 10)) */
  };
  for (int k = 0; k < 4; k++) {
    const Layer *layer = get_layer(&model, limits[k].name);
    size_t count = tensor_count(&layer->kernel.value);
    const float *w = layer->kernel.value.data, *b = layer->bias.value.data;
    double largest = 0, sum = 0, squares = 0;
    for (size_t m = 0; m < count; m++) {
      largest = fmax(largest, fabs((double)w[m]));
      sum += (double)w[m];
      squares += (double)w[m] * (double)w[m];
    }
    double n = (double)count, limit = limits[k].limit;
    ck_assert_double_le(largest, limit + 1e-6);
    ck_assert_double_ge(largest, limit * (1 - 20 / n));          /* one of n draws comes this near the end */
    ck_assert_double_le(fabs(sum / n), 5 * limit / sqrt(3 * n)); /* five standard errors */
    ck_assert_double_eq_tol(sqrt(squares / n), limit / sqrt(3), 5 * limit / sqrt(3 * n));
    for (size_t m = 0; m < tensor_count(&layer->bias.value); m++) ck_assert_float_eq(b[m], 0);
  }
  sequential_free(&model);
}
END_TEST

START_TEST(summary_is_keras_table) {
  Sequential model;
  ck_assert_int_eq(book_model(&model, 0.4f, NULL), OK);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  summary(&model, out);
  fclose(out);
  const char *expected[] = {
    "Model: \"sequential\"\n",
    " conv2d (Conv2D)                  (None, 28, 28, 32)      320\n",
    " max_pooling2d (MaxPooling2D)     (None, 14, 14, 32)      0\n",
    " conv2d_1 (Conv2D)                (None, 14, 14, 64)      18,496\n",
    " max_pooling2d_1 (MaxPooling2D)   (None, 7, 7, 64)        0\n",
    " flatten (Flatten)                (None, 3136)            0\n",
    " dense (Dense)                    (None, 100)             313,700\n",
    " dropout (Dropout)                (None, 100)             0\n",
    " dense_1 (Dense)                  (None, 10)              1,010\n",
    "Total params: 333,526 (1.27 MB)\n",
    "Trainable params: 333,526 (1.27 MB)\n",
    "Non-trainable params: 0 (0.00 B)\n",
  };
  const char *from = text;
  for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
    from = strstr(from, expected[i]);
    ck_assert_msg(from != NULL, "not in the table, or not in its order: %s", expected[i]);
  }
  free(text);
  sequential_free(&model);
}
END_TEST

START_TEST(chapter_7s_dense_network_has_79510_parameters) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 28, .width = 28});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 100, .activation = RELU});
  add_dropout(&model, (Dropout){.rate = 0.3f});
  add_dense(&model, (Dense){.units = 10, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, NULL), OK);
  ck_assert_uint_eq(parameter_count(&model), 79510); /* 784*100 + 100 + 100*10 + 10 */
  sequential_free(&model);
}
END_TEST

/* what does not fit is said with the layer's name */
START_TEST(layers_that_do_not_fit_are_refused) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 4, .width = 4, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 5});
  ck_assert_int_eq(build(&model, NULL), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "layer conv2d: a window of 5x5 does not fit into an image of 4x4"));

  model = sequential();
  add_input(&model, (Input){.height = 4, .width = 4, .channels = 1});
  add_dense(&model, (Dense){.units = 3});
  ck_assert_int_eq(build(&model, NULL), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "put Flatten before it"));

  model = sequential();
  add_input(&model, (Input){.units = 4});
  add_dropout(&model, (Dropout){.rate = 1});
  ck_assert_int_eq(build(&model, NULL), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "layer dropout: the dropout rate"));
}
END_TEST

/* Flatten keeps the order height, width, channel: (3, 2, 5) of (7, 7, 64) is number (3*7 + 2)*64 + 5 = 1477 */
START_TEST(flatten_keeps_the_order_height_width_channel) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 7, .width = 7, .channels = 64});
  add_flatten(&model);
  ck_assert_int_eq(build(&model, NULL), OK);
  float(*x)[7][7][64] = calloc(1, sizeof *x);
  (*x)[3][2][5] = 1;
  const float *y = forward(&model, 1, &(*x)[0][0][0], false, NULL);
  for (int m = 0; m < 3136; m++) ck_assert_float_eq(y[m], m == 1477 ? 1 : 0);
  free(x);
  sequential_free(&model);
}
END_TEST

/* ---- the whole network against central differences ---- */

enum { IMAGES = 5, PIXELS = 9 * 7 * 2, NETWORK_CLASSES = 3 };

/* small, with every kind of layer, odd sizes, overlapping windows, a stride and both paddings */
static Sequential small_network(Random *random) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 9, .width = 7, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 3, .kernel_size = 3, .padding = SAME, .activation = RELU});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 3, .strides = 2});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 2, .strides = 2, .padding = SAME});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 6, .activation = RELU});
  add_dropout(&model, (Dropout){.rate = 0.25f});
  add_dense(&model, (Dense){.units = 3, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, random), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK);
  return model;
}

/* the batch's mean loss, always with the same draws of dropout; log(sum of exp) worked out here, in double */
static double mean_loss(Sequential *model, const float *x, const int *label, Random draws) {
  ck_assert_ptr_nonnull(forward(model, IMAGES, x, true, &draws));
  const float *z = model->layers[model->layer_count - 1].logits.data;
  double sum = 0;
  for (int n = 0; n < IMAGES; n++) {
    double total = 0;
    for (int u = 0; u < NETWORK_CLASSES; u++) total += exp((double)z[n * NETWORK_CLASSES + u]);
    sum += log(total) - (double)z[n * NETWORK_CLASSES + label[n]];
  }
  return sum / IMAGES;
}

/* the slope of the loss along weight m, from `step` to each side */
static double slope_at(Sequential *model, float *w, float step, const float *x, const int *label, Random draws) {
  float kept = *w;
  *w = kept + step;
  double above = mean_loss(model, x, label, draws), width = (double)*w;
  *w = kept - step;
  double below = mean_loss(model, x, label, draws);
  width -= (double)*w;
  *w = kept;
  return (above - below) / width;
}

/*
 * Now and then a step crosses a kink of ReLU or changes the winner of a window; there the
 * slope is no gradient. Half the step then gives another slope, so such weights are told
 * by two steps that disagree, and left out; they must stay few.
 */
static const double disagreement = 2e-3, tolerance = 5e-3; /* of the largest slope; seen: 1e-5, and 2e-3 near a kink */

/* the largest difference between a parameter's gradients and its slopes, relative to the largest slope */
static double worst_gradient(Sequential *model, Parameter *parameter, const float *x, const int *label, Random draws) {
  size_t count = tensor_count(&parameter->value), kinks = 0;
  float *w = parameter->value.data;
  const float *g = parameter->gradient.data;
  double *slope = malloc(count * sizeof(double)), *half = malloc(count * sizeof(double)), worst = 0, largest = 0;
  for (size_t m = 0; m < count; m++) {
    slope[m] = slope_at(model, w + m, 1e-2f, x, label, draws);
    half[m] = slope_at(model, w + m, 5e-3f, x, label, draws);
    largest = fmax(largest, fabs(slope[m]));
  }
  for (size_t m = 0; m < count; m++) {
    if (fabs(slope[m] - half[m]) > disagreement * largest)
      kinks++;
    else
      worst = fmax(worst, fabs(slope[m] - (double)g[m]));
  }
  ck_assert_uint_le(kinks, count / 2);
  free(slope), free(half);
  return worst / largest;
}

/* how many weighted layers have a kernel whose gradient is refused; biases are held to the same */
static int refused_layers(Sequential *model, const char *planted) {
  Random random = random_from_seed(7);
  float *x = malloc(sizeof(float) * IMAGES * PIXELS);
  int label[IMAGES] = {0, 1, 2, 1, 0};
  float loss[IMAGES];
  for (int m = 0; m < IMAGES * PIXELS; m++) x[m] = random_uniform(&random);
  Random draws = random, used = random;
  ck_assert_ptr_nonnull(forward(model, IMAGES, x, true, &used));
  backward(model, IMAGES, label, loss);

  int refused = 0;
  for (int i = 0; i < model->layer_count; i++) {
    Layer *layer = &model->layers[i];
    if (layer_parameter_count(layer) == 0) continue;
    float *g = layer->kernel.gradient.data;
    if (planted && strcmp(layer->name, planted) == 0) /* as if one image of five had been forgotten */
      for (size_t m = 0; m < tensor_count(&layer->kernel.gradient); m++) g[m] *= 0.8f;
    double kernel = worst_gradient(model, &layer->kernel, x, label, draws);
    double bias = worst_gradient(model, &layer->bias, x, label, draws);
    printf("%s: kernel %.2g, bias %.2g\n", layer->name, kernel, bias);
    refused += kernel > tolerance || bias > tolerance;
  }
  free(x);
  return refused;
}

START_TEST(all_gradients_are_the_slopes_of_the_loss) {
  Random random = random_from_seed(3);
  Sequential model = small_network(&random);
  ck_assert_int_eq(refused_layers(&model, NULL), 0);
  sequential_free(&model);
}
END_TEST

START_TEST(a_planted_mistake_is_seen) {
  Random random = random_from_seed(3);
  Sequential model = small_network(&random);
  ck_assert_int_eq(refused_layers(&model, "conv2d_1"), 1);
  sequential_free(&model);
}
END_TEST

/*
 * Adam through the model, by its formula (adam.h), with settings that cannot be mistaken for each other. One image x = 1
 * of class 0, two units: p from the logits w0, w1 (biases learn alike), gradients p0 - 1 and p1.
 */
START_TEST(update_is_adam_with_the_models_settings) {
  const double rate = 0.1, beta_1 = 0.5, beta_2 = 0.75, epsilon = 0.125;
  Sequential model = sequential();
  add_input(&model, (Input){.units = 1});
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, NULL), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK); /* Keras's defaults */
  ck_assert(model.adam.learning_rate == 0.001f && model.adam.beta_1 == 0.9f && model.adam.beta_2 == 0.999f);
  ck_assert(model.adam.epsilon == 1e-7f);
  ck_assert_int_eq(compile(&model, (Adam){(float)rate, (float)beta_1, (float)beta_2, (float)epsilon}), OK);

  const float x[1] = {1}, *kernel = model.layers[0].kernel.value.data, *bias = model.layers[0].bias.value.data;
  const int label[1] = {0};
  double w[2] = {0}, m[2] = {0}, v[2] = {0};
  Random random = random_from_seed(1);
  for (int t = 1; t <= 3; t++) {
    float loss[1];
    ck_assert_ptr_nonnull(forward(&model, 1, x, true, &random));
    backward(&model, 1, label, loss);
    update(&model);

    double p1 = 1 / (1 + exp(2 * w[0] - 2 * w[1])), g[2] = {-p1, p1}; /* kernel and bias are the same number twice */
    ck_assert_double_eq_tol((double)loss[0], -log(1 - p1), 1e-6);
    for (int u = 0; u < 2; u++) {
      m[u] = beta_1 * m[u] + (1 - beta_1) * g[u];
      v[u] = beta_2 * v[u] + (1 - beta_2) * g[u] * g[u];
      w[u] -= rate * sqrt(1 - pow(beta_2, t)) / (1 - pow(beta_1, t)) * m[u] / (sqrt(v[u]) + epsilon);
      ck_assert_double_eq_tol((double)kernel[u], w[u], 1e-6);
      ck_assert_double_eq_tol((double)bias[u], w[u], 1e-6);
    }
  }
  sequential_free(&model);
}
END_TEST

/* dropout does nothing when the network is used, and something in training */
START_TEST(dropout_only_in_training) {
  Sequential model = sequential();
  add_input(&model, (Input){.units = 1000});
  add_dropout(&model, (Dropout){.rate = 0.4f});
  ck_assert_int_eq(build(&model, NULL), OK);
  float *x = malloc(1000 * sizeof(float));
  for (int m = 0; m < 1000; m++) x[m] = 3;
  const float *used = forward(&model, 1, x, false, NULL);
  for (int m = 0; m < 1000; m++) ck_assert_float_eq(used[m], 3);

  Random random = random_from_seed(1);
  const float *trained = forward(&model, 1, x, true, &random);
  int dropped = 0;
  for (int m = 0; m < 1000; m++) {
    dropped += trained[m] == 0;
    if (trained[m] != 0) ck_assert_float_eq_tol(trained[m], 5, 1e-5f); /* 3 / (1 - 0.4) = 5 */
  }
  ck_assert_int_ge(dropped, 400 - 78); /* five times sqrt(1000 * 0.4 * 0.6) = 15.5 */
  ck_assert_int_le(dropped, 400 + 78);
  free(x);
  sequential_free(&model);
}
END_TEST

/* predict in batches of 32 gives what one image at a time gives */
START_TEST(predict_goes_through_all_images) {
  Random random = random_from_seed(5);
  Sequential model = small_network(&random);
  enum { MANY = 71 };
  float *x = malloc(sizeof(float) * MANY * PIXELS);
  float *together = malloc(sizeof(float) * MANY * NETWORK_CLASSES), *alone = malloc(sizeof(float) * NETWORK_CLASSES);
  for (int m = 0; m < MANY * PIXELS; m++) x[m] = random_uniform(&random);
  ck_assert_int_eq(predict(&model, MANY, x, together), OK);
  for (int n = 0; n < MANY; n++) {
    ck_assert_int_eq(predict(&model, 1, x + n * PIXELS, alone), OK);
    ck_assert_mem_eq(alone, together + n * NETWORK_CLASSES, sizeof(float) * NETWORK_CLASSES);
  }
  free(x), free(together), free(alone);
  sequential_free(&model);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("sequential");
  TCase *tests = tcase_create("model");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, the_books_layers);
  tcase_add_test(tests, the_first_weights_are_glorot_uniform_and_the_biases_zero);
  tcase_add_test(tests, summary_is_keras_table);
  tcase_add_test(tests, chapter_7s_dense_network_has_79510_parameters);
  tcase_add_test(tests, layers_that_do_not_fit_are_refused);
  tcase_add_test(tests, flatten_keeps_the_order_height_width_channel);
  tcase_add_test(tests, all_gradients_are_the_slopes_of_the_loss);
  tcase_add_test(tests, a_planted_mistake_is_seen);
  tcase_add_test(tests, update_is_adam_with_the_models_settings);
  tcase_add_test(tests, dropout_only_in_training);
  tcase_add_test(tests, predict_goes_through_all_images);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
