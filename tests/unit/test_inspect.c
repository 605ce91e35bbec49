/*
 * Looking inside a network: every number here is worked out by hand, on networks of a few
 * weights.
 */
#include "model/inspect.h"

#include "helpers.h"

/* ---- what a value saw ---- */

static Sequential two_convolutions(Padding padding) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 28, .width = 28, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 3, .padding = padding});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 3, .padding = padding});
  ck_assert_int_eq(build(&model, NULL), OK);
  return model;
}

static void check_field(Field field, int top, int left, int bottom, int right) {
  ck_assert_msg(field.top == top && field.left == left && field.bottom == bottom && field.right == right,
                "rows %d to %d, columns %d to %d", field.top, field.bottom, field.left, field.right);
}

/*
 * Row 5 of conv2d_1, same: pooled rows 4 to 6, map rows 8 to 13, pixel rows 7 to 14: eight.
 * Row 0: pooled -1 to 1, map -2 to 3, pixels -3 to 4.
 */
START_TEST(field_of_the_second_layer) {
  Sequential model = two_convolutions(SAME);
  const Functional second = functional(model_inputs(&model), layer_output(&model, 2));
  check_field(receptive_field(&second, 5, 7), 7, 11, 14, 18);
  check_field(receptive_field(&second, 0, 13), -3, 23, 4, 30);
  const Functional first = functional(model_inputs(&model), layer_output(&model, 0));
  check_field(receptive_field(&first, 0, 27), -1, 26, 1, 28);
  sequential_free(&model);
}
END_TEST

/* valid: row r of the first layer sees rows r to r + 2; row 5 of the second: pooled 5 to 7, map 10 to 15, pixels 10 to 17 */
START_TEST(field_without_padding) {
  Sequential model = two_convolutions(VALID);
  const Functional second = functional(model_inputs(&model), layer_output(&model, 2));
  check_field(receptive_field(&second, 5, 0), 10, 0, 17, 7);
  sequential_free(&model);
}
END_TEST

/* stride 2, same, on 28: nothing before the first row, one zero after the last: row 13 sees 26 to 28 */
START_TEST(field_with_stride) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 28, .width = 28, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 1, .kernel_size = 3, .strides = 2, .padding = SAME});
  ck_assert_int_eq(build(&model, NULL), OK);
  const Functional all = functional(model_inputs(&model), layer_output(&model, 0));
  check_field(receptive_field(&all, 13, 0), 26, 0, 28, 2);
  sequential_free(&model);
}
END_TEST

/* ---- the arithmetic of one value ---- */

/* the exercises' image and kernel E, same padding: a zero row below, a zero column right; bias -20 */
static Sequential convolution_of_E(Activation activation) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 3, .width = 3, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 2, .padding = SAME, .activation = activation});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){1, -1, 2, -2, 3, -3, 4, -4}, 8 * sizeof(float));
  memcpy(model.layers[0].bias.value.data, (float[]){-20, 0}, 2 * sizeof(float));
  return model;
}

static float *image_E(void) {
  float *x = new_floats(9);
  memcpy(x, (float[]){1, 2, 0, 0, 3, 1, 4, 1, 1}, 9 * sizeof *x);
  return x;
}

/* row 1, column 0: 0*1 + 3*2 + 4*3 + 1*4 = 22, with the bias 2 */
START_TEST(arithmetic_by_hand) {
  Sequential model = convolution_of_E(RELU);
  float *x = image_E();
  Arithmetic a;
  ck_assert_int_eq(pixel_arithmetic(&model.layers[0], x, 1, 0, 0, &a), OK);
  const float patch[] = {0, 3, 4, 1}, product[] = {0, 6, 12, 4};
  for (int tap = 0; tap < 4; tap++)
    ck_assert(a.patch[tap] == patch[tap] && a.kernel[tap] == (float)(tap + 1) && a.product[tap] == product[tap]);
  ck_assert(a.products_sum == 22 && a.bias == -20 && a.output == 2);
  ck_assert(a.K == 2 && a.top == 1 && a.left == 0);

  /* row 2, column 2 hangs over the edge: 1*1 + three zeros; 1 - 20 is below 0 */
  ck_assert_int_eq(pixel_arithmetic(&model.layers[0], x, 2, 2, 0, &a), OK);
  ck_assert(a.patch[0] == 1 && a.patch[1] == 0 && a.patch[2] == 0 && a.patch[3] == 0);
  ck_assert(a.products_sum == 1 && a.output == 0);
  drop(x);
  sequential_free(&model);
}
END_TEST

START_TEST(arithmetic_without_activation) {
  Sequential model = convolution_of_E(LINEAR);
  float *x = image_E();
  Arithmetic a;
  ck_assert_int_eq(pixel_arithmetic(&model.layers[0], x, 2, 2, 0, &a), OK);
  ck_assert(a.output == -19);
  drop(x);
  sequential_free(&model);
}
END_TEST

/*
 * All sums of filter 0: 17 15 5 / 22 12 4 / 6 3 1; those whose patch holds no zero: row 0, column 1 has one
 * (2 0 / 3 1), row 1, column 1 none (3 1 / 1 1 -> 3 + 2 + 3 + 4 = 12). The largest of all, 22, holds a zero.
 */
START_TEST(the_value_worth_showing) {
  Sequential model = convolution_of_E(LINEAR);
  float *x = image_E();
  Arithmetic a;
  ck_assert_int_eq(strongest_value(&model.layers[0], x, &a), OK);
  ck_assert_int_eq(a.row, 1);
  ck_assert_int_eq(a.column, 1);
  /* filter 0 gives 12 - 20 = -8, filter 1 gives -12 */
  ck_assert_int_eq(a.filter, 0);

  /* with zeros everywhere but one place, simply the largest: 5 * weight 4, at the patch that begins at 0, 0 */
  for (int i = 0; i < 9; i++) x[i] = i == 4 ? 5 : 0;
  ((float *)model.layers[0].bias.value.data)[0] = 0;
  ck_assert_int_eq(strongest_value(&model.layers[0], x, &a), OK);
  ck_assert(a.output == 20 && a.row == 0 && a.column == 0 && a.filter == 0);
  drop(x);
  sequential_free(&model);
}
END_TEST

START_TEST(arithmetic_that_cannot_be_told) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 9, .width = 9, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 9});
  add_flatten(&model);
  ck_assert_int_eq(build(&model, NULL), OK);
  float *x = constant_floats(81, 0);
  Arithmetic a;
  ck_assert_int_eq(pixel_arithmetic(&model.layers[0], x, 0, 0, 0, &a), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "9 x 9"));
  ck_assert_int_eq(pixel_arithmetic(&model.layers[1], x, 0, 0, 0, &a), FAILED);
  drop(x);
  sequential_free(&model);
}
END_TEST

/* ---- what excites a filter ---- */

/* three images of 2 x 2 */
static const uint8_t pixels[] = {0, 51, 0, 0, /**/ 255, 0, 0, 0, /**/ 0, 0, 102, 0};
static const uint8_t labels[] = {0, 1, 2};
static const Dataset three = {.count = 3, .height = 2, .width = 2, .channels = 1, .pixels = pixels, .labels = labels};

/* a kernel of one weight: filter 0 doubles a pixel, filter 1 is never above 0 */
START_TEST(images_that_excite_most) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 1, .activation = RELU});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){2, -1}, 2 * sizeof(float));
  const Functional all = functional(model_inputs(&model), layer_output(&model, 0));

  Excitation *best = malloc(2 * 2 * sizeof *best);
  ck_assert_int_eq(top_excitations(&all, &three, 2, best), OK);
  ck_assert(best[0].value == 2 && best[0].image == 1 && best[0].row == 0 && best[0].column == 0);
  ck_assert_float_eq_tol(best[1].value, 0.8f, 1e-6f); /* 2 * 102 / 255 */
  ck_assert(best[1].image == 2 && best[1].row == 1 && best[1].column == 0);
  ck_assert_int_eq(best[2].image, -1); /* filter 1 answers to nothing */
  ck_assert_int_eq(best[3].image, -1);
  free(best);

  /* a list longer than there are images ends with nothing */
  best = malloc(2 * 5 * sizeof *best);
  ck_assert_int_eq(top_excitations(&all, &three, 5, best), OK);
  ck_assert_float_eq_tol(best[2].value, 0.4f, 1e-6f);
  ck_assert_int_eq(best[3].image, -1);
  free(best);
  sequential_free(&model);
}
END_TEST

/* ---- one filter taken apart ---- */

/*
 * 2 x 2, channels 1..4 and 10..40, two filters, kernel of 2 x 2, valid. Filter 1 has ones: the partial
 * maps are 1+2+3+4 = 10 and 100. Filter 0 has other weights, so that a wrong slice is seen.
 */
START_TEST(partial_maps_by_hand) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 2});
  ck_assert_int_eq(build(&model, NULL), OK);
  float *w = model.layers[0].kernel.value.data;
  for (int i = 0; i < 8; i++) w[2 * i] = (float)(i + 5), w[2 * i + 1] = 1;
  float *x = new_floats(8), *part = new_floats(2);
  memcpy(x, (float[]){1, 10, 2, 20, 3, 30, 4, 40}, 8 * sizeof *x);
  ck_assert_int_eq(partial_maps(&model.layers[0], x, 1, part), OK);
  ck_assert(part[0] == 10 && part[1] == 100);

  /* filter 0, channel 0: weights 5 7 9 11: 5 + 14 + 27 + 44 = 90; channel 1: 6 8 10 12: 60 + 160 + 300 + 480 = 1000 */
  ck_assert_int_eq(partial_maps(&model.layers[0], x, 0, part), OK);
  ck_assert(part[0] == 90 && part[1] == 1000);
  drop(x);
  drop(part);
  sequential_free(&model);
}
END_TEST

/* on odd shapes: partial maps and bias add up to what the layer makes */
START_TEST(partial_maps_add_up) {
  Random random = random_from_seed(7);
  Sequential model = sequential();
  add_input(&model, (Input){.height = 7, .width = 5, .channels = 3});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 3, .padding = SAME});
  ck_assert_int_eq(build(&model, &random), OK);
  float *bias = model.layers[0].bias.value.data;
  bias[2] = 0.25f;
  float *x = new_floats(7 * 5 * 3), *part = new_floats(3 * 7 * 5), *y = new_floats(7 * 5 * 4);
  for (int i = 0; i < 7 * 5 * 3; i++) x[i] = random_uniform(&random);
  ck_assert_int_eq(partial_maps(&model.layers[0], x, 2, part), OK);
  ck_assert_int_eq(predict(&model, 1, x, y), OK);
  for (int i = 0; i < 35; i++)
    ck_assert_float_eq_tol(part[i] + part[35 + i] + part[70 + i] + 0.25f, y[4 * i + 2], 1e-5f);
  drop(x);
  drop(part);
  drop(y);
  sequential_free(&model);
}
END_TEST

/* ---- where the network is wrong ---- */

/* labels 0 1 2; answers 0, 2 and 0 of three classes */
static const float answers[3][3] = {{0.6f, 0.3f, 0.1f}, {0.1f, 0.2f, 0.7f}, {0.9f, 0.05f, 0.05f}};

START_TEST(confusion_by_hand) {
  int(*count)[3] = new_array(9);
  memset(count, 1, 3 * sizeof *count); /* overwritten, not added to */
  confusion_matrix(&three, 3, count, answers);
  const int expected[3][3] = {{1, 0, 0}, {0, 0, 1}, {1, 0, 0}};
  ck_assert_int_eq(memcmp(count, expected, sizeof expected), 0);
  drop(count);
}
END_TEST

START_TEST(surest_mistakes_first) {
  Mistake *mistake = malloc(2 * sizeof *mistake);
  ck_assert_int_eq(surest_mistakes(&three, 3, answers, 2, mistake), 2);
  ck_assert(mistake[0].image == 2 && mistake[0].label == 2 && mistake[0].predicted == 0 &&
            mistake[0].probability == 0.9f);
  ck_assert(mistake[1].image == 1 && mistake[1].predicted == 2 && mistake[1].probability == 0.7f);
  ck_assert_int_eq(surest_mistakes(&three, 3, answers, 1, mistake), 1); /* room for one: the surest */
  ck_assert_int_eq(mistake[0].image, 2);
  free(mistake);
}
END_TEST

/* more images than a batch holds, and a rest: each answer stands at its image */
START_TEST(predictions_of_a_whole_set) {
  enum { IMAGES = 205 };
  uint8_t *many = malloc(IMAGES * 4), *label = calloc(IMAGES, 1);
  for (int n = 0; n < IMAGES; n++) memset(many + 4 * n, n, 4);
  const Dataset set = {.count = IMAGES, .height = 2, .width = 2, .channels = 1, .pixels = many, .labels = label};
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 1});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 2});
  ck_assert_int_eq(build(&model, NULL), OK);
  float *w = model.layers[1].kernel.value.data;
  w[0] = 255; /* unit 0 is the first pixel's byte */
  float *y = new_floats(IMAGES * 2);
  ck_assert_int_eq(predict_set(&model, &set, y), OK);
  for (int n = 0; n < IMAGES; n++) ck_assert_float_eq_tol(y[2 * n], (float)n, 1e-4f);
  free(many);
  free(label);
  drop(y);
  sequential_free(&model);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("inspect");
  TCase *tests = tcase_create("inspect");
  tcase_add_test(tests, field_of_the_second_layer);
  tcase_add_test(tests, field_without_padding);
  tcase_add_test(tests, field_with_stride);
  tcase_add_test(tests, arithmetic_by_hand);
  tcase_add_test(tests, arithmetic_without_activation);
  tcase_add_test(tests, the_value_worth_showing);
  tcase_add_test(tests, arithmetic_that_cannot_be_told);
  tcase_add_test(tests, images_that_excite_most);
  tcase_add_test(tests, partial_maps_by_hand);
  tcase_add_test(tests, partial_maps_add_up);
  tcase_add_test(tests, confusion_by_hand);
  tcase_add_test(tests, surest_mistakes_first);
  tcase_add_test(tests, predictions_of_a_whole_set);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
