/**
 * @file train_test_split.h
 * scikit-learn's train_test_split(..., test_size=0.2, random_state=42), index for index.
 */
#ifndef DATA_TRAIN_TEST_SPLIT_H
#define DATA_TRAIN_TEST_SPLIT_H

#include "base/error.h"
#include "data/dataset.h"

/** How to split. */
typedef struct Split {
  double test_size;      /**< the part put aside, 0 < test_size < 1; the count is rounded up */
  uint32_t random_state; /**< the seed of the permutation */
} Split;

/**
 * Shuffles `all` and puts the first part aside: `RandomState(random_state).permutation(count)`,
 * whose first ceil(test_size * count) indices become `test`, the others `train`.
 * Both share the pixels of `all`.
 * @return FAILED when memory is short or there are too few images for two parts; both are then empty
 */
Status train_test_split(const Dataset *all, Split split, Dataset *train, Dataset *test);

#endif
