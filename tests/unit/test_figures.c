/*
 * Figures: the numbers in each .dat, the picture that gnuplot makes of them, and what
 * happens when something is in the way.
 */
#include "figures/figures.h"
#include "figures/inside.h"

#include <dirent.h>
#include <math.h>
#include <png.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "temporary.h"

/* ---- reading what was drawn ---- */

static Figure figure_of(const char *name) {
  return (Figure){.folder = folder, .name = name, .caption = "Some caption.", .caption_ko = "설명."};
}

/* the whole file as text, to be freed */
static char *text_in(const char *path) {
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s is not there", path);
  char *text = NULL;
  size_t room = 0;
  ck_assert_int_ge((int)getdelim(&text, &room, '\0', file), 0);
  fclose(file);
  return text;
}

/* the numbers of a .dat in order, comments and empty lines left out; returns how many */
static int numbers_in(const char *name, int most, double number[most]) {
  char *text = text_in(in_folder(name)), *rest = text;
  int count = 0;
  for (char *line; (line = strsep(&rest, "\n"));) {
    if (*line == '#') continue;
    for (char *end; count < most; line = end) {
      const double value = strtod(line, &end);
      if (end == line) break;
      number[count++] = value;
    }
  }
  free(text);
  return count;
}

typedef struct Picture {
  int width, height;
  uint32_t *pixel; /* 0xrrggbb */
} Picture;

static Picture read_png(const char *path) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  ck_assert_msg(png_image_begin_read_from_file(&image, path), "%s: %s", path, image.message);
  image.format = PNG_FORMAT_RGB;
  uint8_t *bytes = malloc(PNG_IMAGE_SIZE(image));
  ck_assert(png_image_finish_read(&image, NULL, bytes, 0, NULL));
  Picture picture = {(int)image.width, (int)image.height, malloc(image.width * image.height * sizeof(uint32_t))};
  for (size_t i = 0; i < image.width * image.height; i++)
    picture.pixel[i] = (uint32_t)bytes[3 * i] << 16 | (uint32_t)bytes[3 * i + 1] << 8 | bytes[3 * i + 2];
  free(bytes);
  return picture;
}

static int by_value(const void *a, const void *b) {
  const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

/* how many colours a picture has; its pixels are sorted after that */
static int colours_of(Picture picture) {
  const size_t n = (size_t)picture.width * (size_t)picture.height;
  qsort(picture.pixel, n, sizeof *picture.pixel, by_value);
  int colours = 1;
  for (size_t i = 1; i < n; i++) colours += picture.pixel[i] != picture.pixel[i - 1];
  return colours;
}

static bool has_colour(Picture picture, uint32_t colour) {
  for (int i = 0; i < picture.width * picture.height; i++)
    if (picture.pixel[i] == colour) return true;
  return false;
}

static void check_size(const char *name, int width, int height) {
  Picture picture = read_png(in_folder(name));
  ck_assert_int_eq(picture.width, width);
  ck_assert_int_eq(picture.height, height);
  ck_assert_int_gt(colours_of(picture), 2); /* not an empty page */
  free(picture.pixel);
}

/* how many entries a folder has, hidden ones included */
static int entries_in(const char *path) {
  DIR *open = opendir(path);
  ck_assert_ptr_nonnull(open);
  int count = -2; /* . and .. */
  while (readdir(open)) count++;
  closedir(open);
  return count;
}

/* ---- the kinds of figure ---- */

static History two_epochs(void) {
  History history = {0};
  ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = 1, .loss = 0.4968, .val_loss = 0.3245}), OK);
  ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = 2, .loss = 0.3304, .val_loss = 0.2726}), OK);
  return history;
}

START_TEST(loss_by_epoch) {
  History history = two_epochs();
  ck_assert_msg(draw_loss(figure_of("04_loss"), &history) == OK, "%s", error_message());
  double number[7];
  ck_assert_int_eq(numbers_in("04_loss.dat", 7, number), 6);
  const double expected[] = {0, 0.4968, 0.3245, 1, 0.3304, 0.2726};
  for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(number[i], expected[i], 1e-9);

  /* both lines in matplotlib's first two colours */
  Picture picture = read_png(in_folder("04_loss.png"));
  ck_assert(has_colour(picture, 0x1f77b4));
  ck_assert(has_colour(picture, 0xff7f0e));
  free(picture.pixel);
  history_free(&history);
}
END_TEST

/* a training that was stopped in its second epoch, and one without validation data */
START_TEST(loss_of_one_epoch_and_without_validation) {
  History history = {0};
  ck_assert_int_eq(draw_loss(figure_of("none"), &history), FAILED);
  ck_assert_int_eq(history_append(&history, (EpochLogs){.epoch = 1, .loss = 0.5, .val_loss = NAN}), OK);
  ck_assert_msg(draw_loss(figure_of("one"), &history) == OK, "%s", error_message());
  Picture picture = read_png(in_folder("one.png"));
  ck_assert(has_colour(picture, 0x1f77b4));
  free(picture.pixel);
  history_free(&history);
}
END_TEST

START_TEST(image_gray_r) {
  float(*image)[3] = malloc(2 * sizeof *image);
  memcpy(image, (float[2][3]){{0, 0.25f, 0.5f}, {0.75f, 1, 0}}, 2 * sizeof *image);
  ck_assert_msg(draw_image(figure_of("06_image"), 2, 3, (const float(*)[3])image) == OK, "%s", error_message());
  double number[7];
  ck_assert_int_eq(numbers_in("06_image.dat", 7, number), 6);
  for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(number[i], (double)image[i / 3][i % 3], 1e-9);

  /* 0 is white, 1 black, 0.5 the 129th of 256 greys: 255 - 128 = 127; 370 points across for three pixels */
  Picture picture = read_png(in_folder("06_image.png"));
  ck_assert_int_eq(picture.width, 2 * (42 + 370 + 14));
  const int first = 2 * 12 + 60, second = first + 2 * 123;
  const int left = 2 * 42 + 120, step = 2 * 123;
  const uint32_t *row = picture.pixel + (size_t)first * (size_t)picture.width;
  ck_assert_uint_eq(row[left], 0xffffff);
  ck_assert_uint_eq(row[left + 2 * step], 0x7f7f7f);
  row = picture.pixel + (size_t)second * (size_t)picture.width;
  ck_assert_uint_eq(row[left + step], 0x000000);
  free(picture.pixel);
  free(image);
}
END_TEST

START_TEST(probabilities_counted_from_1) {
  float *probability = calloc(10, sizeof *probability);
  probability[8] = 1;
  ck_assert_msg(draw_probabilities(figure_of("06_probabilities"), 10, probability) == OK, "%s", error_message());
  double number[21];
  ck_assert_int_eq(numbers_in("06_probabilities.dat", 21, number), 20);
  for (int u = 0; u < 10; u++) {
    ck_assert_double_eq(number[2 * u], u + 1);
    ck_assert_double_eq(number[2 * u + 1], u == 8);
  }
  check_size("06_probabilities.png", 1172, 888);
  free(probability);
}
END_TEST

/* the example of the histogram itself: 1 2 2 3 5 in four bins */
START_TEST(histogram_bins) {
  float *x = malloc(5 * sizeof *x);
  memcpy(x, (float[]){1, 2, 2, 3, 5}, 5 * sizeof *x);
  ck_assert_msg(draw_histogram(figure_of("02_histogram"), 5, x, 4) == OK, "%s", error_message());
  double number[13];
  ck_assert_int_eq(numbers_in("02_histogram.dat", 13, number), 12);
  const double expected[] = {1, 2, 1, 2, 3, 2, 3, 4, 1, 4, 5, 1};
  for (int i = 0; i < 12; i++) ck_assert_double_eq(number[i], expected[i]);

  x[2] = NAN;
  ck_assert_int_eq(draw_histogram(figure_of("nan"), 5, x, 4), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "not a number"));
  free(x);
}
END_TEST

/* two maps of 2 x 2: 0 1 / 2 3 and ten times that, minus 10 */
static float *two_maps(void) {
  float *map = malloc(8 * sizeof *map);
  memcpy(map, (float[]){0, -10, 1, 0, 2, 10, 3, 20}, 8 * sizeof *map);
  return map;
}

START_TEST(maps_each_on_its_own_range) {
  float *map = two_maps();
  const MapGrid grid = {.rows = 1, .columns = 2, .width = 4, .height = 2};
  ck_assert_msg(draw_maps(figure_of("05_maps"), 2, 2, 2, (const float(*)[2][2])map, grid) == OK, "%s", error_message());
  double number[9];
  ck_assert_int_eq(numbers_in("05_maps.dat", 9, number), 8);
  const double expected[] = {0, 1, 2, 3, -10, 0, 10, 20}; /* map by map, row by row */
  for (int i = 0; i < 8; i++) ck_assert_double_eq(number[i], expected[i]);

  /* both maps go 0, 1/3, 2/3, 1 through viridis: colours 0, 85, 170, 255, and the white page */
  Picture picture = read_png(in_folder("05_maps.png"));
  ck_assert(has_colour(picture, 0x440154));
  ck_assert(has_colour(picture, 0x31688e)); /* viridis(85), as matplotlib gives it */
  ck_assert(has_colour(picture, 0x35b779)); /* viridis(170) */
  ck_assert(has_colour(picture, 0xfde725));
  ck_assert_int_eq(colours_of(picture), 5);
  free(picture.pixel);
  free(map);
}
END_TEST

/* a map without any spread is drawn as matplotlib does, in the lowest colour */
START_TEST(a_constant_map) {
  float *map = calloc(4, sizeof *map);
  const MapGrid grid = {.rows = 1, .columns = 1, .width = 2, .height = 2};
  ck_assert_msg(draw_maps(figure_of("flat"), 2, 2, 1, (const float(*)[2][1])map, grid) == OK, "%s", error_message());
  Picture picture = read_png(in_folder("flat.png"));
  ck_assert(has_colour(picture, 0x440154));
  ck_assert_int_eq(colours_of(picture), 2);
  free(picture.pixel);
  free(map);
}
END_TEST

/* what lies outside -0.5 .. 0.5 takes the end's colour; 0 is the 129th */
START_TEST(maps_on_one_scale) {
  float *map = two_maps();
  const MapGrid grid = {.rows = 1, .columns = 2, .width = 4, .height = 2, .one_scale = true, .low = -0.5, .high = 0.5};
  ck_assert_msg(draw_maps(figure_of("02_kernels"), 2, 2, 2, (const float(*)[2][2])map, grid) == OK, "%s",
                error_message());
  Picture picture = read_png(in_folder("02_kernels.png"));
  const uint32_t *row = picture.pixel + (size_t)40 * (size_t)picture.width; /* first row of the first map: 0 and 1 */
  ck_assert_uint_eq(row[40], 0x21918c);                                     /* viridis(128) */
  ck_assert_uint_eq(row[20 + 2 * 100], 0xfde725);
  free(picture.pixel);
  free(map);
}
END_TEST

/* figsize (15, 8): 32 maps of 28 x 28 in 4 rows of 8, their distances as matplotlib's */
START_TEST(proportions_of_figsize) {
  float *map = calloc(28 * 28 * 32, sizeof *map);
  map[0] = 1;
  const MapGrid grid = {.rows = 4, .columns = 8, .width = 15, .height = 8};
  ck_assert_msg(draw_maps(figure_of("05_feature_maps"), 28, 28, 32, (const float(*)[28][32])map, grid) == OK, "%s",
                error_message());
  /* matplotlib: each axes is 1162.5 / 9.4 = 123.67 wide, the next one 1.2 times that further; rows 616 / 4.6 * 1.2 = 160.70;
     8 columns end at 7 * 148.40 + 123.67 = 1162.5, 4 rows at 3 * 160.70 + 123.67 = 605.8; 10 points of edge; two pixels a point */
  check_size("05_feature_maps.png", 2 * 1183, 2 * 626);
  free(map);
}
END_TEST

/* the book's grids, and any other number of maps: no empty rows, never more than about twice as tall as wide */
START_TEST(a_grid_for_any_number_of_maps) {
  const struct {
    int maps, rows, columns;
    double width, height;
  } expected[] = {
      {1, 1, 1, 1.875, 2},   /* one map is no wider than one of many */
      {5, 1, 5, 9.375, 2},   /* 5 * 15 / 8 */
      {8, 1, 8, 15, 2},      {16, 2, 8, 15, 4},
      {17, 3, 8, 15, 6},     {32, 4, 8, 15, 8}, /* the book's */
      {128, 16, 8, 15, 32},  /* 32 is below 2.2 * 15 = 33 */
      {136, 9, 16, 15, 9},   /* 17 rows would be 34: twice as many columns, half as large */
      {512, 32, 16, 15, 32},
  };
  for (size_t n = 0; n < sizeof expected / sizeof *expected; n++) {
    const MapGrid grid = map_grid(expected[n].maps, 8, 15.0 / 8, 2);
    ck_assert_int_eq(grid.maps, expected[n].maps);
    ck_assert_int_eq(grid.rows, expected[n].rows);
    ck_assert_int_eq(grid.columns, expected[n].columns);
    ck_assert_double_eq_tol(grid.width, expected[n].width, 1e-12);
    ck_assert_double_eq_tol(grid.height, expected[n].height, 1e-12);
  }
  ck_assert_int_eq(map_grid(513, 8, 15.0 / 8, 2).maps, 512);
}
END_TEST

/*
 * 70 maps of 2 x 2 in rows of 8 are one picture: cells of 77.5 * 8 / (8 + 1.4) / 2 = 32.98 points across, and a fifth
 * of a map, 0.4 of a pixel, between them: rounded to none. Map f holds f, f + 1, f + 2, f + 3: on its own range 0, 1/3, 2/3, 1.
 */
START_TEST(very_many_maps_are_one_picture) {
  enum { MAPS = 70 };
  float(*map)[2][MAPS] = calloc(2, sizeof *map);
  for (int i = 0; i < 4; i++)
    for (int f = 0; f < MAPS; f++) map[i / 2][i % 2][f] = (float)(f + i);
  const MapGrid grid = map_grid(MAPS, 8, 1, 1);
  ck_assert_int_eq(grid.rows, 9);
  ck_assert_msg(draw_maps(figure_of("many"), 2, 2, MAPS, (const float(*)[2][MAPS])map, grid) == OK, "%s", error_message());
  double number[18 * 16];
  numbers_in("many.dat", 18 * 16, number);
  for (int r = 0; r < 18; r++)
    for (int c = 0; c < 16; c++) {
      const double value = number[r * 16 + c];
      if (r / 2 * 8 + c / 2 < MAPS)
        ck_assert_double_eq_tol(value, (r % 2 * 2 + c % 2) / 3.0, 1e-6);
      else
        ck_assert(isnan(value));
    }
  free(map);
}
END_TEST

/* what own_picture() draws: three pictures as they are, a red frame in the first */
START_TEST(panels_in_a_row) {
  const float first[2][2] = {{0, 1}, {0.5f, 0.25f}}, second[1][2] = {{1, 0}};
  const Panel panel[] = {{"one", 2, 2, &first[0][0], {0, 0, 1, 0.5}}, {"two", 1, 2, &second[0][0], {0}}};
  ck_assert_msg(draw_panels(figure_of("panels"), 2, panel) == OK, "%s", error_message());
  double number[6];
  numbers_in("panels.dat", 6, number);
  const double expected[] = {0, 1, 0.5, 0.25, 1, 0};
  for (int i = 0; i < 6; i++) ck_assert_double_eq(number[i], expected[i]);

  /* a picture is 280 points wide and begins at 14, 44; two pixels of the .png a point; 1 is white, 0.5 half of 255, 127.5, which is rounded */
  Picture picture = read_png(in_folder("panels.png"));
  const uint32_t *row = picture.pixel + (size_t)(2 * (44 + 70)) * (size_t)picture.width;
  ck_assert_uint_eq(row[2 * (14 + 70)], 0x000000);
  ck_assert_uint_eq(row[2 * (14 + 210)], 0xffffff);
  row = picture.pixel + (size_t)(2 * (44 + 210)) * (size_t)picture.width;
  ck_assert_uint_eq(row[2 * (14 + 70)] & 0xff, 0x80);
  ck_assert_uint_eq(row[2 * 14], 0xd62728); /* the frame */
  free(picture.pixel);
}
END_TEST

START_TEST(samples_of_each_class) {
  static const char *const names[] = {"T-shirt/top", "b", "c", "d", "e", "f", "g", "h", "i", "Ankle boot"};
  enum { IMAGES = 23 };
  uint8_t *pixels = malloc(IMAGES * 4), *labels = malloc(IMAGES);
  for (int n = 0; n < IMAGES; n++) {
    labels[n] = (uint8_t)(n % 10);
    for (int p = 0; p < 4; p++) pixels[4 * n + p] = (uint8_t)(10 * n + p);
  }
  const Dataset set = {.count = IMAGES, .height = 2, .width = 2, .channels = 1, .pixels = pixels, .labels = labels};
  ck_assert_msg(draw_samples(figure_of("01_samples"), &set, names, 2) == OK, "%s", error_message());
  double number[80];
  numbers_in("01_samples.dat", 80, number);
  ck_assert_double_eq(number[0], 0); /* class 0: images 0 and 10 */
  ck_assert_double_eq(number[4], 100);
  ck_assert_double_eq(number[79], 193); /* class 9: images 9 and 19, 10*19+3 */
  check_size("01_samples.png", 2 * (116 + 2 * 62 + 10), 2 * (10 * 62 + 10));
  free(pixels);
  free(labels);
}
END_TEST

static Sequential small_model(void) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 6, .width = 6, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 4, .kernel_size = 3, .padding = SAME, .activation = RELU});
  add_max_pooling2d(&model, (MaxPooling2D){.pool_size = 2});
  add_flatten(&model);
  add_dense(&model, (Dense){.units = 2, .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, NULL), OK);
  return model;
}

/* five boxes of name and class, InputLayer first; with shapes, four more cells each */
START_TEST(boxes_of_plot_model) {
  Sequential model = small_model();
  ck_assert_msg(plot_model(figure_of("03_plot_model"), &model, false) == OK, "%s", error_message());
  ck_assert_msg(plot_model(figure_of("03_plot_model_shapes"), &model, true) == OK, "%s", error_message());
  char *plain = text_in(in_folder("03_plot_model.dat")), *shapes = text_in(in_folder("03_plot_model_shapes.dat"));
  const char *const words[] = {"\"input_layer\"",   "\"InputLayer\"",   "\"conv2d\"",  "\"Conv2D\"",
                               "\"max_pooling2d\"", "\"MaxPooling2D\"", "\"flatten\"", "\"Flatten\"",
                               "\"dense\"",         "\"Dense\"",        NULL};
  check_words_in(plain, words);
  ck_assert_ptr_null(strstr(plain, "None"));
  char *svg = text_in(in_folder("03_plot_model.svg"));
  ck_assert_ptr_nonnull(strstr(svg, "max_pooling2d")); /* an underscore, not a subscript */
  free(svg);
  check_words_in(shapes, words);
  check_words_in(shapes, (const char *[]){"\"[(None, 6, 6, 1)]\"", "\"(None, 6, 6, 4)\"", "\"(None, 3, 3, 4)\"",
                                          "\"(None, 36)\"", "\"(None, 2)\"", "\"input:\"", "\"output:\"", NULL});
  free(plain);
  free(shapes);
  sequential_free(&model);
}
END_TEST

/* a name that comes from a model file may hold anything; gnuplot must not run it */
START_TEST(a_layer_with_a_hostile_name) {
  Sequential model = small_model();
  snprintf(model.layers[0].name, NAME_SIZE, "a\"`touch %s`\\n", in_folder("owned"));
  ck_assert_msg(plot_model(figure_of("03_plot_model"), &model, false) == OK, "%s", error_message());
  ck_assert_int_ne(access(in_folder("owned"), F_OK), 0);
  sequential_free(&model);
}
END_TEST

START_TEST(network_to_scale) {
  Sequential model = small_model();
  ck_assert_msg(draw_network(figure_of("03_network"), &model) == OK, "%s", error_message());
  char *text = text_in(in_folder("03_network.dat"));
  check_words_in(text,
                 (const char *[]){"\"6x6x1\"", "\"6x6x4\"", "\"3x3 kernels\"", "\"3x3x4\"", "\"36\"", "\"2\"", NULL});
  free(text);
  sequential_free(&model);
}
END_TEST

/* ---- beyond the book ---- */

/* the image of the exercises through one filter of 2 x 2, bias -20, ReLU: row 1, column 0 is 22 - 20 = 2 */
START_TEST(one_pixels_arithmetic) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 3, .width = 3, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 1, .kernel_size = 2, .activation = RELU});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){1, 2, 3, 4}, 4 * sizeof(float));
  memcpy(model.layers[0].bias.value.data, (float[]){-20}, sizeof(float));
  float *image = malloc(9 * sizeof *image);
  memcpy(image, (float[]){1, 2, 0, 0, 3, 1, 4, 1, 1}, 9 * sizeof *image);
  Arithmetic value;
  ck_assert_int_eq(pixel_arithmetic(&model.layers[0], image, 1, 0, 0, &value), OK);
  ck_assert_msg(draw_pixel(figure_of("06_one_pixel"), &model, image, &value) == OK, "%s", error_message());

  /* the image, then its feature map: 17 15 / 22 12, less 20, not below 0 */
  double number[13];
  numbers_in("06_one_pixel.dat", 13, number);
  const double expected[] = {1, 2, 0, 0, 3, 1, 4, 1, 1, 0, 0, 2, 0};
  for (int i = 0; i < 13; i++) ck_assert_double_eq(number[i], expected[i]);
  char *text = text_in(in_folder("06_one_pixel.dat"));
  check_words_in(text, (const char *[]){"\"3.000\"", "\"12.000\"", "\"6.000\"", "\"22.000000\"", "\"-20.000000\"",
                                        "\"2.000000\"", "\"row 1, column 0:\"", "\"(2, 2, 1)\"", NULL});
  ck_assert_ptr_null(strstr(text, "-0.000"));
  free(text);
  free(image);
  sequential_free(&model);
}
END_TEST

/* two channels, 1 filter of one weight each, 2 and -1; bias 0.5: partial maps twice x and minus x */
START_TEST(one_map_put_together) {
  Sequential model = sequential();
  add_input(&model, (Input){.height = 1, .width = 2, .channels = 2});
  add_conv2d(&model, (Conv2D){.filters = 1, .kernel_size = 1, .activation = RELU});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){2, -1}, 2 * sizeof(float));
  memcpy(model.layers[0].bias.value.data, (float[]){0.5f}, sizeof(float));
  float *x = malloc(4 * sizeof *x), *part = malloc(4 * sizeof *part);
  memcpy(x, (float[]){1, 10, 3, 4}, 4 * sizeof *x); /* channel 0: 1 3, channel 1: 10 4 */
  ck_assert_int_eq(partial_maps(&model.layers[0], x, 0, part), OK);
  ck_assert_msg(draw_one_map(figure_of("07_one_map"), &model.layers[0], x, 0, part) == OK, "%s", error_message());
  double number[14];
  numbers_in("07_one_map.dat", 14, number);
  const double expected[] = {1, 3, 2, 2, 6, /**/ 10, 4, -1, -10, -4, /**/ -8, 2, /* with 0.5: */ 0, 2.5};
  for (int i = 0; i < 14; i++) ck_assert_double_eq(number[i], expected[i]);
  free(x);
  free(part);
  sequential_free(&model);
}
END_TEST

START_TEST(maps_side_by_side) {
  float *left = two_maps(), *right = calloc(8, sizeof *right);
  ck_assert_msg(draw_maps_beside(figure_of("08"), 2, 2, 2, (const float(*)[2][2])left, "trained",
                                 (const float(*)[2][2])right, "untrained", 2) == OK,
                "%s", error_message());
  double number[16];
  numbers_in("08.dat", 16, number);
  const double expected[] = {0, 1, 2, 3, -10, 0, 10, 20, 0, 0, 0, 0, 0, 0, 0, 0};
  for (int i = 0; i < 16; i++) ck_assert_double_eq(number[i], expected[i]);
  char *text = text_in(in_folder("08.dat"));
  check_words_in(text, (const char *[]){"\"trained\"", "\"untrained\"", NULL});
  free(text);
  free(left);
  free(right);
}
END_TEST

/* a kernel of one weight sees one pixel: patches of 1 x 1, with lines around them a picture of 7 x 7 */
START_TEST(patches_and_filters_that_never_answer) {
  uint8_t pixels[] = {0, 51, 255, 102}, labels[] = {0};
  const Dataset set = {.count = 1, .height = 2, .width = 2, .channels = 1, .pixels = pixels, .labels = labels};
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 2, .kernel_size = 1, .activation = RELU});
  ck_assert_int_eq(build(&model, NULL), OK);
  memcpy(model.layers[0].kernel.value.data, (float[]){2, -1}, 2 * sizeof(float));
  const Functional all = functional(model_inputs(&model), layer_output(&model, 0));
  Excitation *best = malloc(2 * 9 * sizeof *best);
  ck_assert_int_eq(top_excitations(&all, &set, 9, best), OK);
  ck_assert_msg(draw_top_patches(figure_of("09"), &all, &set, best) == OK, "%s", error_message());
  double number[98];
  numbers_in("09.dat", 98, number);
  for (int i = 0; i < 98; i++)
    ck_assert_double_eq(number[i], i == 8 ? 1 : -1); /* only the brightest pixel of filter 0 */
  char *text = text_in(in_folder("09.dat"));
  check_words_in(text, (const char *[]){"\"0: 2.00\"", "\"1: never\"", NULL});
  free(text);
  free(best);
  sequential_free(&model);
}
END_TEST

/*
 * A kernel of 2 x 2, same, sees the pixels below and right of its place. The image 0.2 1 / 0.4 0 excites it most at
 * row 0, column 0: its patch is the image; with a line before, between and after, patches stand 3 pixels apart.
 */
START_TEST(patches_stand_upright) {
  uint8_t pixels[] = {51, 255, 102, 0}, labels[] = {0};
  const Dataset set = {.count = 1, .height = 2, .width = 2, .channels = 1, .pixels = pixels, .labels = labels};
  Sequential model = sequential();
  add_input(&model, (Input){.height = 2, .width = 2, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 1, .kernel_size = 2, .padding = SAME, .activation = RELU});
  ck_assert_int_eq(build(&model, NULL), OK);
  for (int tap = 0; tap < 4; tap++) ((float *)model.layers[0].kernel.value.data)[tap] = 1;
  const Functional all = functional(model_inputs(&model), layer_output(&model, 0));
  Excitation *best = malloc(9 * sizeof *best);
  ck_assert_int_eq(top_excitations(&all, &set, 9, best), OK);
  ck_assert_msg(draw_top_patches(figure_of("09"), &all, &set, best) == OK, "%s", error_message());
  double number[100];
  numbers_in("09.dat", 100, number); /* 10 x 10 */
  ck_assert_double_eq_tol(number[11], 0.2, 1e-6);
  ck_assert_double_eq_tol(number[21], 0.4, 1e-6);
  ck_assert(number[12] == 1 && number[13] == -1 && number[22] == 0 && number[31] == -1);

  /* the picture begins at 14, 34; ten pixels of 11.2 points; two pixels of the .png a point */
  Picture picture = read_png(in_folder("09.png"));
  const uint32_t *row = picture.pixel + (size_t)(2 * (34 + 28)) * (size_t)picture.width; /* row 2: 0.4 0 */
  ck_assert_uint_eq(row[2 * (14 + 6)], 0x9ecae1);
  ck_assert_uint_eq(row[2 * (14 + 28)], 0xffffff);
  row = picture.pixel + (size_t)(2 * (34 + 17)) * (size_t)picture.width; /* row 1: 0.2 1 */
  ck_assert_uint_eq(row[2 * (14 + 28)], 0x000000);
  free(picture.pixel);
  free(best);
  sequential_free(&model);
}
END_TEST

START_TEST(confusions_and_mistakes) {
  static const char *const names[] = {"Shirt", "Coat"};
  const int(*count)[2] = (const int[2][2]){{7, 3}, {0, 5}};
  ck_assert_msg(draw_confusion(figure_of("10_a"), 2, count, names) == OK, "%s", error_message());
  char *text = text_in(in_folder("10_a.dat"));
  check_words_in(text, (const char *[]){"\"7\"", "\"3\"", "\"5\"", "\"Shirt\"", "\"Coat\"", NULL});
  ck_assert_ptr_null(strstr(text, "\"0\"")); /* nothing happened there: the cell is empty */
  free(text);

  uint8_t pixels[] = {0, 51, 255, 102}, labels[] = {0};
  const Dataset set = {.count = 1, .height = 2, .width = 2, .channels = 1, .pixels = pixels, .labels = labels};
  const Mistake mistake[] = {{.image = 0, .label = 0, .predicted = 1, .probability = 0.9875f}};
  ck_assert_msg(draw_mistakes(figure_of("10_b"), &set, 1, mistake, names) == OK, "%s", error_message());
  double number[4];
  numbers_in("10_b.dat", 4, number);
  ck_assert(number[0] == 0 && number[2] == 1);
  ck_assert_double_eq_tol(number[1], 0.2, 1e-6);
  text = text_in(in_folder("10_b.dat"));
  check_words_in(text, (const char *[]){"\"is Shirt\"", "\"said Coat 98.75%\"", NULL});
  free(text);
  ck_assert_int_eq(draw_mistakes(figure_of("10_c"), &set, 0, mistake, names), FAILED);
}
END_TEST

/* ---- drawing again ---- */

/* `cd folder && gnuplot NAME.gp`, as a reader would, in a folder that holds a copy elsewhere */
START_TEST(the_script_draws_the_same_picture) {
  float *map = two_maps();
  const MapGrid grid = {.rows = 1, .columns = 2, .width = 4, .height = 2, .one_scale = true, .low = 0, .high = 3};
  ck_assert_msg(draw_maps(figure_of("again"), 2, 2, 2, (const float(*)[2][2])map, grid) == OK, "%s", error_message());
  Picture before = read_png(in_folder("again.png"));
  char *svg_before = text_in(in_folder("again.svg"));
  ck_assert_int_eq(unlink(in_folder("again.png")), 0);
  ck_assert_int_eq(unlink(in_folder("again.svg")), 0);

  char command[200];
  /* in a locale without UTF-8, as a bare machine has it, gnuplot warns, though it draws the same */
  snprintf(command, sizeof command, "cd %s && LC_ALL=C.UTF-8 gnuplot again.gp 2>&1", folder);
  ck_assert_str_eq(first_line_of(command), "");
  Picture after = read_png(in_folder("again.png"));
  ck_assert_int_eq(after.width, before.width);
  ck_assert_int_eq(after.height, before.height);
  ck_assert_int_eq(memcmp(after.pixel, before.pixel, (size_t)after.width * (size_t)after.height * sizeof *after.pixel),
                   0);
  char *svg_after = text_in(in_folder("again.svg"));
  ck_assert_str_eq(svg_after, svg_before);
  free(before.pixel);
  free(after.pixel);
  free(svg_before);
  free(svg_after);
  free(map);
}
END_TEST

/* ---- folders and failures ---- */

START_TEST(any_folder_name) {
  char strange[300];
  snprintf(strange, sizeof strange, "%s/a b'\"$(touch owned)\n`x`\\/deeper %%s 그림", folder);
  History history = two_epochs();
  Figure figure = figure_of("04_loss");
  figure.folder = strange;
  ck_assert_msg(draw_loss(figure, &history) == OK, "%s", error_message());
  ck_assert_int_eq(entries_in(strange), 5); /* .dat .gp .png .svg index.html, and nothing temporary */
  ck_assert_int_eq(entries_in(folder), 1);
  history_free(&history);
}
END_TEST

START_TEST(a_folder_that_cannot_be_made) {
  const char *file = write_plain("in_the_way", "x", 1);
  History history = two_epochs();
  Figure figure = figure_of("04_loss");
  figure.folder = file;
  ck_assert_int_eq(draw_loss(figure, &history), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "in_the_way"));
  ck_assert_int_eq(entries_in(folder), 1);
  history_free(&history);
}
END_TEST

START_TEST(gnuplot_missing) {
  History history = two_epochs();
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), OK);
  char *before = text_in(in_folder("04_loss.dat"));
  ck_assert_int_eq(setenv("PATH", folder, 1), 0);
  history.epochs[0].loss = 9;
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), FAILED);
  ck_assert_str_eq(error_message(), "gnuplot is missing; make setup brings it");

  /* the older figure is still whole, and nothing lies about */
  char *after = text_in(in_folder("04_loss.dat"));
  ck_assert_str_eq(after, before);
  ck_assert_int_eq(entries_in(folder), 5);
  free(before);
  free(after);
  history_free(&history);
}
END_TEST

/* a gnuplot that only complains */
START_TEST(gnuplot_fails) {
  const char *program =
      write_plain("gnuplot", "#!/bin/sh\necho >&2\necho '\"x.gp\" line 3: no such terminal' >&2\nexit 1\n", 68);
  ck_assert_int_eq(chmod(program, 0700), 0);
  ck_assert_int_eq(setenv("PATH", folder, 1), 0);
  History history = two_epochs();
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "no such terminal"));
  ck_assert_int_eq(entries_in(folder), 1);
  history_free(&history);
}
END_TEST

/* files may grow to 2000 bytes only, as on a full disk */
START_TEST(no_room_for_the_numbers) {
  float *map = calloc(28 * 28, sizeof *map);
  const MapGrid grid = {.rows = 1, .columns = 1, .width = 2, .height = 2};
  signal(SIGXFSZ, SIG_IGN);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000}), 0);
  ck_assert_int_eq(draw_maps(figure_of("big"), 28, 28, 1, (const float(*)[28][1])map, grid), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "big."));
  ck_assert_int_eq(entries_in(folder), 0);
  free(map);
}
END_TEST

/* a gnuplot that writes what a full disk leaves of a picture, and says that all went well */
START_TEST(a_picture_that_is_not_whole_replaces_none) {
  History history = two_epochs();
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), OK);
  char *png = text_in(in_folder("04_loss.svg")), *dat = text_in(in_folder("04_loss.dat"));

  const char *real = first_line_of("command -v gnuplot");
  static const char *const cuts[] = {"head -c 9000 04_loss.png", "head -c -1 04_loss.png", "head -c 5000 04_loss.svg",
                                     "head -c -8 04_loss.svg", "grep -v '<g ' 04_loss.svg"};
  char script[512], path[4096], name[] = "04_loss.png";
  mkdir(in_folder("bin"), 0700);
  snprintf(path, sizeof path, "%s/bin:%s", folder, getenv("PATH"));
  ck_assert_int_eq(setenv("PATH", path, 1), 0);
  history.epochs[0].loss = 9;
  for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
    memcpy(name + 8, strstr(cuts[i], "04_loss.") + 8, 3);
    const int length = snprintf(script, sizeof script, "#!/bin/sh\n%s \"$@\" && %s >cut && mv cut %s\n", real, cuts[i], name);
    chmod(write_plain("bin/gnuplot", script, (size_t)length), 0700);
    ck_assert_msg(draw_loss(figure_of("04_loss"), &history) == FAILED, "`%s` was taken for a picture", cuts[i]);
    check_words_in(error_message(), (const char *const[]){name, "unchanged", NULL});
    char *png_now = text_in(in_folder("04_loss.svg")), *dat_now = text_in(in_folder("04_loss.dat"));
    ck_assert_str_eq(png_now, png);
    ck_assert_str_eq(dat_now, dat);
    free(png_now), free(dat_now);
  }
  ck_assert_int_eq(entries_in(folder), 6); /* four, the page, bin */
  free(png), free(dat);
  history_free(&history);
}
END_TEST

/* the last of four files cannot take its place: the first three make way again */
START_TEST(four_files_or_none) {
  History history = two_epochs();
  ck_assert_int_eq(mkdir(in_folder("04_loss.svg"), 0777), 0);
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "04_loss.svg"));
  ck_assert_int_eq(entries_in(folder), 1); /* the folder in the way */

  ck_assert_int_eq(rmdir(in_folder("04_loss.svg")), 0);
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), OK);
  char *before = text_in(in_folder("04_loss.dat"));
  ck_assert_int_eq(unlink(in_folder("04_loss.svg")), 0);
  ck_assert_int_eq(mkdir(in_folder("04_loss.svg"), 0777), 0);
  history.epochs[0].loss = 9;
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), FAILED);
  char *after = text_in(in_folder("04_loss.dat"));
  ck_assert_str_eq(after, before);
  free(before), free(after);
  history_free(&history);
}
END_TEST

/* with a desktop's gnuplot it says which window to open */
START_TEST(gnuterm_changes_nothing) {
  History history = two_epochs();
  setenv("GNUTERM", "x11", 1);
  ck_assert_msg(draw_loss(figure_of("04_loss"), &history) == OK, "%s", error_message());
  history_free(&history);
}
END_TEST

/* ---- the page of all figures ---- */

/* a folder instead of a picture opens, but cannot be read; root may open any file, so its rights do not help here */
START_TEST(a_page_that_would_lack_a_figure_is_not_written) {
  History history = two_epochs();
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), OK);
  char *before = text_in(in_folder("index.html"));
  write_plain("05_other.gp", "# caption: x\n", 13);
  ck_assert_int_eq(mkdir(in_folder("05_other.png"), 0777), 0);
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), FAILED);
  ck_assert_ptr_nonnull(strstr(error_message(), "05_other.png"));
  char *after = text_in(in_folder("index.html"));
  ck_assert_str_eq(after, before);
  free(before), free(after);

  ck_assert_int_eq(rmdir(in_folder("05_other.png")), 0); /* a script of the reader's own is no figure */
  ck_assert_int_eq(draw_loss(figure_of("04_loss"), &history), OK);
  history_free(&history);
}
END_TEST

START_TEST(the_page_keeps_other_programs_figures) {
  History history = two_epochs();
  float *probability = calloc(10, sizeof *probability);
  Figure second = figure_of("06_probabilities"), first = figure_of("04_loss");
  second.caption = "Ten <classes> & \"one\".";
  ck_assert_int_eq(draw_probabilities(second, 10, probability), OK);
  ck_assert_int_eq(draw_loss(first, &history), OK);
  first.caption = "Drawn again.";
  ck_assert_int_eq(draw_loss(first, &history), OK);

  char *page = text_in(in_folder("index.html"));
  const char *loss = strstr(page, "<img src=\"04_loss.png\""),
             *bars = strstr(page, "<img src=\"06_probabilities.png\"");
  ck_assert(loss && bars && loss < bars);                           /* both, in order */
  ck_assert_ptr_null(strstr(loss + 1, "<img src=\"04_loss.png\"")); /* once */
  check_words_in(page, (const char *[]){"<p>Drawn again.</p>", "<p lang=\"ko\">설명.</p>",
                                        "Ten &lt;classes&gt; &amp; &quot;one&quot;.", "href=\"04_loss.svg\"",
                                        "width=\"586\"", NULL}); /* the .png has two pixels a point */
  ck_assert_ptr_null(strstr(page, "Some caption."));
  free(page);
  free(probability);
  history_free(&history);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("figures");
  TCase *tests = tcase_create("figures");
  tcase_add_checked_fixture(tests, make_folder, remove_folder);
  tcase_add_test(tests, loss_by_epoch);
  tcase_add_test(tests, loss_of_one_epoch_and_without_validation);
  tcase_add_test(tests, image_gray_r);
  tcase_add_test(tests, probabilities_counted_from_1);
  tcase_add_test(tests, histogram_bins);
  tcase_add_test(tests, maps_each_on_its_own_range);
  tcase_add_test(tests, a_constant_map);
  tcase_add_test(tests, maps_on_one_scale);
  tcase_add_test(tests, proportions_of_figsize);
  tcase_add_test(tests, a_grid_for_any_number_of_maps);
  tcase_add_test(tests, very_many_maps_are_one_picture);
  tcase_add_test(tests, panels_in_a_row);
  tcase_add_test(tests, samples_of_each_class);
  tcase_add_test(tests, boxes_of_plot_model);
  tcase_add_test(tests, a_layer_with_a_hostile_name);
  tcase_add_test(tests, network_to_scale);
  tcase_add_test(tests, one_pixels_arithmetic);
  tcase_add_test(tests, one_map_put_together);
  tcase_add_test(tests, maps_side_by_side);
  tcase_add_test(tests, patches_and_filters_that_never_answer);
  tcase_add_test(tests, patches_stand_upright);
  tcase_add_test(tests, confusions_and_mistakes);
  tcase_add_test(tests, the_script_draws_the_same_picture);
  tcase_add_test(tests, any_folder_name);
  tcase_add_test(tests, a_folder_that_cannot_be_made);
  tcase_add_test(tests, gnuplot_missing);
  tcase_add_test(tests, gnuplot_fails);
  tcase_add_test(tests, no_room_for_the_numbers);
  tcase_add_test(tests, a_picture_that_is_not_whole_replaces_none);
  tcase_add_test(tests, four_files_or_none);
  tcase_add_test(tests, gnuterm_changes_nothing);
  tcase_add_test(tests, a_page_that_would_lack_a_figure_is_not_written);
  tcase_add_test(tests, the_page_keeps_other_programs_figures);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  const int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
