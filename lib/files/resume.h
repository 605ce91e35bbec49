/**
 * @file resume.h
 * Going on with a training that a model file keeps: `04_train --resume FILE`.
 */
#ifndef FILES_RESUME_H
#define FILES_RESUME_H

#include "model/fit.h"

/**
 * Loads a model to be trained further, and where its training stood.
 *
 * A file of Keras or PyTorch does not tell that: then the training begins with a fresh
 * order of the images, the model is judged once, so that only a better one replaces it,
 * and a line says so.
 * @param path       the model file
 * @param history    the CSV of the training so far, which keeps what the file does not:
 *                   the seconds of each epoch; it may be missing
 * @param epochs     how many the training is to have in the end; FAILED when it has them already
 * @param validation the images that the model is judged by
 * @param model      made here, compiled; free it with sequential_free()
 * @param so_far     in: `random` as a new training would have it; out: where the training
 *                   stood, epoch 0 when the file does not tell
 */
Status resume_training(const char *path, const char *history, int epochs, const Dataset *validation,
                       Sequential *model, TrainingState *so_far);

/** Lets both callbacks go on from there: what is best so far, and for how long. */
Status resume_callbacks(const TrainingState *so_far, const Sequential *model, ModelCheckpoint *checkpoint,
                        EarlyStopping *stopping);

#endif
