// [plot: top]
/*
 * Section 8-2, step 3: draw the network as boxes, first plain, then with the
 * shapes, and as solid boxes to scale.
 *
 * In a box the layer's name stands left, its class right. The first box is the
 * input: Keras adds an InputLayer, which is not among the model's eight layers.
 */
#include <stdlib.h>

#include "chapter.h"
#include "figures/figures.h"

// [plot: top] [plot: figures]
static Status draw_all(const Sequential *model, const char *folder) {
  const Figure plain = {
    .folder = folder, .name = "03_plot_model",
    .caption = "The network, layer by layer: name left, class right.",
    .caption_ko = "신경망의 층: 왼쪽은 층의 이름, 오른쪽은 클래스.",
  };
  const Figure shapes = {
    .folder = folder, .name = "03_plot_model_shapes",
    .caption = "The same with the shapes that go into and out of each layer. "
               "None stands for the number of images.",
    .caption_ko = "층마다 입력과 출력의 크기를 함께 표시. None은 배치 차원.",
  };
  const Figure to_scale = {
    .folder = folder, .name = "03_network",
    .caption = "The network to scale, from 28x28x1 to 10: height and width "
               "halve, depth grows. Red: a kernel and the one value it makes.",
    .caption_ko = "28x28x1에서 10까지, 비율에 맞춘 신경망. 높이와 너비는 "
                  "절반이 되고 깊이는 늘어납니다. 빨강은 커널과 그 출력값 "
                  "하나.",
  };
  if (plot_model(plain, model, false) != OK) return FAILED;
  if (plot_model(shapes, model, true) != OK) return FAILED;
  return draw_network(to_scale, model);
}

// [plot: figures] [plot: main]
int main(int argc, char **argv) {
  Options options = parse_options(argc, argv, TAKES_FIGURES,
                                  "build/figures/8-2", "",
                                  "Draws the book's network.");
  banner("8-2 Drawing the network",
         "keras.utils.plot_model(model, show_shapes=True)");

  Sequential model;
  if (book_model(&model, 0.4f, NULL) != OK ||
      draw_all(&model, options.figures) != OK)
    return report_failure("03_plot_model");
  printf("%s/03_plot_model.png, 03_plot_model_shapes.png, 03_network.png\n",
         options.figures);

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [plot: main]
