/*
 * Milestone after part B: your functions train the book's network on 100 images until it
 * knows them by heart. A network that cannot even do that has a mistake somewhere.
 *
 *     make mine-overfit
 */
#include <stdlib.h>

#include "chapter.h"
#include "mine.h"

enum { IMAGES = 100, MOST_EPOCHS = 60 };

int main(int argc, char **argv) {
  Options options = parse_options(argc, argv, TAKES_DATA | TAKES_SEED, NULL, "",
                                  "Trains the network on 100 images with the functions that you wrote.");
  banner("Milestone: your training", "model.fit(train_scaled[:100], train_target[:100], epochs=60, batch_size=10)");
  Data data;
  Sequential model;
  Random random = random_from_seed(options.seed);
  if (load_data(&options, &data) != OK || book_model(&model, 0, &random) != OK ||
      compile(&model, (Adam){.learning_rate = 0.001f}) != OK)
    return report_failure("mine_overfit");
  model.kernels = mine_kernels(true);

  Dataset few = data.train;
  few.count = IMAGES;
  Evaluation result = {0};
  int epoch = 0;
  while (epoch < MOST_EPOCHS && result.accuracy < 1) {
    History history = {0};
    FitEnd end = fit(&model, &few, (Fit){.epochs = ++epoch, .first_epoch = epoch - 1, .batch_size = 10, .random = &random}, &history);
    history_free(&history);
    if (end == FIT_INTERRUPTED) return EXIT_INTERRUPTED;
    if (end != FIT_DONE || evaluate(&model, &few, IMAGES, false, &result) != OK) return report_failure("mine_overfit");
    printf("epoch %2d: loss %.4f, %3.0f of %d right\n", epoch, result.loss, result.accuracy * IMAGES, IMAGES);
    fflush(stdout);
  }
  bool learned = result.accuracy >= 1;
  if (learned) printf("All %d by heart after %d epochs. Your training works.\n", IMAGES, epoch);
  else printf("Not learned in %d epochs, and no function differs from the library's: please report it.\n", MOST_EPOCHS);
  sequential_free(&model);
  data_free(&data);
  return learned ? EXIT_SUCCESS : EXIT_FAILURE;
}
