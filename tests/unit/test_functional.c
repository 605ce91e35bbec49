/*
 * The functional API: parts of a network, against maps worked out by hand, and against
 * the network as a whole.
 */
#include "model/functional.h"

#include <signal.h>

#include "helpers.h"

/*
 * The image of the exercises through two filters, valid, bias 0 and -8, then ReLU:
 *
 *   x: 1 2 0   filter 0: 1 2   map 0: 1*1+2*2+0*3+3*4 = 17  2*1+0*2+3*3+1*4 = 15
 *      0 3 1             3 4          0*1+3*2+4*3+1*4 = 22  3*1+1*2+1*3+1*4 = 12
 *      4 1 1   filter 1: half of it, so 8.5 7.5 / 11 6, minus 8: 0.5 0 / 3 0 after ReLU
 *
 * Pooling of 2x2 leaves 22 and 3; Dense with w = {{1, 0}, {2, -1}}, b = {0.5, 0}: 22 + 6 + 0.5 = 28.5 and -3.
 */
static Sequential tiny_model(void) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 3, .width = 3, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 2, .activation = RELU});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_flatten(&model);
  add_dropout(&model, (Dropout){.rate = 0.5f});
  add_dense(&model, (Dense){.units = 2});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){1, 0.5f, 2, 1, 3, 1.5f, 4, 2}, 8 * sizeof(float));
  memcpy(model.layers[0].bias.value.data, (float[]){0, -8}, 2 * sizeof(float));
  memcpy(model.layers[4].kernel.value.data, (float[]){1, 0, 2, -1}, 4 * sizeof(float));
  memcpy(model.layers[4].bias.value.data, (float[]){0.5f, 0}, 2 * sizeof(float));
  return model;
}

static float *image(int copies) {
  float *x = new_floats((size_t)copies * 9);
  for (int n = 0; n < copies; n++) memcpy(x + 9 * n, (float[]){1, 2, 0, 0, 3, 1, 4, 1, 1}, 9 * sizeof *x);
  return x;
}

static void check_values(int n, const float *y, const float expected[n]) {
  for (int i = 0; i < n; i++)
    ck_assert_msg(y[i] == expected[i], "value %d: %g, expected %g", i, (double)y[i], (double)expected[i]);
}

START_TEST(feature_maps_by_hand) {
  Sequential model = tiny_model();
  const Functional acti = functional(model_inputs(&model), layer_output(&model, 0));
  float *x = image(1), *maps = new_floats(8);
  ck_assert_int_eq(functional_predict(&acti, 1, x, maps), OK);
  check_values(8, maps, (float[]){17, 0.5f, 15, 0, 22, 3, 12, 0}); /* both filters of a place stand together */
  drop(x);
  drop(maps);
  sequential_free(&model);
}
END_TEST

START_TEST(each_end_by_index_and_by_name) {
  Sequential model = tiny_model();
  float *x = image(1);
  const struct {
    const char *name;
    int count;
    float expected[4];
  } ends[] = {
      {"max_pooling2d", 2, {22, 3}}, {"flatten", 2, {22, 3}}, {"dropout", 2, {22, 3}}, {"dense", 2, {28.5f, -3}}};
  for (int n = 0; n < 4; n++) {
    KerasTensor end;
    ck_assert_int_eq(named_layer_output(&model, ends[n].name, &end), OK);
    ck_assert_int_eq(end.after, layer_output(&model, n + 1).after);
    const Functional part = functional(model_inputs(&model), end);
    ck_assert_uint_eq(shape_count(keras_tensor_shape(part.outputs)), (size_t)ends[n].count);
    float *y = new_floats((size_t)ends[n].count);
    ck_assert_int_eq(functional_predict(&part, 1, x, y), OK);
    check_values(ends[n].count, y, ends[n].expected);
    drop(y);
  }
  KerasTensor none;
  ck_assert_int_eq(named_layer_output(&model, "conv2d_7", &none), FAILED);
  ck_assert_str_eq(error_message(),
                   "conv2d_7: no layer has this name; there are conv2d, max_pooling2d, flatten, dropout, dense");
  drop(x);
  sequential_free(&model);
}
END_TEST

/* from the middle to the end: what goes in is the pooled maps */
START_TEST(a_part_that_begins_in_the_middle) {
  Sequential model = tiny_model();
  const Functional tail = functional(layer_output(&model, 1), layer_output(&model, 4));
  float *pooled = new_floats(2), *y = new_floats(2);
  memcpy(pooled, (float[]){1, 10}, 2 * sizeof *pooled);
  ck_assert_int_eq(functional_predict(&tail, 1, pooled, y), OK);
  check_values(2, y, (float[]){21.5f, -10}); /* 1*1 + 10*2 + 0.5, -10 */
  drop(pooled);
  drop(y);
  sequential_free(&model);
}
END_TEST

/* it shares the layers: weights changed in the network are changed in the part */
START_TEST(weights_are_shared) {
  Sequential model = tiny_model();
  const Functional acti = functional(model_inputs(&model), layer_output(&model, 0));
  float *x = image(1), *maps = new_floats(8);
  float *bias = model.layers[0].bias.value.data;
  bias[0] = 100;
  ck_assert_int_eq(functional_predict(&acti, 1, x, maps), OK);
  check_values(2, maps, (float[]){117, 0.5f});
  drop(x);
  drop(maps);
  sequential_free(&model);
}
END_TEST

/* it computes only what lies between: the layers after it have not even work space */
START_TEST(only_what_is_needed) {
  Sequential model = tiny_model();
  const Functional acti = functional(model_inputs(&model), layer_output(&model, 0));
  float *x = image(1);
  ck_assert_ptr_nonnull(functional_forward(&acti, 1, x));
  ck_assert_ptr_nonnull(model.layers[0].output.data);
  ck_assert_ptr_null(model.layers[1].output.data);
  ck_assert_ptr_null(model.layers[4].output.data);
  drop(x);
  sequential_free(&model);
}
END_TEST

/* parts and the whole take turns, with batches that grow: the address sanitizer watches the work space */
START_TEST(part_and_whole_take_turns) {
  Sequential model = tiny_model();
  const Functional acti = functional(model_inputs(&model), layer_output(&model, 0));
  const int sizes[] = {2, 1, 40, 3};
  for (int n = 0; n < 4; n++) {
    const int count = sizes[n];
    float *x = image(count), *maps = new_floats((size_t)count * 8),
          *y = new_floats((size_t)count * 2);
    ck_assert_int_eq(functional_predict(&acti, count, x, maps), OK);
    ck_assert_int_eq(predict(&model, count, x, y), OK);
    check_values(8, maps + 8 * (count - 1), (float[]){17, 0.5f, 15, 0, 22, 3, 12, 0});
    check_values(2, y + 2 * (count - 1), (float[]){28.5f, -3});
    drop(x);
    drop(maps);
    drop(y);
  }
  sequential_free(&model);
}
END_TEST

/* a look inside between two steps of training must not take away the room that training needs */
START_TEST(looking_inside_while_training) {
  Sequential model = sequential();
  KerasTensor inputs = call_input(&model, (Input){.height = 4, .width = 4, .channels = 1});
  KerasTensor conv = call_conv2d(inputs, (Conv2D){.filters = 2, .kernel_size = 3, .padding = SAME, .activation = RELU});
  KerasTensor pool = call_max_pooling2d(conv, (MaxPooling2D){.pool_size = 2});
  call_dense(call_dropout(call_flatten(pool), (Dropout){.rate = 0.25f}), (Dense){.units = 3, .activation = SOFTMAX});
  Random random = random_from_seed(1);
  ck_assert_int_eq(build(&model, &random), OK);
  ck_assert_int_eq(compile(&model, (Adam){0}), OK);
  const Functional acti = functional(inputs, pool); /* pooling passes gradients on, so it needs room for them */
  float *x = constant_floats(8 * 16, 0), *loss = new_floats(2);
  int label[2] = {0};
  for (int step = 0; step < 3; step++) {
    ck_assert_ptr_nonnull(forward(&model, 2, x, true, &random));
    backward(&model, 2, label, loss);
    update(&model);
    ck_assert_ptr_nonnull(functional_forward(&acti, 8, x));
  }
  drop(x);
  drop(loss);
  sequential_free(&model);
}
END_TEST

static const char *printed(void print(FILE *out, Sequential *model), Sequential *model) {
  static char text[4000];
  FILE *out = fmemopen(text, sizeof text, "w");
  ck_assert_ptr_nonnull(out);
  print(out, model);
  fclose(out);
  return text;
}

static void print_ends(FILE *out, Sequential *model) {
  print_keras_tensor(model_inputs(model), out);
  fputc('\n', out);
  print_keras_tensor(layer_output(model, 0), out);
}

START_TEST(tensors_as_python_prints_them) {
  Sequential model = tiny_model();
  ck_assert_str_eq(printed(print_ends, &model),
                   "<KerasTensor shape=(None, 3, 3, 1), dtype=float32, sparse=False, name=input_layer>\n"
                   "<KerasTensor shape=(None, 2, 2, 2), dtype=float32, sparse=False, name=conv2d>");
  sequential_free(&model);
}
END_TEST

static void print_table(FILE *out, Sequential *model) {
  const Functional whole = functional(model_inputs(model), layer_output(model, model->layer_count - 1));
  functional_summary(&whole, out);
}

/* the second edition's small functional model: 784*100+100 = 78,500 and 100*10+10 = 1,010, 79,510 together */
START_TEST(functional_model_of_the_second_edition) {
  Sequential network = sequential();
  KerasTensor inputs = call_input(&network, (Input){.units = 784});
  KerasTensor hidden = call_dense(inputs, (Dense){.units = 100, .activation = RELU});
  call_dense(hidden, (Dense){.units = 10, .activation = SOFTMAX});
  ck_assert_int_eq(build(&network, NULL), OK);
  const char *text = printed(print_table, &network);
  const char *const words[] = {"Model: \"functional\"",
                               "input_layer (InputLayer)",
                               "(None, 784)",
                               "dense (Dense)",
                               "78,500",
                               "dense_1 (Dense)",
                               "1,010",
                               "Total params: 79,510",
                               NULL};
  for (int n = 0; words[n]; n++) ck_assert_msg(strstr(text, words[n]) != NULL, "'%s' is not in\n%s", words[n], text);
  sequential_free(&network);
}
END_TEST

START_TEST(a_branch_is_a_bug) {
  Sequential network = sequential();
  KerasTensor inputs = call_input(&network, (Input){.units = 4});
  call_dense(inputs, (Dense){.units = 3});
  call_dense(inputs, (Dense){.units = 2});
}
END_TEST

START_TEST(ends_the_wrong_way_round) {
  Sequential model = tiny_model();
  functional(layer_output(&model, 1), layer_output(&model, 0));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("functional");
  TCase *tests = tcase_create("functional");
  tcase_add_test(tests, feature_maps_by_hand);
  tcase_add_test(tests, each_end_by_index_and_by_name);
  tcase_add_test(tests, a_part_that_begins_in_the_middle);
  tcase_add_test(tests, weights_are_shared);
  tcase_add_test(tests, only_what_is_needed);
  tcase_add_test(tests, part_and_whole_take_turns);
  tcase_add_test(tests, looking_inside_while_training);
  tcase_add_test(tests, tensors_as_python_prints_them);
  tcase_add_test(tests, functional_model_of_the_second_edition);
  tcase_add_test_raise_signal(tests, a_branch_is_a_bug, SIGABRT);
  tcase_add_test_raise_signal(tests, ends_the_wrong_way_round, SIGABRT);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
