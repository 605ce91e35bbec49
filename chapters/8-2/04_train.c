// [train: top]
/*
 * Section 8-2, step 4: compile and train.
 *
 * After each epoch the network is judged by the 12,000 validation images. The
 * best one so far goes to build/best-cnn-model.h5; after two epochs without a
 * better one, training stops.
 */
#include <stdlib.h>

#include "base/file.h"
#include "chapter.h"
#include "figures/figures.h"
#include "files/model_file.h"
#include "files/resume.h"

// [train: top] [train: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv,
      TAKES_DATA | TAKES_MODEL | TAKES_RESUME | TAKES_HISTORY | TAKES_FIGURES |
          TAKES_CONV | TAKES_SEED | TAKES_TRAINING,
      "build/figures/8-2", "",
      "Trains the book's network and draws its loss curves.");
  banner("8-2 Compiling and training",
         "model.compile(optimizer='adam', ...); model.fit(...)");

// [train: main] [train: ready]
  Data data;
  Sequential model;
  TrainingState so_far = {.random = random_from_seed(options.seed)};
  if (can_save_model(options.model) != OK ||
      can_write_file(options.history) != OK ||
      can_write_folder(options.figures) != OK ||
      load_data(&options, &data) != OK)
    return report_failure("04_train");
  if (options.resume
          ? resume_training(options.resume, options.history, options.epochs,
                            &data.val, &model, &so_far) != OK
          : book_model(&model, options.dropout, &so_far.random) != OK ||
                compile(&model, (Adam){.learning_rate = 0.001f}) != OK)
    return report_failure("04_train");
  model.kernels = chosen_kernels(&options);

// [train: ready] [train: callbacks]
  ModelCheckpoint checkpoint = {.path = options.model, .save = save_model};
  EarlyStopping stopping = {.patience = options.patience,
                            .restore_best_weights = true};
  Callback callbacks[] = {model_checkpoint(&checkpoint),
                          early_stopping(&stopping)};
  if (options.resume &&
      resume_callbacks(&so_far, &model, &checkpoint, &stopping) != OK)
    return report_failure("04_train");

// [train: callbacks] [train: fit]
  Random random = so_far.random;
  History history = so_far.history;
  FitEnd end = fit(&model, &data.train,
                   (Fit){.epochs = options.epochs,
                         .batch_size = options.batch_size,
                         .validation = &data.val,
                         .callbacks = callbacks,
                         .callback_count = 2,
                         .progress = options.progress,
                         .first_epoch = so_far.epoch,
                         .random = &random},
                   &history);
  if (end == FIT_FAILED) report_failure("04_train");

// [train: fit] [train: keep]
  /* whatever the end, the finished epochs are worth keeping */
  Figure figure = {.folder = options.figures,
                   .name = "04_loss",
                   .caption = "Training and validation loss by epoch.",
                   .caption_ko = "에포크별 훈련 손실과 검증 손실."};
  if (history.count > 0 && history_write(&history, options.history) != OK)
    end = FIT_FAILED, report_failure("04_train");
  if (history.count > 0 && draw_loss(figure, &history) != OK)
    end = FIT_FAILED, report_failure("04_train");

  if (stopping.best_epoch > 0 && end != FIT_FAILED)
    printf("best epoch: %d, val_loss %.4f\n", stopping.best_epoch,
           stopping.best);
  history_free(&history);
  sequential_free(&model);
  data_free(&data);
  if (end == FIT_INTERRUPTED) return EXIT_INTERRUPTED;
  return end == FIT_DONE ? EXIT_SUCCESS : EXIT_FAILURE;
}
// [train: keep]
