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
                   Figure figure, double width, double height) {
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

  const MapGrid grid = map_grid(F, 8, width, height);
  if (F > grid.maps) printf("drawn: the first %d of %d\n", grid.maps, F);
  const void *drawn = maps;
  const Status status = draw_maps(figure, H, W, F, drawn, grid);
  release(maps);
  return status;
}

/* a grey image has one channel; of a colour image, the first */
static Status draw_first_channel(Figure figure, Shape shape, const float *x) {
  const int H = shape.size[0], W = shape.size[1], C = shape.size[2];
  float image[H][W];
  for (int i = 0; i < H * W; i++) image[i / W][i % W] = x[i * C];
  return draw_image(figure, H, W, image);
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
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("05_feature_maps");
  const int conv = conv2d_layer(&model, 0), conv2 = conv2d_layer(&model, 1);
  if (conv < 0) return nothing_to_show(&options, "the network has no Conv2D");

  float *inputs = chosen_image(&options, &model, "05_own_picture");
  if (!inputs || draw_first_channel(boot, model.input_shape, inputs) != OK ||
      show(&model, conv, inputs, first, 15.0 / 8, 2) != OK ||
      (conv2 >= 0 && show(&model, conv2, inputs, second, 1.5, 1.5) != OK))
    return report_failure("05_feature_maps");
  if (conv2 < 0) nothing_to_show(&options, "there is no second Conv2D");

  release(inputs);
  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [maps: main]
