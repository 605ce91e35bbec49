// [chapter: top]
/* What the programs of both chapters share: see chapter.h. */
#include "chapter.h"

#include <stdio.h>

#include "mine.h"

void banner(const char *section, const char *keras) {
  printf("%s  |  %s\n\n", section, keras);
}

// [chapter: top] [chapter: data]
/* load_data() and train_test_split(), as the first cell of the section */
Status load_data(const Options *options, Data *data) {
  *data = (Data){0};
  Split split = {.test_size = 0.2, .random_state = 42};
  if (load_fashion_mnist(options->data, options->any_data, &data->mnist) != OK)
    return FAILED;
  return train_test_split(&data->mnist.train, split, &data->train, &data->val);
}

void data_free(Data *data) {
  dataset_free(&data->train);
  dataset_free(&data->val);
  fashion_mnist_free(&data->mnist);
}

// [chapter: data] [chapter: kernels]
const Kernels *chosen_kernels(const Options *options) {
  if (options->mine || options->conv == CONV_MINE)
    return mine_kernels(options->mine);
  switch (options->conv) {
    case CONV_NAIVE: return &naive_kernels;
    case CONV_BLOCKED: return &blocked_kernels;
    case CONV_WINOGRAD: return &winograd_kernels;
    case CONV_FASTEST:
    case CONV_MINE: return &library_kernels;
  }
  BUG("a path of kind %d", (int)options->conv);
}
// [chapter: kernels]
