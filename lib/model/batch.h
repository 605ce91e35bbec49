/**
 * @file batch.h
 * A batch through the network, and which thread does what: see batch.c.
 */
#ifndef MODEL_BATCH_H
#define MODEL_BATCH_H

#include <signal.h>

#include "data/dataset.h"
#include "model/progress.h"
#include "model/sequential.h"

/**
 * Runs N images through the layers first .. end-1 only.
 * @param x [N] + input shape of the first of them
 * @return [N] + output shape of the last, owned by the model; null when memory is short
 */
const float *forward_between(Sequential *model, int first, int end, int N, const float *x);

/** What the network makes of each image of a set. */
typedef struct Answers {
  float *loss; /**< [count] */
  int *class;  /**< [count]: the most probable */
} Answers;

/**
 * The whole set through the network, in use.
 * @param at_a_time   images that a thread takes at a time
 * @param progress    may be null
 * @param interrupted looked at again and again: when it is not 0, the rest is left out
 * @return FAILED when memory is short
 */
Status answer_all(Sequential *model, const Dataset *set, int at_a_time, Answers answers, Progress *progress,
                  const volatile sig_atomic_t *interrupted);

#endif
