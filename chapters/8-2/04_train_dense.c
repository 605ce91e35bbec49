// [dense: top]
/*
 * Section 8-2, beyond the book: the dense network of chapter 7, trained on the
 * same 48,000 images, so that 'better than before' is a number.
 *
 * Its 28x28 pixels are flattened at once: which pixel was whose neighbour is lost.
 */
#include <stdlib.h>

#include "chapter.h"

// [dense: top] [dense: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_DATA | TAKES_CONV | TAKES_SEED | TAKES_TRAINING, NULL,
      "", "Trains chapter 7's dense network, to compare.");
  banner("7-3 The dense network, to compare", "model.fit(...)");

// [dense: main] [dense: layers]
  Data data;
  Random random = random_from_seed(options.seed);
  Sequential model = sequential();
  add_input(&model, (Input){.height = 28, .width = 28});
  add_flatten(&model); /* (28, 28) -> (784,) */
  add_dense(&model, (Dense){.units = 100, .activation = RELU}); /* -> (100,) */
  add_dropout(&model, (Dropout){.rate = 0.3f});                 /* -> (100,) */
  add_dense(&model, (Dense){.units = 10, .activation = SOFTMAX}); /* -> (10,) */
  if (load_data(&options, &data) != OK || build(&model, &random) != OK ||
      compile(&model, (Adam){.learning_rate = 0.001f}) != OK)
    return report_failure("04_train_dense");
  model.kernels = chosen_kernels(&options);
  summary(&model, stdout);

// [dense: layers] [dense: fit]
  EarlyStopping stopping = {.patience = options.patience,
                            .restore_best_weights = true};
  Callback callbacks[] = {early_stopping(&stopping)};
  History history = {0};
  FitEnd end = fit(&model, &data.train,
                   (Fit){.epochs = options.epochs,
                         .batch_size = options.batch_size,
                         .validation = &data.val,
                         .callbacks = callbacks,
                         .callback_count = 1,
                         .progress = options.progress,
                         .random = &random},
                   &history);
  if (end == FIT_FAILED) report_failure("04_train_dense");
  Evaluation result;
  if (end == FIT_DONE &&
      evaluate(&model, &data.val, options.batch_size, false, &result) == OK)
    printf("dense network: val_loss %.4f, val_accuracy %.4f\n", result.loss,
           result.accuracy);

  history_free(&history);
  sequential_free(&model);
  data_free(&data);
  if (end == FIT_INTERRUPTED) return EXIT_INTERRUPTED;
  return end == FIT_DONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
// [dense: fit]
