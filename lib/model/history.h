/**
 * @file history.h
 * What each epoch of a training gave: `history.history` in Keras.
 */
#ifndef MODEL_HISTORY_H
#define MODEL_HISTORY_H

#include <stdbool.h>

#include "base/error.h"

/** The figures of one epoch: sample-weighted means. */
typedef struct EpochLogs {
  int epoch;           /**< 1 for the first */
  double loss;         /**< mean training loss */
  double accuracy;     /**< part of the training images classified right */
  double val_loss;     /**< mean validation loss; NaN without validation data */
  double val_accuracy; /**< part of the validation images classified right; NaN without */
  double seconds;      /**< time of the epoch with its validation */
} EpochLogs;

/** A training's epochs, in order. Zeroed, it is empty. */
typedef struct History {
  int count;         /**< epochs so far */
  EpochLogs *epochs; /**< [count], owned */
} History;

/** Appends one epoch. FAILED when memory is short. */
Status history_append(History *history, EpochLogs logs);

/** The index of the epoch with the smallest val_loss, the first of equals; -1 when there is none. */
int history_best(const History *history);

/** Writes the CSV `epoch,loss,accuracy,val_loss,val_accuracy,seconds`: temporary file, fsync, rename. FAILED leaves an older file as it was. */
Status history_write(const History *history, const char *path);

/** Reads what history_write() wrote. FAILED names the file and the line. */
Status history_read(History *history, const char *path);

/** Frees the epochs and empties the history. */
void history_free(History *history);

#endif
