// [maps: top]
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
#include "kernels/statistics.h"

// [maps: top] [maps: show]
/* a layer's feature maps: their shape, sum, maximum, zeros, and their figure */
static Status show(Sequential *model, int layer, const float *image,
                   Figure figure, MapGrid grid) {
  float *maps = feature_maps_of(model, layer, image);
  if (!maps) return FAILED;
  const int *size = model->layers[layer].output_shape.size;
  const int H = size[0], W = size[1], F = size[2];
  const int largest = argmax(H * W * F, maps);
  double sum = 0;
  int zeros = 0;
  for (int i = 0; i < H * W * F; i++) {
    sum += (double)maps[i];
    if (maps[i] == 0) zeros++;
  }
  printf("(1, %d, %d, %d) sum %.3f max %.6f zeros %d\n", H, W, F, sum,
         (double)maps[largest], zeros);

  grid.rows = (F + grid.columns - 1) / grid.columns;
  const void *drawn = maps;
  const Status status = draw_maps(figure, H, W, F, drawn, grid);
  release(maps);
  return status;
}

// [maps: show] [maps: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_CONV |
          TAKES_IMAGE,
      "build/figures/8-3", "", "What both convolutions make of an image.");
  banner("8-3 Feature maps", "feature_maps = conv_acti.predict(inputs)");

  const char *dir = options.figures;
  Figure boot = {dir, "05_a_image", "The image that the network is shown.",
                 "신경망에 넣을 이미지."};
  Figure first = {dir, "05_b_first_layer",
                  "The first layer's feature maps, each on its own range.",
                  "첫 번째 합성곱 층의 특성 맵. 맵마다 자기 값의 범위로 "
                  "그렸습니다."};
  Figure second = {dir, "05_c_second_layer",
                   "The second layer's feature maps.",
                   "두 번째 합성곱 층의 특성 맵."};
  Sequential model;
  float inputs[1][28][28][1];
  const void *pixels = inputs;
  if (load_to_look_inside(&options, &model) != OK ||
      chosen_image(&options, inputs) != OK ||
      draw_image(boot, 28, 28, pixels) != OK ||
      show(&model, 0, pixels, first,
           (MapGrid){.columns = 8, .width = 15, .height = 8}) != OK ||
      show(&model, 2, pixels, second,
           (MapGrid){.columns = 8, .width = 12, .height = 12}) != OK)
    return report_failure("05_feature_maps");

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [maps: main]
