/* keras.callbacks: see callbacks.h. */
#include "model/callbacks.h"

#include <string.h>

#include "base/memory.h"

/* ---- ModelCheckpoint ---- */

static Status checkpoint_epoch_end(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  (void)stop;
  ModelCheckpoint *checkpoint = data;
  double val_loss = state->history.epochs[state->history.count - 1].val_loss;
  if (checkpoint->started && !(val_loss < checkpoint->best)) return OK;
  if (checkpoint->save(checkpoint->path, model, state) != OK) return FAILED;
  checkpoint->started = true;
  checkpoint->best = val_loss;
  return OK;
}

static Status nothing_at_train_end(void *data, Sequential *model) {
  (void)data, (void)model;
  return OK;
}

static void nothing_to_free(void *data) { (void)data; }

Callback model_checkpoint(ModelCheckpoint *checkpoint) {
  return (Callback){.data = checkpoint,
                    .needs_validation = true,
                    .on_epoch_end = checkpoint_epoch_end,
                    .on_train_end = nothing_at_train_end,
                    .free = nothing_to_free};
}

/* ---- EarlyStopping ---- */

/* the weights of all layers, kernel and bias in turn, go to or come from the kept copies */
Status early_stopping_keep(EarlyStopping *stopping, const Sequential *model) {
  if (!stopping->best_weights) {
    stopping->best_weights = allocate((size_t)MAX_LAYERS * 2, sizeof(Tensor));
    if (!stopping->best_weights) return FAILED;
  }
  for (int i = 0; i < model->layer_count; i++) {
    const Tensor *weights[] = {&model->layers[i].kernel.value, &model->layers[i].bias.value};
    for (int k = 0; k < 2; k++) {
      Tensor *kept = &stopping->best_weights[2 * i + k];
      if (!weights[k]->data) continue;
      if (!kept->data && tensor_create(kept, weights[k]->shape) != OK) return FAILED;
      memcpy(kept->data, weights[k]->data, tensor_count(kept) * sizeof(float));
    }
  }
  return OK;
}

static Status early_stopping_epoch_end(void *data, Sequential *model, const TrainingState *state, bool *stop) {
  EarlyStopping *stopping = data;
  const EpochLogs *logs = &state->history.epochs[state->history.count - 1];
  if (!stopping->started || logs->val_loss < stopping->best) {
    stopping->started = true;
    stopping->best = logs->val_loss;
    stopping->best_epoch = logs->epoch;
    stopping->wait = 0;
    return stopping->restore_best_weights ? early_stopping_keep(stopping, model) : OK;
  }
  if (++stopping->wait >= stopping->patience) {
    stopping->stopped_epoch = logs->epoch;
    *stop = true;
  }
  return OK;
}

static Status early_stopping_train_end(void *data, Sequential *model) {
  EarlyStopping *stopping = data;
  if (!stopping->restore_best_weights || !stopping->best_weights) return OK;
  model->prepared = false;
  for (int i = 0; i < model->layer_count; i++) {
    Tensor *weights[] = {&model->layers[i].kernel.value, &model->layers[i].bias.value};
    for (int k = 0; k < 2; k++) {
      const Tensor *kept = &stopping->best_weights[2 * i + k];
      if (kept->data) memcpy(weights[k]->data, kept->data, tensor_count(kept) * sizeof(float));
    }
  }
  return OK;
}

static void early_stopping_free(void *data) {
  EarlyStopping *stopping = data;
  if (!stopping->best_weights) return;
  for (int k = 0; k < 2 * MAX_LAYERS; k++) tensor_free(&stopping->best_weights[k]);
  release(stopping->best_weights);
  stopping->best_weights = NULL;
}

Callback early_stopping(EarlyStopping *stopping) {
  return (Callback){.data = stopping,
                    .needs_validation = true,
                    .on_epoch_end = early_stopping_epoch_end,
                    .on_train_end = early_stopping_train_end,
                    .free = early_stopping_free};
}
