/* Keras's functional API: parts of a network that share its layers. See functional.h. */
#include "model/functional.h"

#include <string.h>

#include "model/batch.h"

/* ---- places in a network ---- */

KerasTensor model_inputs(Sequential *model) { return (KerasTensor){.network = model, .after = 0}; }

KerasTensor layer_output(Sequential *model, int index) {
  if (index < 0 || index >= model->layer_count) BUG("layer %d of a network that has %d", index, model->layer_count);
  return (KerasTensor){.network = model, .after = index + 1};
}

Status named_layer_output(Sequential *model, const char *name, KerasTensor *tensor) {
  char names[MAX_LAYERS * (NAME_SIZE + 2)] = "";
  size_t length = 0;
  for (int n = 0; n < model->layer_count; n++) {
    const char *layer = model->layers[n].name;
    if (strcmp(layer, name) == 0) {
      *tensor = layer_output(model, n);
      return OK;
    }
    length += (size_t)snprintf(names + length, sizeof names - length, "%s%s", n ? ", " : "", layer);
  }
  return fail("%s: no layer has this name; there are %s", name, names);
}

Shape keras_tensor_shape(KerasTensor tensor) {
  return tensor.after == 0 ? tensor.network->input_shape : tensor.network->layers[tensor.after - 1].output_shape;
}

const char *keras_tensor_name(KerasTensor tensor) {
  return tensor.after == 0 ? tensor.network->input_name : tensor.network->layers[tensor.after - 1].name;
}

void print_keras_tensor(KerasTensor tensor, FILE *out) {
  char shape[80];
  fprintf(out, "<KerasTensor shape=%s, dtype=float32, sparse=False, name=%s>",
          batch_shape_text(keras_tensor_shape(tensor), sizeof shape, shape), keras_tensor_name(tensor));
}

Functional functional(KerasTensor inputs, KerasTensor outputs) {
  if (inputs.network != outputs.network) BUG("inputs and outputs belong to two networks");
  if (outputs.after <= inputs.after)
    BUG("the outputs come after %d layers, the inputs after %d", outputs.after, inputs.after);
  return (Functional){.name = "functional", .inputs = inputs, .outputs = outputs};
}

/* ---- computing ---- */

const float *functional_forward(const Functional *model, int N, const float *x) {
  return forward_between(model->inputs.network, model->inputs.after, model->outputs.after, N, x);
}

Status functional_predict(const Functional *model, int count, const float *x, float *output) {
  enum { BATCH = 32 };
  const size_t in = shape_count(keras_tensor_shape(model->inputs)),
               out = shape_count(keras_tensor_shape(model->outputs));
  for (int first = 0; first < count; first += BATCH) {
    const int N = count - first < BATCH ? count - first : BATCH;
    const float *y = functional_forward(model, N, x + (size_t)first * in);
    if (!y) return FAILED;
    memcpy(output + (size_t)first * out, y, (size_t)N * out * sizeof *output);
  }
  return OK;
}

/* ---- building a network layer by layer ---- */

/* the network's end after the layer was added; the layer must have been called on the end before it */
static KerasTensor called_on(KerasTensor x) {
  const int count = x.network->layer_count;
  if (x.after != count - 1)
    BUG("layer %s called on %s, which %s already follows: a chain has no branches", x.network->layers[count - 1].name,
        keras_tensor_name(x), x.network->layers[x.after].name);
  return (KerasTensor){.network = x.network, .after = count};
}

KerasTensor call_input(Sequential *network, Input input) {
  add_input(network, input);
  return model_inputs(network);
}

KerasTensor call_conv2d(KerasTensor x, Conv2D conv2d) {
  add_conv2d(x.network, conv2d);
  return called_on(x);
}

KerasTensor call_max_pooling2d(KerasTensor x, MaxPooling2D max_pooling2d) {
  add_max_pooling2d(x.network, max_pooling2d);
  return called_on(x);
}

KerasTensor call_flatten(KerasTensor x) {
  add_flatten(x.network);
  return called_on(x);
}

KerasTensor call_dense(KerasTensor x, Dense dense) {
  add_dense(x.network, dense);
  return called_on(x);
}

KerasTensor call_dropout(KerasTensor x, Dropout dropout) {
  add_dropout(x.network, dropout);
  return called_on(x);
}
