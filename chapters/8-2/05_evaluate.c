// [evaluate: top]
/*
 * Section 8-2, step 5: judge the trained network by the validation images.
 */
#include <stdlib.h>

#include "chapter.h"
#include "files/model_file.h"

// [evaluate: top] [evaluate: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_CONV | TAKES_BATCH_SIZE,
      NULL, "", "Loss and accuracy of a trained model on the validation set.");
  banner("8-2 Evaluation on the validation set",
         "model.evaluate(val_scaled, val_target)");

  Data data;
  Sequential model;
  Evaluation result;
  if (load_data(&options, &data) != OK ||
      load_model(options.model, options.like, &model, NULL) != OK)
    return report_failure("05_evaluate");
  model.kernels = chosen_kernels(&options);
  if (evaluate(&model, &data.val, options.batch_size, true, &result) != OK)
    return report_failure("05_evaluate");
  printf("[%.9g, %.9g]\n", result.loss, result.accuracy);

  sequential_free(&model);
  data_free(&data);
  return EXIT_SUCCESS;
}
// [evaluate: main]
