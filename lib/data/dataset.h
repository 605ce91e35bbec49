/**
 * @file dataset.h
 * Labelled images, and the parts they are split into.
 *
 * The pixels stay bytes and are stored once; a part (training, validation) is a list of
 * indices into them. Scaling to 0..1 happens when a batch is loaded: see batches.h.
 */
#ifndef DATA_DATASET_H
#define DATA_DATASET_H

#include <stddef.h>
#include <stdint.h>

/** Labelled images, or some of them. Shares the pixels with the set it was taken from. */
typedef struct Dataset {
  int count;             /**< how many images this set has */
  int height, width;     /**< of each image, in pixels */
  int channels;          /**< 1: grey */
  const uint8_t *pixels; /**< the whole store, [..][height][width][channels]; not owned */
  const uint8_t *labels; /**< the whole store's labels; not owned */
  int *index;            /**< [count]: which of the store; owned. Null: the store in order */
} Dataset;

/** Where in the store the set's image `n` is. */
static inline int dataset_index(const Dataset *set, int n) {
  return set->index ? set->index[n] : n;
}

/** The bytes of image `n`, [height][width][channels]. */
static inline const uint8_t *dataset_pixels(const Dataset *set, int n) {
  return set->pixels + (size_t)dataset_index(set, n) * (size_t)set->height * (size_t)set->width * (size_t)set->channels;
}

/** The label of image `n`, 0 to 9. */
static inline int dataset_label(const Dataset *set, int n) {
  return set->labels[dataset_index(set, n)];
}

/** Frees the indices (the pixels belong to the store) and empties the set. */
void dataset_free(Dataset *set);

#endif
