// [beside: top]
/*
 * Beyond the book: the first layer's maps of the trained network beside those
 * of the same network before any training.
 *
 * The untrained maps show the boot as well: a random kernel blurs or outlines.
 * What training added is the variety, and edges told apart by direction.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "figures/inside.h"
#include "inside.h"

/* the same network once more, its weights from the generator as before training */
static Status untrained_model(const Options *options, Random *random,
                              Sequential *model) {
  if (load_to_look_inside(options, model) != OK) return FAILED;
  for (int n = 0; n < model->layer_count; n++) {
    tensor_free(&model->layers[n].kernel.value);
    tensor_free(&model->layers[n].bias.value);
    if (layer_create_weights(&model->layers[n], random) != OK) return FAILED;
  }
  return OK;
}

// [beside: top] [beside: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_FIGURES | TAKES_IMAGE |
          TAKES_SEED,
      "build/figures/8-3", "", "Feature maps before and after training.");
  banner("8-3 Beyond the book: trained beside untrained",
         "keras.Model(model.inputs, model.layers[0].output)");

  Figure beside = {.folder = options.figures, .name = "08_untrained",
                   .caption = "The first layer's maps of the same image, "
                              "trained and untrained.",
                   .caption_ko = "훈련한 신경망과 훈련하지 않은 신경망의 "
                                 "첫 번째 층 특성 맵."};
  Sequential trained, untrained;
  if (load_to_look_inside(&options, &trained) != OK)
    return report_failure("08_trained_and_untrained");
  const int conv = conv2d_layer(&trained, 0);
  if (conv < 0) return nothing_to_show(&options, "the network has no Conv2D");

  Random random = random_from_seed(options.seed);
  float *inputs = chosen_image(&options, &trained, NULL);
  if (!inputs || untrained_model(&options, &random, &untrained) != OK)
    return report_failure("08_trained_and_untrained");
  const int *size = trained.layers[conv].output_shape.size;
  void *left = feature_maps_of(&trained, conv, inputs);
  void *right = feature_maps_of(&untrained, conv, inputs);
  if (!left || !right ||
      draw_maps_beside(beside, size[0], size[1], size[2], left, "trained",
                       right, "untrained", 4) != OK)
    return report_failure("08_trained_and_untrained");
  printf("%s/08_untrained.png\n", options.figures);

  release(inputs), release(left), release(right);
  sequential_free(&trained), sequential_free(&untrained);
  return EXIT_SUCCESS;
}
// [beside: main]
