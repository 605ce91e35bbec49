// [pixel: top]
/*
 * Beyond the book: one value of a feature map, to the last multiplication.
 *
 * The value shown is the strongest of those whose nine pixels all belong to the
 * thing in the image, so that every product counts.
 */
#include <stdlib.h>

#include "figures/inside.h"
#include "inside.h"

static void print_arithmetic(const Arithmetic *value) {
  printf("feature map %d, row %d, column %d: pixel * weight\n", value->filter,
         value->row, value->column);
  for (int tap = 0; tap < value->K * value->K; tap++)
    printf("%c %.6f * %9.6f = %9.6f\n", tap ? '+' : ' ',
           (double)value->patch[tap], (double)value->kernel[tap],
           (double)value->product[tap]);
  printf("+ bias                 %9.6f\n", (double)value->bias);
  printf("the output             %9.6f\n", (double)value->output);
}

// [pixel: top] [pixel: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_IMAGE,
      "build/figures/8-3", "", "The arithmetic of one value.");
  banner("8-3 Beyond the book: one pixel", "conv(inputs)[0, row, column, f]");

  Figure pixel = {.folder = options.figures, .name = "06_one_pixel",
                  .caption = "One value of a feature map: where it stands in "
                             "the network, in its map, and its arithmetic.",
                  .caption_ko = "특성 맵의 값 하나: 신경망에서의 위치, "
                                "특성 맵에서의 위치, 그리고 계산."};
  Sequential model;
  float inputs[1][28][28][1];
  Arithmetic value;
  if (load_to_look_inside(&options, &model) != OK ||
      chosen_image(&options, inputs) != OK ||
      strongest_value(&model.layers[0], &inputs[0][0][0][0], &value) != OK ||
      draw_pixel(pixel, &model, &inputs[0][0][0][0], &value) != OK)
    return report_failure("06_one_pixel");
  print_arithmetic(&value);

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [pixel: main]
