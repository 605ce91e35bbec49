// [weights: top]
/*
 * Section 8-3, step 2: the weights of the first convolution, as numbers, as a
 * histogram, and as pictures.
 *
 * Bright is positive, dark is negative. Each of the 32 kernels has its own
 * pattern: training has made them.
 */
#include <stdlib.h>

#include "figures/figures.h"
#include "inside.h"
#include "kernels/statistics.h"

// [weights: top] [weights: draw]
static Status draw(const Layer *conv, const char *folder) {
  const int *size = conv->kernel.value.shape.size; /* (3, 3, 1, 32) */
  const int K = size[0], F = size[2] * size[3]; /* a slice for each channel */
  const void *weights = conv->kernel.value.data;
  Figure bars = {.folder = folder, .name = "02_trained_histogram",
                 .caption = "Weights of the trained conv2d kernel: far from "
                            "evenly spread.",
                 .caption_ko = "훈련된 첫 번째 합성곱 층의 가중치 분포."};
  Figure maps = {.folder = folder, .name = "02_trained_kernels",
                 .caption = "The trained kernels, 3x3 each, in rows of 16: "
                            "bright is positive, dark negative.",
                 .caption_ko = "훈련된 커널. 밝으면 양수, 어두우면 음수."};
  MapGrid grid = map_grid(F, 16, 15.0 / 16, 1);
  grid.one_scale = true, grid.low = -0.5, grid.high = 0.5;
  if (F > grid.maps) printf("drawn: the first %d of %d\n", grid.maps, F);
  if (draw_histogram(bars, K * K * F, weights, 10) != OK) return FAILED;
  return draw_maps(maps, K, K, F, weights, grid);
}

// [weights: draw] [weights: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES,
      "build/figures/8-3", "", "The weights of a trained convolution.");
  banner("8-3 Trained weights, p. 468",
         "conv = model.layers[0]; conv.weights[0].numpy()");
  Sequential model;
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("02_trained_weights");

  const int first = conv2d_layer(&model, 0);
  if (first < 0)
    return nothing_to_show(&options, "the network has no Conv2D");
  const Layer *conv = &model.layers[first];
  const int n = (int)tensor_count(&conv->kernel.value);
  char kernel[80], bias[80];
  printf("%s %s\n", shape_text(conv->kernel.value.shape, 80, kernel),
         shape_text(conv->bias.value.shape, 80, bias));

  double mean, std, edge[11];
  int count[10];
  mean_std(n, &mean, &std, conv->kernel.value.data);
  printf("%.8g %.8g\n", mean, std);
  if (draw(conv, options.figures) != OK ||
      histogram(n, 10, count, edge, conv->kernel.value.data) != 0)
    return report_failure("02_trained_weights");
  for (int i = 0; i < 10; i++) printf("%d%c", count[i], i < 9 ? ' ' : '\n');

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [weights: main]
