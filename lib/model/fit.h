/**
 * @file fit.h
 * model.fit() and model.evaluate().
 */
#ifndef MODEL_FIT_H
#define MODEL_FIT_H

#include "model/callbacks.h"

/** How to train. A field left 0 means Keras's default. */
typedef struct Fit {
  int epochs;                 /**< how many at most; default 1 */
  int batch_size;             /**< images a step; default 32 */
  const Dataset *validation;  /**< evaluated after each epoch; may be null */
  const Callback *callbacks;  /**< called in order; may be null */
  int callback_count;         /**< how many */
  bool progress;              /**< print Keras's lines on stdout */
  int first_epoch;            /**< epochs already done, as a checkpoint tells; Keras's initial_epoch */
  Random *random;             /**< order of the epochs, dropout; required */
} Fit;

/** How fit() ended. */
typedef enum FitEnd {
  FIT_DONE,        /**< all epochs, or stopped by a callback */
  FIT_INTERRUPTED, /**< Ctrl-C, SIGTERM or SIGHUP: it ended after the batch, callbacks finished */
  FIT_FAILED       /**< error_message() says why; the history keeps the finished epochs */
} FitEnd;

/** Mean loss and accuracy of a data set, sample-weighted. */
typedef struct Evaluation {
  double loss;     /**< mean cross-entropy */
  double accuracy; /**< part classified right */
} Evaluation;

/**
 * Trains the model: for each epoch a new order of the images, then for each batch
 * forward, backward, update; then validation and callbacks.
 * @param history epochs are appended to what it holds
 * @return FIT_FAILED when the model is not compiled, a callback needs validation data
 *         and there is none, memory is short, or a loss is NaN or infinite (epoch,
 *         batch and the first layer affected are named); a callback that failed makes
 *         it FIT_FAILED at the end
 */
FitEnd fit(Sequential *model, const Dataset *train, Fit how, History *history);

/**
 * model.evaluate(): mean loss and accuracy.
 * @param progress print Keras's line on stdout
 * @return FAILED when memory is short, the images do not fit the model, or Ctrl-C came while a fit() calls this
 */
Status evaluate(Sequential *model, const Dataset *set, int batch_size, bool progress, Evaluation *result);

#endif
