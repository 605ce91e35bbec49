// [predict: top]
/*
 * Section 8-2, step 6: what the network says of the first validation image.
 *
 * The book shows the image, the ten probabilities, their bar chart, and the name
 * of the class with the largest. With --png it is a picture of your own.
 */
#include <stdlib.h>

#include "chapter.h"
#include "data/batches.h"
#include "figures/figures.h"
#include "files/model_file.h"
#include "kernels/statistics.h"
#include "own_picture.h"

// [predict: top] [predict: print]
/* as NumPy prints an array of float32: each number in eight digits */
static void print_probabilities(const float p[CLASSES]) {
  printf("[[");
  for (int u = 0; u < CLASSES; u++)
    printf("%s%.7e", u == 0 ? "" : u == 5 ? "\n  " : " ", (double)p[u]);
  printf("]]\n");
}

/* for a picture of one's own, where nobody knows the answer: each by its name */
static void print_by_name(const float p[CLASSES]) {
  for (int u = 0; u < CLASSES; u++)
    printf("%d  %-12s %6.2f%%  %s\n", u, class_names[u], 100 * (double)p[u],
           class_names_ko[u]);
}

// [predict: print] [predict: image]
/* val_scaled[0:1]: a batch of one image, so the leading 1 stays */
static Status first_image(const Options *options, float x[1][28][28][1]) {
  if (options->png)
    return own_picture(options, "06_own_picture", 28, 28, &x[0][0][0][0]);
  Data data;
  if (load_data(options, &data) != OK) return FAILED;
  const Dataset *set = &data.val;
  Status status = OK;
  if (set->height * set->width * set->channels != 28 * 28)
    status = fail("the images are %dx%d pixels, expected 28x28", set->height,
                  set->width);
  else
    load_batch(set, NULL, 0, 1, &x[0][0][0][0], NULL);
  data_free(&data);
  return status;
}

/* the arrays below hold one image of 28x28 and ten probabilities */
static Status check_sizes(const char *path, const Sequential *model) {
  const Layer *last = &model->layers[model->layer_count - 1];
  if (shape_count(model->input_shape) == 28 * 28 &&
      shape_count(last->output_shape) == CLASSES)
    return OK;
  return fail("%s: makes %zu numbers of %zu pixels, expected %d of 784; choose "
              "a model such as 04_train saves",
              path, shape_count(last->output_shape),
              shape_count(model->input_shape), CLASSES);
}

// [predict: image] [predict: main]
int main(int argc, char **argv) {
  Options options = parse_options(argc, argv,
                                  TAKES_DATA | TAKES_MODEL | TAKES_LIKE |
                                      TAKES_FIGURES | TAKES_CONV | TAKES_PNG,
                                  "build/figures/8-2", "",
                                  "The class of the first validation image.");
  banner("8-2 Prediction", "model.predict(val_scaled[0:1])");

  Sequential model;
  float x[1][28][28][1], p[1][CLASSES];
  if (load_model(options.model, options.like, &model, NULL) != OK ||
      check_sizes(options.model, &model) != OK ||
      first_image(&options, x) != OK)
    return report_failure("06_predict");

// [predict: main] [predict: one]
  model.kernels = chosen_kernels(&options);
  if (predict(&model, 1, &x[0][0][0][0], &p[0][0]) != OK)
    return report_failure("06_predict");

// [predict: one] [predict: figures]
  Figure image = {
      .folder = options.figures,
      .name = "06_image",
      .caption = options.png ? "Your picture." : "The first validation image.",
      .caption_ko =
          options.png ? "직접 찍은 사진." : "검증 세트의 첫 번째 샘플."};
  Figure bars = {
      .folder = options.figures,
      .name = "06_probabilities",
      .caption =
          "What the network thinks of it: the probability of each class, "
          "counted from 1 as in the book.",
      .caption_ko = "이 이미지의 클래스별 확률. 책처럼 1부터 셉니다."};
  void *pixels = x;
  if (draw_image(image, 28, 28, pixels) != OK ||
      draw_probabilities(bars, CLASSES, p[0]) != OK)
    return report_failure("06_predict");

// [predict: figures] [predict: end]
  print_probabilities(p[0]);
  if (options.png) print_by_name(p[0]);
  int class = argmax(CLASSES, p[0]);
  printf("%s (%s)\n", class_names[class], class_names_ko[class]);

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [predict: end]
