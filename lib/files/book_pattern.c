/*
 * The network's pattern in the book, guessed from the shapes of weights: see readers.h.
 * A file of nothing but weights does not say what lies between them.
 */
#include <math.h>
#include <string.h>

#include "files/readers.h"

/* names as Keras gives them: conv2d, conv2d_1, ... */
static LayerDescription *add(Description *description, LayerKind kind, int number) {
  LayerDescription *layer = &description->layers[description->layer_count++];
  *layer = (LayerDescription){.kind = kind};
  snprintf(layer->name, NAME_SIZE, number ? "%s_%d" : "%s", layer_word(kind), number);
  return layer;
}

/* the side of the square images that give the first Dense `inputs` numbers; 0: none do */
static int image_side(int inputs, int maps, int convolutions) {
  if (inputs < 1 || inputs % maps != 0) return 0;
  int side = (int)lround(sqrt((double)(inputs / maps)));
  return side * side == inputs / maps && convolutions < 12 && side < MOST_SETTING ? side << convolutions : 0;
}

static Status refuse(int count, const Shape *kernels) {
  char list[400] = "", one[64];
  for (int i = 0; i < count && strlen(list) < sizeof list - sizeof one - 4; i++) {
    size_t used = strlen(list);
    snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", shape_text(kernels[i], sizeof one, one));
  }
  return fail("it holds weights alone, of shapes %s, which do not fit the book's pattern: (K, K, C, F) for each "
              "Conv2D, then (I, U) and (U, classes) for two Dense; name a file with the architecture: --like FILE.keras",
              count ? list : "(none)");
}

Status book_pattern(int count, const Shape *kernels, float rate, Description *description) {
  int convolutions = 0;
  while (convolutions < count && kernels[convolutions].rank == 4) convolutions++;
  if (count != convolutions + 2 || 2 * convolutions + 4 > MAX_LAYERS) return refuse(count, kernels);

  const Shape *hidden = &kernels[convolutions], *last = &kernels[convolutions + 1];
  int channels = convolutions ? kernels[0].size[2] : 1, maps = channels;
  for (int i = 0; i < convolutions; i++) {
    const int *size = kernels[i].size;
    if (size[0] != size[1] || size[2] != maps || size[3] < 1) return refuse(count, kernels);
    maps = size[3];
  }
  if (hidden->rank != 2 || last->rank != 2 || hidden->size[1] != last->size[0] || maps < 1)
    return refuse(count, kernels);
  int side = image_side(hidden->size[0], maps, convolutions);
  if (side == 0) return refuse(count, kernels);

  snprintf(description->name, NAME_SIZE, "sequential");
  snprintf(description->input_name, NAME_SIZE, "input_layer");
  description->input_shape = (Shape){3, {side, side, channels}};
  description->layer_count = 0;
  for (int i = 0; i < convolutions; i++) {
    add(description, CONV2D, i)->conv2d = (Conv2D){
        .filters = kernels[i].size[3], .kernel_size = kernels[i].size[0], .strides = 1, .padding = SAME, .activation = RELU};
    add(description, MAX_POOLING2D, i)->pooling = (MaxPooling2D){.pool_size = 2, .strides = 2};
  }
  add(description, FLATTEN, 0);
  add(description, DENSE, 0)->dense = (Dense){.units = hidden->size[1], .activation = RELU};
  add(description, DROPOUT, 0)->dropout = (Dropout){.rate = rate};
  add(description, DENSE, 1)->dense = (Dense){.units = last->size[1], .activation = SOFTMAX};

  snprintf(description->note, sizeof description->note,
           "It holds weights alone. Taken for the book's network: input (%d, %d, %d), %d times Conv2D (same, ReLU) and "
           "MaxPooling2D(2), Flatten, Dense (ReLU), Dropout(%g), Dense (softmax); --like FILE takes another.",
           side, side, channels, convolutions, (double)rate);
  return OK;
}
