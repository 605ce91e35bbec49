/* What a model file says, without its weights: see description.h. */
#include "files/description.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

const char *format_name(FileFormat format) {
  switch (format) {
    case KERAS_HDF5: return "Keras HDF5";
    case KERAS_ZIP: return "Keras zip";
    case TORCH_ZIP: return "PyTorch state_dict";
  }
  BUG("a file format of kind %d", (int)format);
}

/* ---- checking ---- */

/* as the bytes may come from a process that a damaged file has upset, not even a bool is trusted */
static bool is_bool(const bool *value) {
  unsigned char byte;
  memcpy(&byte, value, 1);
  return byte <= 1;
}

/* a name goes to the terminal and into other files: control characters and broken UTF-8 have no business in it */
static bool is_text(const char *text, size_t size) { return memchr(text, '\0', size) != NULL && is_printable(text); }

static bool in_range(int value, int least, int most) { return value >= least && value <= most; }

static bool settings_in_range(const LayerDescription *layer) {
  switch (layer->kind) {
    case CONV2D:
      return in_range(layer->conv2d.filters, 1, MOST_SETTING) && in_range(layer->conv2d.kernel_size, 1, MOST_SETTING) &&
             in_range(layer->conv2d.strides, 1, MOST_SETTING) &&
             in_range((int)layer->conv2d.padding, VALID, SAME) &&
             in_range((int)layer->conv2d.activation, LINEAR, LAST_ACTIVATION);
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
      return in_range(layer->pooling.pool_size, 1, MOST_SETTING) &&
             in_range(layer->pooling.strides, 1, MOST_SETTING) &&
             in_range((int)layer->pooling.padding, VALID, SAME);
    case FLATTEN: return true;
    case DENSE:
      return in_range(layer->dense.units, 1, MOST_SETTING) &&
             in_range((int)layer->dense.activation, LINEAR, LAST_ACTIVATION);
    case DROPOUT: return layer->dropout.rate >= 0 && layer->dropout.rate < 1;
  }
  return false; /* a kind that there is not */
}

/* how many numbers a shape holds, counted so that nothing overflows; MOST_NUMBERS + 1 for too many */
static size_t count_numbers(Shape shape) {
  size_t count = 1;
  for (int axis = 0; axis < shape.rank && count <= MOST_NUMBERS; axis++)
    count = in_range(shape.size[axis], 1, MOST_NUMBERS) ? count * (size_t)shape.size[axis] : MOST_NUMBERS + 1;
  return count;
}

static Layer layer_of(const LayerDescription *described) {
  Layer layer = {.kind = described->kind};
  memcpy(layer.name, described->name, sizeof layer.name);
  switch (described->kind) {
    case CONV2D: layer.conv2d = described->conv2d; break;
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: layer.pooling = described->pooling; break;
    case FLATTEN: break;
    case DENSE: layer.dense = described->dense; break;
    case DROPOUT: layer.dropout = described->dropout; break;
  }
  return layer;
}

/* follows one image through the layers, counting */
static Status check_layers(const Description *description) {
  Shape shape = description->input_shape;
  if (!in_range(shape.rank, 1, 3) || count_numbers(shape) > MOST_NUMBERS)
    return fail("its input is larger than %d numbers; this library cannot run it", MOST_NUMBERS);

  size_t parameters = 0;
  for (int i = 0; i < description->layer_count; i++) {
    const LayerDescription *described = &description->layers[i];
    if (!is_text(described->name, sizeof described->name) || !described->name[0])
      return fail("layer %d has no proper name; name it in letters and save the model again", i + 1);
    if (!settings_in_range(described))
      return fail("layer '%s' has settings out of range: each size must be from 1 to %d", described->name,
                  MOST_SETTING);
    for (int before = 0; before < i; before++)
      if (strcmp(description->layers[before].name, described->name) == 0)
        return fail("two of its layers are named '%s'", described->name);

    Layer layer = layer_of(described);
    layer.input_shape = shape;
    if (layer_set_shapes(&layer) != OK) return FAILED;
    if (layer_activation(&layer) == SOFTMAX && i < description->layer_count - 1)
      return fail("layer '%s' has activation softmax; this library has it in the last layer only", described->name);
    if (count_numbers(layer.output_shape) > MOST_NUMBERS)
      return fail("layer '%s' puts out more than %d numbers; this library cannot run it", described->name,
                  MOST_NUMBERS);
    parameters += layer_parameter_count(&layer);
    if (parameters > MOST_PARAMETERS)
      return fail("it has more than %d parameters; this library cannot run it", MOST_PARAMETERS);
    shape = layer.output_shape;
  }
  return OK;
}

Status description_check(const Description *description) {
  if (!in_range((int)description->format, KERAS_HDF5, TORCH_ZIP) ||
      !is_text(description->version, sizeof description->version) ||
      !is_text(description->name, sizeof description->name) ||
      !is_text(description->input_name, sizeof description->input_name) ||
      !is_text(description->note, sizeof description->note) || !is_bool(&description->has_optimizer))
    return fail("its description is damaged: a name or version in it is no proper text; save the model again");
  if (!in_range(description->layer_count, 1, MAX_LAYERS))
    return fail("it has %d layers; this library takes 1 to %d", description->layer_count, MAX_LAYERS);

  if (description->has_optimizer && (description->step < 0 || !(description->adam.learning_rate > 0)))
    return fail("its optimizer's settings are out of range");
  if (!in_range(description->epoch, 0, MOST_EPOCHS_KEPT) ||
      !in_range(description->history_count, 0, description->epoch) ||
      !in_range(description->best_epoch, 0, description->epoch) ||
      !in_range(description->wait, 0, description->epoch) || !isfinite(description->best) || !in_range(description->random.next, 0, 624))
    return fail("what it tells of its training is out of range");
  return check_layers(description);
}

/* ---- making the model ---- */

Status description_model(const Description *description, Sequential *model) {
  *model = sequential();
  memcpy(model->name, description->name, sizeof model->name);
  memcpy(model->input_name, description->input_name, sizeof model->input_name);
  model->input_shape = description->input_shape;
  model->layer_count = description->layer_count;
  for (int i = 0; i < description->layer_count; i++) model->layers[i] = layer_of(&description->layers[i]);

  if (build(model, NULL) == OK) return OK;
  sequential_free(model);
  return FAILED;
}
