/* Going on with a training that a model file keeps: see resume.h. */
#include "files/resume.h"

#include <math.h>

#include "files/model_file.h"

/* equal in the 9 digits of the CSV */
static bool same_figure(double a, double b) { return fabs(a - b) <= 1e-8 * fabs(a) || (isnan(a) && isnan(b)); }

static bool same_epoch(const EpochLogs *a, const EpochLogs *b) {
  return a->epoch == b->epoch && same_figure(a->loss, b->loss) && same_figure(a->accuracy, b->accuracy) &&
         same_figure(a->val_loss, b->val_loss) && same_figure(a->val_accuracy, b->val_accuracy);
}

/* the seconds of each epoch, where the CSV is that of this very training */
static void take_seconds(History *history, const char *path) {
  History written;
  if (history_read(&written, path) != OK) return;
  for (int e = 0; e < history->count && e < written.count; e++) {
    if (!same_epoch(&history->epochs[e], &written.epochs[e])) break;
    history->epochs[e].seconds = written.epochs[e].seconds;
  }
  history_free(&written);
}

/* the file knows nothing of its training: judge the model, so that only a better one replaces it */
static Status begin_afresh(const char *path, const Dataset *validation, Sequential *model, TrainingState *so_far) {
  Evaluation now;
  if (evaluate(model, validation, 32, false, &now) != OK) return FAILED;
  so_far->best = now.loss;
  printf("%s: does not tell how its training stood; it goes on with a fresh order of the images%s\n"
         "val_loss before: %.4f\n", path, model->compiled ? "" : " and a fresh Adam", now.loss);
  return OK;
}

Status resume_training(const char *path, const char *history, int epochs, const Dataset *validation,
                       Sequential *model, TrainingState *so_far) {
  TrainingState kept;
  if (load_model(path, NULL, model, &kept) != OK) return FAILED;

  Status status = OK;
  if (kept.epoch > 0) {
    *so_far = kept;
    if (kept.epoch >= epochs)
      status = fail("%s: has been trained for %d epochs already; ask for more, such as --epochs %d", path, kept.epoch,
                    kept.epoch + 2);
  }
  if (status == OK && kept.epoch > 0) {
    take_seconds(&so_far->history, history);
    printf("%s: goes on after epoch %d\n", path, kept.epoch);
  } else if (status == OK) {
    status = begin_afresh(path, validation, model, so_far);
  }
  if (status == OK && !model->compiled) status = compile(model, (Adam){0});
  if (status != OK) {
    history_free(&so_far->history);
    sequential_free(model);
  }
  return status;
}

Status resume_callbacks(const TrainingState *so_far, const Sequential *model, ModelCheckpoint *checkpoint,
                        EarlyStopping *stopping) {
  checkpoint->started = stopping->started = true;
  checkpoint->best = stopping->best = so_far->best;
  stopping->best_epoch = so_far->best_epoch;
  stopping->wait = so_far->wait;

  /* the best weights are those in the file, unless it was saved after the best epoch */
  if (so_far->wait > 0) return OK;
  if (stopping->restore_best_weights && early_stopping_keep(stopping, model) != OK) return FAILED;

  /* the best model so far belongs where the best model of this training is looked for */
  return checkpoint->save(checkpoint->path, model, so_far->epoch > 0 ? so_far : NULL);
}
