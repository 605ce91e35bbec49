/*
 * scikit-learn's train_test_split, index for index: see train_test_split.h.
 *
 * scikit-learn draws a permutation with NumPy's legacy generator and cuts it in two. With
 * the same seed, the same 12,000 images are put aside as in the book's notebook, so the
 * numbers printed here may be laid beside the book's.
 */
#include "data/train_test_split.h"

#include <math.h>

#include "base/memory.h"
#include "base/random.h"

/* the images that `order` names, as a set of its own; shares the pixels */
static Status take(const Dataset *all, int count, const int order[count], Dataset *part) {
  *part = *all;
  part->count = count;
  part->index = allocate((size_t)count, sizeof *part->index);
  if (!part->index) {
    *part = (Dataset){0};
    return FAILED;
  }
  for (int n = 0; n < count; n++) part->index[n] = dataset_index(all, order[n]);
  return OK;
}

Status train_test_split(const Dataset *all, Split split, Dataset *train, Dataset *test) {
  *train = *test = (Dataset){0};
  if (!(split.test_size > 0 && split.test_size < 1))
    BUG("test_size is a part, 0 < test_size < 1, not %g", split.test_size);

  int test_count = (int)ceil(split.test_size * all->count);
  int train_count = all->count - test_count;
  if (train_count < 1)
    return fail(
        "cannot split %d images in two: expected at least one on either side with test_size %g; give more images",
        all->count, split.test_size);

  int *order = allocate((size_t)all->count, sizeof *order);
  if (!order) return FAILED;
  Random random = random_from_seed(split.random_state);
  random_permutation(&random, all->count, order);

  /* the first go to the test set, as scikit-learn's ShuffleSplit has it */
  Status status = take(all, test_count, order, test);
  if (status == OK) status = take(all, train_count, order + test_count, train);
  if (status != OK) dataset_free(test);
  release(order);
  return status;
}
