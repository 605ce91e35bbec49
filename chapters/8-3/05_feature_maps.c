/*
 * Section 8-3, step 5: what the two convolutions make of an ankle boot.
 *
 * The first layer answers to edges and surfaces; each of its maps can still be
 * read. The second layer's maps are harder: each mixes 32 maps of the first.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/figures.h"
#include "inside.h"

/* the feature maps after a layer: their shape, sum, maximum and zeros */
static Status draw_layer(Sequential *model, int layer, const float *image,
                         Figure figure, MapGrid grid) {
  Functional conv_acti =
      functional(model_inputs(model), layer_output(model, layer));
  const Shape shape = keras_tensor_shape(conv_acti.outputs);
  const int H = shape.size[0], W = shape.size[1], F = shape.size[2];
  float *feature_maps = allocate(shape_count(shape), sizeof *feature_maps);
  if (!feature_maps ||
      functional_predict(&conv_acti, 1, image, feature_maps) != OK)
    return FAILED;

  double sum = 0;
  float max = 0;
  int zeros = 0;
  for (int i = 0; i < H * W * F; i++) {
    sum += (double)feature_maps[i];
    if (feature_maps[i] > max) max = feature_maps[i];
    if (feature_maps[i] == 0) zeros++;
  }
  printf("(1, %d, %d, %d) sum %.3f max %.6f zeros %d\n", H, W, F, sum,
         (double)max, zeros);

  grid.rows = (F + grid.columns - 1) / grid.columns;
  const void *maps = feature_maps;
  const Status status = draw_maps(figure, H, W, F, maps, grid);
  release(feature_maps);
  return status;
}

int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_CONV |
          TAKES_IMAGE,
      "build/figures/8-3", "", "What both convolutions make of an image.");
  banner("8-3 Feature maps", "feature_maps = conv_acti.predict(inputs)");

  const char *folder = options.figures;
  Figure boot = {.folder = folder, .name = "05_a_image",
                 .caption = "The image that the network is shown.",
                 .caption_ko = "신경망에 넣을 이미지."};
  Figure first = {.folder = folder, .name = "05_b_first_layer",
                  .caption = "The first layer's feature maps, after ReLU, "
                             "each on its own range.",
                  .caption_ko = "첫 번째 합성곱 층의 특성 맵."};
  Figure second = {.folder = folder, .name = "05_c_second_layer",
                   .caption = "The second layer's feature maps, after ReLU.",
                   .caption_ko = "두 번째 합성곱 층의 특성 맵."};
  Sequential model;
  float inputs[1][28][28][1];
  const void *pixels = inputs;
  if (load_to_look_inside(&options, &model) != OK ||
      chosen_image(&options, inputs) != OK ||
      draw_image(boot, 28, 28, pixels) != OK ||
      draw_layer(&model, 0, pixels, first,
                 (MapGrid){.columns = 8, .width = 15, .height = 8}) != OK ||
      draw_layer(&model, 2, pixels, second,
                 (MapGrid){.columns = 8, .width = 12, .height = 12}) != OK)
    return report_failure("05_feature_maps");

  sequential_free(&model);
  return EXIT_SUCCESS;
}
