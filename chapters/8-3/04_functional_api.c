// [api: top]
/*
 * Section 8-3, step 4: the functional API.
 *
 * Layers are called like functions; a model is what lies between an input and
 * an output. So a part of a trained model is a model too: conv_acti shares the
 * first layer and computes nothing else.
 */
#include <stdlib.h>

#include "inside.h"

// [api: top] [api: small]
/* the second edition's example: chapter 7's dense network, once more */
static Status small_model(uint32_t seed) {
  Sequential network = sequential();
  KerasTensor inputs = call_input(&network, (Input){.units = 784});
  KerasTensor hidden =
      call_dense(inputs, (Dense){.units = 100, .activation = RELU});
  KerasTensor outputs =
      call_dense(hidden, (Dense){.units = 10, .activation = SOFTMAX});

  Random random = random_from_seed(seed);
  if (build(&network, &random) != OK) return FAILED;
  Functional func_model = functional(inputs, outputs);
  functional_summary(&func_model, stdout);
  sequential_free(&network);
  return OK;
}

// [api: small] [api: main]
static void print_ends(const char *name, KerasTensor tensor) {
  printf("%s ", name);
  print_keras_tensor(tensor, stdout);
  putchar('\n');
}

int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_MODEL | TAKES_LIKE | TAKES_SEED, NULL, "",
      "Models as parts of models: the functional API.");
  banner("8-3 The functional API, p. 474",
         "conv_acti = keras.Model(model.inputs, model.layers[0].output)");

  Sequential model;
  if (small_model(options.seed) != OK ||
      load_to_look_inside(&options, &model) != OK)
    return report_failure("04_functional_api");

  print_ends("\nmodel.inputs:     ", model_inputs(&model));
  Functional conv_acti =
      functional(model_inputs(&model), layer_output(&model, 0));
  print_ends("conv_acti.inputs: ", conv_acti.inputs);
  print_ends("conv_acti.outputs:", conv_acti.outputs);

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [api: main]
