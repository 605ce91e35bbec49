// [pixel: top]
/*
 * Beyond the book: one value of a feature map, to the last multiplication.
 *
 * The value shown is the strongest of those whose nine pixels all belong to the
 * thing in the image, so that every product counts.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/inside.h"
#include "inside.h"

/* whether a value of the first layer is made of few enough products */
static bool can_be_written_out(const Sequential *model) {
  const int *size = model->layers[0].kernel.value.shape.size;
  return conv2d_layer(model, 0) == 0 && size[2] == 1 &&
         size[0] * size[1] <= MAX_TAPS;
}

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
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("06_one_pixel");
  if (!can_be_written_out(&model))
    return nothing_to_show(&options, "layer 0 is no Conv2D of one channel with "
                                     "a kernel of up to 7x7");

  Arithmetic value;
  float *inputs = chosen_image(&options, &model, NULL);
  if (!inputs || strongest_value(&model.layers[0], inputs, &value) != OK ||
      draw_pixel(pixel, &model, inputs, &value) != OK)
    return report_failure("06_one_pixel");
  print_arithmetic(&value);

  release(inputs);
  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [pixel: main]
