// [load: top]
/*
 * Section 8-2, step 1: 70,000 pictures of clothes, as arrays.
 *
 *     (train_input, train_target), (test_input, test_target) = \
 *         keras.datasets.fashion_mnist.load_data()
 *     train_scaled = train_input.reshape(-1, 28, 28, 1) / 255.0
 *     train_scaled, val_scaled, train_target, val_target = \
 *         train_test_split(train_scaled, train_target,
 *                          test_size=0.2, random_state=42)
 */
#include <stdio.h>
#include <stdlib.h>

#include "chapter.h"
#include "figures/figures.h"

// [load: top] [load: draw]
/* the bytes of an image as characters, from blank (0) to @@ (255) */
static void print_image(const Dataset *set, int n) {
  const uint8_t *pixel = dataset_pixels(set, n);
  for (int r = 0; r < set->height; r++) {
    for (int c = 0; c < set->width; c++) {
      char ink = " .:-=+*#%@"[pixel[r * set->width + c] * 10 / 256];
      printf("%c%c", ink, ink); /* two, as characters are tall */
    }
    putchar('\n');
  }
}

static void count_classes(const Dataset *set, int count[CLASSES]) {
  for (int n = 0; n < set->count; n++) count[dataset_label(set, n)]++;
}

// [load: draw] [load: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_DATA | TAKES_FIGURES, "build/figures/8-2", "",
      "Loads Fashion-MNIST, splits it, and shows what is in it.");
  banner("8-2 Loading the data", "keras.datasets.fashion_mnist.load_data()");

  FashionMNIST data;
  Dataset train, val;
  Split split = {.test_size = 0.2, .random_state = 42};
  if (load_fashion_mnist(options.data, options.any_data, &data) != OK ||
      train_test_split(&data.train, split, &train, &val) != OK)
    return report_failure("01_load_data");

  printf("train (%d, %d, %d, 1)  val (%d, %d, %d, 1)  test (%d, %d, %d, 1)\n",
         train.count, train.height, train.width, val.count, val.height,
         val.width, data.test.count, data.test.height, data.test.width);

// [load: main] [load: table]
  int count[3][CLASSES] = {0};
  count_classes(&train, count[0]);
  count_classes(&val, count[1]);
  count_classes(&data.test, count[2]);
  puts("\n   class        train    val   test");
  for (int c = 0; c < CLASSES; c++)
    printf("%d  %-11s %6d %6d %6d  %s\n", c, class_names[c], count[0][c],
           count[1][c], count[2][c], class_names_ko[c]);

// [load: table] [load: end]
  printf("\ntrain_input[0], an image of class %d:\n",
         dataset_label(&data.train, 0));
  print_image(&data.train, 0);

  Figure figure = {.folder = options.figures,
                   .name = "01_ten_classes",
                   .caption = "Ten classes, ten samples of each.",
                   .caption_ko = "클래스 열 개에서 열 개씩 뽑은 샘플."};
  if (draw_samples(figure, &data.train, class_names, 10) != OK)
    return report_failure("01_load_data");
  dataset_free(&train);
  dataset_free(&val);
  fashion_mnist_free(&data);
  return EXIT_SUCCESS;
}
// [load: end]
