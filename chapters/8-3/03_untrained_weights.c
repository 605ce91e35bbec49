// [untrained: top]
/*
 * Section 8-3, step 3: the same for a convolution that was never trained.
 *
 * Its weights are Glorot uniform: evenly spread between -0.142 and 0.142. The
 * kernels look dull beside the trained ones, and no two seeds make the same.
 */
#include <stdlib.h>

#include "figures/figures.h"
#include "chapter.h"
#include "kernels/statistics.h"

// [untrained: top] [untrained: draw]
static Status draw(const Layer *conv, const char *folder) {
  const int *size = conv->kernel.value.shape.size; /* (3, 3, 1, 32) */
  const int K = size[0], F = size[3];
  const void *weights = conv->kernel.value.data;
  Figure bars = {.folder = folder, .name = "03_untrained_histogram",
                 .caption = "Weights of an untrained conv2d kernel: evenly "
                            "spread, within a small range.",
                 .caption_ko = "훈련하지 않은 합성곱 층의 가중치 분포. 좁은 "
                               "범위에 고르게 퍼져 있습니다."};
  Figure maps = {.folder = folder, .name = "03_untrained_kernels",
                 .caption = "The untrained kernels on the same scale: all near "
                            "0, without a pattern.",
                 .caption_ko = "훈련하지 않은 커널. 같은 색 범위로 그리면 "
                               "밋밋합니다."};
  MapGrid grid = map_grid(F, 16, 15.0 / 16, 1);
  grid.one_scale = true, grid.low = -0.5, grid.high = 0.5;
  if (draw_histogram(bars, K * K * F, weights, 10) != OK) return FAILED;
  return draw_maps(maps, K, K, F, weights, grid);
}

// [untrained: draw] [untrained: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_SEED | TAKES_FIGURES, "build/figures/8-3", "",
      "The weights of a convolution that was never trained.");
  banner("8-3 Untrained weights",
         "no_training_model.add(keras.layers.Conv2D(32, kernel_size=3, ...))");
  Random random = random_from_seed(options.seed);
  Sequential model = sequential();
  add_input(&model, (Input){.height = 28, .width = 28, .channels = 1});
  add_conv2d(&model, (Conv2D){.filters = 32, .kernel_size = 3,
                              .padding = SAME, .activation = RELU});
  if (build(&model, &random) != OK)
    return report_failure("03_untrained_weights");

// [untrained: main] [untrained: numbers]
  const Layer *conv = &model.layers[0];
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
    return report_failure("03_untrained_weights");
  for (int i = 0; i < 10; i++) printf("%d%c", count[i], i < 9 ? ' ' : '\n');

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [untrained: numbers]
