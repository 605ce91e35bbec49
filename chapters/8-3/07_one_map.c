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

static Status draw(Sequential *model, const float *image, Figure figure) {
  const Layer *conv = &model->layers[2];
  Functional before =
      functional(model_inputs(model), layer_output(model, 1));
  Functional after = functional(layer_output(model, 1), layer_output(model, 2));
  const int C = conv->input_shape.size[2];
  const int *size = conv->output_shape.size;
  const int P = size[0], Q = size[1], F = size[2];
  float *input = allocate(shape_count(conv->input_shape), sizeof(float));
  float *maps = allocate(shape_count(conv->output_shape), sizeof(float));
  float *part = allocate((size_t)(C * P * Q), sizeof(float));
  if (!input || !maps || !part ||
      functional_predict(&before, 1, image, input) != OK ||
      functional_predict(&after, 1, input, maps) != OK)
    return FAILED;

  const int strongest = argmax(P * Q * F, maps), filter = strongest % F;
  printf("feature map %d of %s: %d partial maps, largest value %.6f\n",
         filter, conv->name, C, (double)maps[strongest]);
  Status status = partial_maps(conv, input, filter, part);
  if (status == OK) status = draw_one_map(figure, conv, input, filter, part);
  release(input);
  release(maps);
  release(part);
  return status;
}

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
      .caption_ko = "두 번째 층의 특성 맵 하나가 만들어지는 과정. 파랑은 음수, "
                    "빨강은 양수."};
  Sequential model;
  float inputs[1][28][28][1];
  if (load_to_look_inside(&options, &model) != OK ||
      chosen_image(&options, inputs) != OK ||
      draw(&model, &inputs[0][0][0][0], one_map) != OK)
    return report_failure("07_one_map");

  sequential_free(&model);
  return EXIT_SUCCESS;
}
