/*
 * The programs of chapter 8-3 as the reader runs them: on a model made here, whose numbers
 * the library gives as well, and on the book's own three model files, whose numbers the
 * book prints. Those files are not part of the project: REFERENCE_MODELS names their
 * folder, and a file that is not there is skipped by name.
 */
#include <libgen.h>
#include <math.h>
#include <png.h>
#include <sys/wait.h>

#include "chapter.h"
#include "files/model_file.h"
#include "files/picture.h"
#include "kernels/statistics.h"
#include "model/functional.h"

#include "../unit/temporary.h"

static char programs[512]; /* BUILD/chapters/8-3 */

/* ---- running a program ---- */

static char output[1 << 16], complaint[1 << 12]; /* what it printed on stdout and on stderr */

static void read_all(const char *path, size_t size, char text[size]) {
  FILE *file = fopen(path, "r");
  ck_assert_ptr_nonnull(file);
  text[fread(text, 1, size - 1, file)] = '\0';
  fclose(file);
}

__attribute__((format(printf, 2, 3))) static int run(const char *program, const char *format, ...) {
  char options[1024], command[4096];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(options, sizeof options, format, arguments);
  va_end(arguments);
  snprintf(command, sizeof command, "%s/%s %s </dev/null >%s/out 2>%s/err", programs, program, options, folder, folder);
  const int status = system(command);
  read_all(in_folder("out"), sizeof output, output);
  read_all(in_folder("err"), sizeof complaint, complaint);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* the output's line that begins with `start` */
static const char *line_with(const char *start) {
  const char *found = strstr(output, start);
  ck_assert_msg(found != NULL, "no line with '%s' in:\n%s%s", start, output, complaint);
  return found;
}

static bool is_there(const char *path) { return access(path, R_OK) == 0; }

/* ---- a model and a picture of the test's own ---- */

static Sequential model;
static float image[28 * 28];

static void make_model_and_picture(void) {
  make_folder();
  Random random = random_from_seed(5);
  ck_assert_int_eq(book_model(&model, 0.4f, &random), OK);
  ck_assert_msg(save_model(in_folder("model.h5"), &model, NULL) == OK, "%s", error_message());

  /* a dark ramp on white: it is inverted */
  static uint8_t pixels[56 * 56];
  for (int r = 0; r < 56; r++)
    for (int c = 0; c < 56; c++) pixels[r * 56 + c] = (uint8_t)(r < 8 || r > 47 || c < 8 || c > 47 ? 255 : 3 * r);
  png_image png = {.version = PNG_IMAGE_VERSION, .width = 56, .height = 56, .format = PNG_FORMAT_GRAY};
  ck_assert(png_image_write_to_file(&png, in_folder("own.png"), 0, pixels, 0, NULL));
  ck_assert_int_eq(read_picture(in_folder("own.png"), NULL, 28, 28, image, NULL), OK);
}

static void free_model_and_picture(void) {
  sequential_free(&model);
  remove_folder();
}

START_TEST(eight_layers_in_order) {
  ck_assert_int_eq(run("01_load_model", "--model %s/model.h5", folder), 0);
  const char *names[] = {
      "[<Conv2D name=conv2d, built=True>,\n",   " <MaxPooling2D name=max_pooling2d, built=True>,\n",
      " <Conv2D name=conv2d_1, built=True>,\n", " <MaxPooling2D name=max_pooling2d_1, built=True>,\n",
      " <Flatten name=flatten, built=True>,\n", " <Dense name=dense, built=True>,\n",
      " <Dropout name=dropout, built=True>,\n", " <Dense name=dense_1, built=True>]\n"};
  const char *at = output;
  for (int n = 0; n < 8; n++) {
    const char *next = strstr(at, names[n]);
    ck_assert_msg(next != NULL, "'%s' does not follow in:\n%s", names[n], output);
    at = next;
  }
}
END_TEST

START_TEST(weights_as_numbers) {
  ck_assert_int_eq(run("02_trained_weights", "--model %s/model.h5 --figures %s/f", folder, folder), 0);
  double mean, std, expected_mean, expected_std;
  ck_assert_int_eq(sscanf(line_with("(3, 3, 1, 32) (32,)\n"), "(3, 3, 1, 32) (32,) %lf %lf", &mean, &std), 2);
  mean_std(288, &expected_mean, &expected_std, model.layers[0].kernel.value.data);
  ck_assert_double_eq_tol(mean, expected_mean, 1e-9);
  ck_assert_double_eq_tol(std, expected_std, 1e-8);
  ck_assert(is_there(in_folder("f/02_trained_histogram.png")) && is_there(in_folder("f/02_trained_kernels.svg")));
}
END_TEST

/* Glorot uniform: std sqrt(6 / (9 + 288)) / sqrt(3) = 0.0821; that of 288 draws strays by about 0.0821 / sqrt(2 * 288) * 0.9 = 0.003 */
START_TEST(untrained_weights) {
  ck_assert_int_eq(run("03_untrained_weights", "--seed 1 --figures %s/f", folder), 0);
  double mean, std;
  int count[10], all = 0;
  ck_assert_int_eq(
      sscanf(line_with("(3, 3, 1, 32) (32,)\n"), "(3, 3, 1, 32) (32,) %lf %lf %d %d %d %d %d %d %d %d %d %d", &mean,
             &std, &count[0], &count[1], &count[2], &count[3], &count[4], &count[5], &count[6], &count[7], &count[8],
             &count[9]),
      12);
  ck_assert_double_eq_tol(mean, 0, 0.02);
  ck_assert_double_eq_tol(std, 0.0821, 0.01);
  for (int i = 0; i < 10; i++) all += count[i];
  ck_assert_int_eq(all, 288);
}
END_TEST

START_TEST(functional_api_prints_ends) {
  ck_assert_int_eq(run("04_functional_api", "--model %s/model.h5", folder), 0);
  line_with("Total params: 79,510");
  line_with(
      "conv_acti.inputs:  <KerasTensor shape=(None, 28, 28, 1), dtype=float32, sparse=False, name=input_layer>\n");
  line_with("conv_acti.outputs: <KerasTensor shape=(None, 28, 28, 32), dtype=float32, sparse=False, name=conv2d>\n");
}
END_TEST

/* the printed sum, maximum and zeros of a layer's maps, against the library's */
static void check_maps(int layer, const char *shape) {
  const Functional part = functional(model_inputs(&model), layer_output(&model, layer));
  const size_t n = shape_count(keras_tensor_shape(part.outputs));
  float *maps = malloc(n * sizeof *maps);
  ck_assert_int_eq(functional_predict(&part, 1, image, maps), OK);
  double sum = 0, max = 0, printed_sum, printed_max;
  int zeros = 0, printed_zeros;
  for (size_t i = 0; i < n; i++) sum += (double)maps[i], max = fmax(max, (double)maps[i]), zeros += maps[i] == 0;
  free(maps);
  ck_assert_int_eq(
      sscanf(line_with(shape) + strlen(shape), " sum %lf max %lf zeros %d", &printed_sum, &printed_max, &printed_zeros),
      3);
  ck_assert_double_eq_tol(printed_sum, sum, 1e-3 + 1e-5 * sum);
  ck_assert_double_eq_tol(printed_max, max, 1e-5);
  ck_assert_int_le(abs(printed_zeros - zeros), 2); /* exact zeros depend on the order of summation */
}

START_TEST(feature_maps_of_an_own_picture) {
  ck_assert_int_eq(
      run("05_feature_maps", "--model %s/model.h5 --png %s/own.png --figures %s/f", folder, folder, folder), 0);
  line_with("inverted, for the garment is darker than that\n");
  line_with("scaled to 28x28\n");
  ck_assert(is_there(in_folder("f/05_own_picture.png")));
  check_maps(0, "(1, 28, 28, 32)");
  check_maps(2, "(1, 14, 14, 64)");

  /* the figure's numbers are the image's */
  FILE *file = fopen(in_folder("f/05_a_image.dat"), "r");
  ck_assert_ptr_nonnull(file);
  char comment[100];
  ck_assert_ptr_nonnull(fgets(comment, sizeof comment, file));
  for (int i = 0; i < 28 * 28; i++) {
    float value;
    ck_assert_int_eq(fscanf(file, "%f", &value), 1);
    ck_assert_float_eq_tol(value, image[i], 1e-6f);
  }
  fclose(file);
}
END_TEST

/* the nine printed products and the bias add up to the printed output, before ReLU */
START_TEST(the_printed_arithmetic_adds_up) {
  ck_assert_int_eq(run("06_one_pixel", "--model %s/model.h5 --png %s/own.png --figures %s/f", folder, folder, folder),
                   0);
  const char *line = strchr(line_with("feature map"), '\n') + 1;
  double sum = 0, printed;
  for (int tap = 0; tap < 9; tap++) {
    double pixel, weight, product;
    ck_assert_int_eq(sscanf(line + 1, "%lf * %lf = %lf", &pixel, &weight, &product), 3);
    ck_assert_double_eq_tol(product, pixel * weight, 2e-6);
    sum += product;
    line = strchr(line, '\n') + 1;
  }
  double bias;
  ck_assert_int_eq(sscanf(line, "+ bias %lf\nthe output %lf", &bias, &printed), 2);
  ck_assert_double_eq_tol(fmax(0, sum + bias), printed, 1e-5);
}
END_TEST

START_TEST(one_map_and_untrained_maps) {
  ck_assert_int_eq(run("07_one_map", "--model %s/model.h5 --png %s/own.png --figures %s/f", folder, folder, folder), 0);
  line_with("32 partial maps");
  ck_assert_int_eq(
      run("08_trained_and_untrained", "--model %s/model.h5 --png %s/own.png --figures %s/f", folder, folder, folder),
      0);
  ck_assert(is_there(in_folder("f/07_one_map.png")) && is_there(in_folder("f/08_untrained.png")));
}
END_TEST

/* ---- what is refused ---- */

static void check_refused(int status, const char *word) {
  ck_assert_int_eq(status, 1);
  ck_assert_msg(strstr(complaint, word) != NULL, "'%s' is not in: %s", word, complaint);
  ck_assert_ptr_eq(strchr(complaint, '\n'), complaint + strlen(complaint) - 1); /* one line */
}

START_TEST(models_that_have_nothing_to_show) {
  check_refused(run("01_load_model", "--model %s/none.h5", folder), "none.h5");

  Sequential dense = sequential();
  add_input(&dense, (Input){.height = 28, .width = 28, .channels = 1});
  add_flatten(&dense);
  add_dense(&dense, (Dense){.units = 10, .activation = SOFTMAX});
  ck_assert_int_eq(build(&dense, NULL), OK);
  ck_assert_int_eq(save_model(in_folder("dense.h5"), &dense, NULL), OK);
  static const char *const programs_of_maps[] = {"02_trained_weights", "05_feature_maps", "06_one_pixel", "07_one_map",
                                                 "08_trained_and_untrained", "09_top_patches"};
  for (int n = 0; n < 6; n++) {
    ck_assert_int_eq(run(programs_of_maps[n], "--model %s/dense.h5 --figures %s/f", folder, folder), 0);
    line_with("dense.h5: nothing to show here: ");
  }
  ck_assert(!is_there(in_folder("f")));
  sequential_free(&dense);
}
END_TEST

/* ---- networks unlike the book's ---- */

static const struct {
  int height, width, channels, filters[2]; /* 0: no such layer */
  bool between;                            /* a Dropout before the first convolution */
  const char *shape[2];                    /* what 05_feature_maps says of both */
} others[] = {
    {28, 28, 1, {1, 5}, false, {"(1, 28, 28, 1) sum ", "(1, 14, 14, 5) sum "}},
    {28, 28, 1, {13, 0}, true, {"(1, 28, 28, 13) sum ", "there is no second Conv2D"}},
    {32, 24, 3, {6, 70}, false, {"(1, 32, 24, 6) sum ", "(1, 16, 12, 70) sum "}},
};

START_TEST(networks_unlike_the_books) {
  Sequential other = sequential();
  add_input(&other, (Input){.height = others[_i].height, .width = others[_i].width, .channels = others[_i].channels});
  if (others[_i].between) add_dropout(&other, (Dropout){.rate = 0.1f});
  for (int n = 0; n < 2 && others[_i].filters[n]; n++) {
    add_conv2d(&other, (Conv2D){.filters = others[_i].filters[n], .kernel_size = 3, .padding = SAME, .activation = RELU});
    add_max_pooling2d(&other, (MaxPooling2D){.pool_size = 2});
  }
  add_flatten(&other);
  add_dense(&other, (Dense){.units = 3, .activation = SOFTMAX});
  Random random = random_from_seed(2);
  ck_assert_int_eq(build(&other, &random), OK);
  ck_assert_int_eq(save_model(in_folder("other.h5"), &other, NULL), OK);
  sequential_free(&other);

  static const char *const with_image[] = {"05_feature_maps", "06_one_pixel", "07_one_map", "08_trained_and_untrained"};
  ck_assert_msg(run("01_load_model", "--model %s/other.h5", folder) == 0, "%s", complaint);
  ck_assert_msg(run("02_trained_weights", "--model %s/other.h5 --figures %s/f", folder, folder) == 0, "%s", complaint);
  ck_assert_msg(run("04_functional_api", "--model %s/other.h5", folder) == 0, "%s", complaint);
  for (int n = 0; n < 4; n++) {
    ck_assert_msg(run(with_image[n], "--model %s/other.h5 --png %s/own.png --figures %s/f", folder, folder, folder) == 0,
                  "%s: %s", with_image[n], complaint);
    if (n == 0) line_with(others[_i].shape[0]), line_with(others[_i].shape[1]);
  }
  ck_assert(is_there(in_folder("f/02_trained_kernels.png")) && is_there(in_folder("f/05_b_first_layer.png")) &&
            is_there(in_folder("f/08_untrained.png")));
}
END_TEST

/* ---- weights that are no numbers ---- */

START_TEST(weights_that_are_no_numbers) {
  float *bias = model.layers[5].bias.value.data, *kernel = model.layers[5].kernel.value.data;
  bias[7] = NAN, kernel[0] = INFINITY;
  ck_assert_int_eq(save_model(in_folder("nan.h5"), &model, NULL), OK);
  static const char *const each[] = {"01_load_model", "02_trained_weights", "05_feature_maps", "../8-2/06_predict",
                                     "../8-2/05_evaluate"};
  for (int n = 0; n < 5; n++)
    check_refused(run(each[n], "--model %s/nan.h5", folder), "nan.h5: layer dense: 2 of its 313700 weights are NaN or infinite");
  check_refused(run("../tools/convert_model", "%s/nan.h5 %s/out.pt", folder, folder), "2 of its 313700 weights");
  ck_assert(!is_there(in_folder("out.pt")));
  check_refused(run("../tools/inspect_model", "%s/nan.h5", folder), "2 of its 313700 weights");
  line_with("Total params: 333,526"); /* but all that can be told was told before */
}
END_TEST

START_TEST(pictures_that_are_none) {
  check_refused(run("05_feature_maps", "--model %s/model.h5 --png %s/none.png --figures %s/f", folder, folder, folder),
                "none.png");
  check_refused(run("05_feature_maps", "--model %s/model.h5 --png %s/model.h5 --figures %s/f", folder, folder, folder),
                "model.h5");
  ck_assert(!is_there(in_folder("f")));
}
END_TEST

/* ---- the book's own files ---- */

static const char *reference_path(const char *name) {
  static char path[1024];
  const char *models = getenv("REFERENCE_MODELS");
  snprintf(path, sizeof path, "%s/%s", models ? models : "../shared/reference/models", name);
  return path;
}

static const struct {
  const char *name;
  double mean, std;
  const char *counts;
  double sum[2], max[2];
  int zeros[2];
} books[] = {
    {"edition1-best-cnn-model.keras",
     -0.014383553,
     0.23351653,
     "1 1 4 0 0 7 49 79 101 46",
     {994.891, 270.649},
     {0.781787, 1.222564},
     {13682, 11183}},
    {"edition1-best-cnn-model.h5",
     -0.02494116,
     0.24951957,
     "1 0 1 2 1 5 29 73 122 54",
     {893.580, 223.587},
     {0.686017, 1.176253},
     {15383, 11346}},
    {"edition2-best_cnn_model.pt",
     -0.05502562,
     0.35827708,
     "5 2 2 1 6 51 67 69 51 34",
     {1370.632, 382.911},
     {1.023291, 2.162678},
     {15893, 11319}},
};

START_TEST(weights_of_the_books_models) {
  const char *path = reference_path(books[_i].name);
  if (!is_there(path)) {
    printf("skipped: %s is not there\n", books[_i].name);
    return;
  }
  ck_assert_int_eq(run("02_trained_weights", "--model %s --figures %s/f", path, folder), 0);
  double mean, std;
  ck_assert_int_eq(sscanf(line_with("(3, 3, 1, 32) (32,)\n"), "(3, 3, 1, 32) (32,) %lf %lf", &mean, &std), 2);
  ck_assert_double_eq_tol(mean, books[_i].mean, 5e-8); /* the book's last digits come from sums in float32 */
  ck_assert_double_eq_tol(std, books[_i].std, 5e-8);
  line_with(books[_i].counts);
}
END_TEST

START_TEST(feature_maps_of_the_books_models) {
  const char *path = reference_path(books[_i].name);
  if (!is_there(path)) {
    printf("skipped: %s is not there\n", books[_i].name);
    return;
  }
  const int status = run("05_feature_maps", "--model %s --figures %s/f", path, folder);
  if (status != 0 && strstr(complaint, "Fashion-MNIST")) {
    printf("skipped: the feature maps of %s need the data set\n", books[_i].name);
    return;
  }
  ck_assert_msg(status == 0, "%s", complaint);
  const char *shapes[] = {"(1, 28, 28, 32)", "(1, 14, 14, 64)"};
  for (int n = 0; n < 2; n++) {
    double sum, max;
    int zeros;
    ck_assert_int_eq(sscanf(line_with(shapes[n]) + strlen(shapes[n]), " sum %lf max %lf zeros %d", &sum, &max, &zeros),
                     3);
    ck_assert_double_eq_tol(sum, books[_i].sum[n], 0.002);
    ck_assert_double_eq_tol(max, books[_i].max[n], 2e-6);
    ck_assert_int_le(abs(zeros - books[_i].zeros[n]), 2);
  }
}
END_TEST

int main(int argc, char **argv) {
  (void)argc;
  char here[400]; /* BUILD/tests/inside */
  snprintf(here, sizeof here, "%s", argv[0]);
  snprintf(programs, sizeof programs, "%s/../../chapters/8-3", dirname(here));

  Suite *suite = suite_create("chapter 8-3");
  TCase *tests = tcase_create("own model");
  tcase_add_checked_fixture(tests, make_model_and_picture, free_model_and_picture);
  tcase_add_test(tests, eight_layers_in_order);
  tcase_add_test(tests, weights_as_numbers);
  tcase_add_test(tests, untrained_weights);
  tcase_add_test(tests, functional_api_prints_ends);
  tcase_add_test(tests, feature_maps_of_an_own_picture);
  tcase_add_test(tests, the_printed_arithmetic_adds_up);
  tcase_add_test(tests, one_map_and_untrained_maps);
  tcase_add_test(tests, models_that_have_nothing_to_show);
  tcase_add_test(tests, pictures_that_are_none);
  tcase_add_loop_test(tests, networks_unlike_the_books, 0, 3);
  tcase_add_test(tests, weights_that_are_no_numbers);
  suite_add_tcase(suite, tests);
  TCase *reference = tcase_create("the book's models");
  tcase_add_checked_fixture(reference, make_folder, remove_folder);
  tcase_add_loop_test(reference, weights_of_the_books_models, 0, 3);
  tcase_add_loop_test(reference, feature_maps_of_the_books_models, 0, 3);
  suite_add_tcase(suite, reference);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
