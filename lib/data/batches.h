/**
 * @file batches.h
 * Some images of a data set as the floats that a network takes.
 */
#ifndef DATA_BATCHES_H
#define DATA_BATCHES_H

#include "data/dataset.h"

/** How many batches of `batch_size` cover `count` images; the last may be smaller. */
int batch_count(int count, int batch_size);

/** How many images batch number `batch` has. */
int batch_images(int count, int batch_size, int batch);

/**
 * Loads N images: `x[n] = pixels / 255` and their labels. The quotient is rounded as
 * NumPy's float64 division followed by a cast to float32.
 * @param set   the data set
 * @param order which image comes at which place, [set->count]; null: as they are
 * @param first the first place taken
 * @param N     how many images, first + N <= set->count
 * @param x     overwritten, [N][height][width][channels]
 * @param label overwritten, [N]; may be null
 */
void load_batch(const Dataset *set, const int *order, int first, int N, float *x, int *label);

#endif
