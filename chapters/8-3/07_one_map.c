// [map: top]
/*
 * Beyond the book: how the second layer makes one of its maps (the picture of
 * p. 478).
 *
 * A filter of the second layer has a slice of 3x3 weights for each of the 32
 * maps that come in. Each slice makes a partial map; their sum, the bias and
 * ReLU make the feature map. Shown is the filter with the strongest answer.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/inside.h"
#include "inside.h"
#include "kernels/statistics.h"

static Status show(Sequential *model, int second, const float *image,
                   Figure figure) {
  const Layer *conv = &model->layers[second];
  const int *size = conv->output_shape.size, C = conv->input_shape.size[2];
  const int places = size[0] * size[1], F = size[2];
  float *input = feature_maps_of(model, second - 1, image);
  float *maps = feature_maps_of(model, second, image);
  float *part = allocate((size_t)(C * places), sizeof *part);
  if (!input || !maps || !part) return FAILED;

  const int strongest = argmax(places * F, maps), filter = strongest % F;
  printf("feature map %d of %s: %d partial maps, largest value %.6f\n",
         filter, conv->name, C, (double)maps[strongest]);
  Status status = partial_maps(conv, input, filter, part);
  if (status == OK) status = draw_one_map(figure, conv, input, filter, part);
  release(input), release(maps), release(part);
  return status;
}

// [map: top] [map: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_IMAGE,
      "build/figures/8-3", "", "How one map of the second layer is made.");
  banner("8-3 Beyond the book: one map of the second layer, p. 478",
         "conv2_acti.predict(inputs)[0, :, :, f]");

  Figure one_map = {
      .folder = options.figures, .name = "07_one_map",
      .caption = "How one map of the second layer is made: each input map with "
                 "its slice of the kernel makes a partial map; blue is "
                 "negative, red positive. Their sum, bias and ReLU follow.",
      .caption_ko = "두 번째 층의 특성 맵 하나가 만들어지는 과정. 입력 맵마다 "
                    "커널의 한 장을 놓아 부분 맵을 만듭니다. 파랑은 음수, "
                    "빨강은 양수. 이를 모두 더하고 절편과 렐루를 거칩니다."};
  Sequential model;
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("07_one_map");
  const int second = conv2d_layer(&model, 1);
  if (second < 0)
    return nothing_to_show(&options, "there is no second Conv2D");

  float *inputs = chosen_image(&options, &model, NULL);
  if (!inputs || show(&model, second, inputs, one_map) != OK)
    return report_failure("07_one_map");

  release(inputs);
  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [map: main]
