// [test: top]
/*
 * Section 8-2, step 7: the test set, used once, at the very end.
 *
 * The validation images helped to choose the best epoch, so they are no longer
 * quite new to the network. The 10,000 test images are.
 */
#include <stdlib.h>

#include "chapter.h"
#include "files/model_file.h"

// [test: top] [test: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_CONV | TAKES_BATCH_SIZE,
      NULL, "", "Loss and accuracy of a trained model on the test set.");
  banner("8-2 The test set", "model.evaluate(test_scaled, test_target)");

  Data data;
  Sequential model;
  Evaluation result;
  if (load_data(&options, &data) != OK ||
      load_model(options.model, options.like, &model, NULL) != OK)
    return report_failure("07_test_set");
  model.kernels = chosen_kernels(&options);
  if (evaluate(&model, &data.mnist.test, options.batch_size, true, &result) !=
      OK)
    return report_failure("07_test_set");
  printf("[%.9g, %.9g]\n", result.loss, result.accuracy);

  sequential_free(&model);
  data_free(&data);
  return EXIT_SUCCESS;
}
// [test: main]
