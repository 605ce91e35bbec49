/* Labelled images, and the parts they are split into: see dataset.h. */
#include "data/dataset.h"

#include "base/memory.h"

void dataset_free(Dataset *set) {
  release(set->index);
  *set = (Dataset){0};
}
