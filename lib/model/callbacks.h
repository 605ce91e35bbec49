/**
 * @file callbacks.h
 * keras.callbacks: what happens after each epoch of fit(), and at its end.
 *
 *     Callback callbacks[] = {
 *       model_checkpoint(&(ModelCheckpoint){ .path = "best-cnn-model.h5", .save = save_model }),
 *       early_stopping(&(EarlyStopping){ .patience = 2, .restore_best_weights = true }),
 *     };
 */
#ifndef MODEL_CALLBACKS_H
#define MODEL_CALLBACKS_H

#include "model/history.h"
#include "model/sequential.h"

/**
 * Where a training stands after an epoch, so that it can go on later: what a checkpoint
 * keeps beside the weights.
 */
typedef struct TrainingState {
  int epoch;       /**< epochs done */
  Random random;   /**< the generator as the next epoch will find it */
  double best;     /**< smallest val_loss so far */
  int best_epoch;  /**< the epoch that gave it */
  int wait;        /**< epochs since then */
  History history; /**< all epochs so far */
} TrainingState;

/** Saves a model, whole or not at all. `state` may be null: then the file holds only the model. */
typedef Status SaveModel(const char *path, const Sequential *model, const TrainingState *state);

/** What to do around epochs. `data` is the callback's own struct. */
typedef struct Callback {
  void *data;            /**< handed to the functions below */
  bool needs_validation; /**< fit() refuses to run it without validation data */
  /** After an epoch. Sets *stop to end the training. FAILED: told at once, training goes on, fit() ends FAILED. */
  Status (*on_epoch_end)(void *data, Sequential *model, const TrainingState *state, bool *stop);
  /** After the last epoch. */
  Status (*on_train_end)(void *data, Sequential *model);
  /** Frees what the callback keeps; called by fit() at its end. */
  void (*free)(void *data);
} Callback;

/** keras.callbacks.ModelCheckpoint(path, save_best_only=True): saves whenever val_loss is the smallest so far. */
typedef struct ModelCheckpoint {
  const char *path; /**< file to write */
  SaveModel *save;  /**< how: the model knows no file formats */
  bool started;     /**< set by the callback: `best` counts */
  double best;      /**< set by the callback; set it with `started` to go on from a checkpoint */
} ModelCheckpoint;

/** keras.callbacks.EarlyStopping(patience, restore_best_weights). Strictly smaller counts as better. */
typedef struct EarlyStopping {
  int patience;              /**< epochs without a better val_loss after which training stops */
  bool restore_best_weights; /**< put the best epoch's weights back, whether or not it stopped early */
  bool started;              /**< set by the callback: `best` and `wait` count */
  double best;               /**< smallest val_loss so far */
  int best_epoch;            /**< its epoch, 1 for the first */
  int wait;                  /**< epochs since then */
  int stopped_epoch;         /**< the epoch after which it stopped, 0 if it did not */
  Tensor *best_weights;      /**< kept copies, owned */
} EarlyStopping;

/** Makes the callback for `checkpoint`, which must outlive fit(). */
Callback model_checkpoint(ModelCheckpoint *checkpoint);

/** Keeps a copy of the model's weights as the best so far: for a training that goes on. FAILED when memory is short. */
Status early_stopping_keep(EarlyStopping *stopping, const Sequential *model);

/** Makes the callback for `stopping`, which must outlive fit(). */
Callback early_stopping(EarlyStopping *stopping);

#endif
