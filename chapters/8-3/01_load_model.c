// [list: top]
/*
 * Section 8-3, step 1: load the trained network and list its layers.
 *
 * The checkpoint of section 8-2 holds what the training found. This section
 * asks what that is. --model takes any model file, from Keras or PyTorch too.
 */
#include <stdlib.h>

#include "inside.h"

// [list: top] [list: main]
int main(int argc, char **argv) {
  Options options = parse_options(argc, argv, TAKES_MODEL | TAKES_LIKE, NULL,
                                  "", "Lists the layers of a trained model.");
  banner("8-3 Weights and what they mean, p. 465",
         "model = keras.models.load_model('best-cnn-model.h5'); model.layers");

  Sequential model;
  if (load_to_look_inside(&options, &model) != OK)
    return report_failure("01_load_model");

  /* the input layer is not among them */
  for (int n = 0; n < model.layer_count; n++)
    printf("%c<%s name=%s, built=True>%s\n", n == 0 ? '[' : ' ',
           layer_class(model.layers[n].kind), model.layers[n].name,
           n + 1 < model.layer_count ? "," : "]");

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [list: main]
