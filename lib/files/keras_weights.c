/*
 * Weights and Adam's averages out of Keras's HDF5, whatever its version: see readers.h.
 * First the architecture is settled, then each array is read into the place made for it;
 * an array too few, too many or of another shape is refused.
 */
#include <string.h>

#include "files/readers.h"

void contents_free(Contents *contents) {
  sequential_free(&contents->model);
  history_free(&contents->history);
}

/* ---- the layers' weights ---- */

/*
 * Room for Adam's averages, zero until they are read. The child does not compile() the
 * model: it has no use for gradients, and a page of memory not touched is time not spent.
 */
static Status make_averages(Contents *contents) {
  Sequential *model = &contents->model;
  for (int i = 0; i < model->layer_count && contents->description.has_optimizer; i++) {
    Parameter *both[] = {&model->layers[i].kernel, &model->layers[i].bias};
    for (int k = 0; k < 2; k++)
      if (both[k]->value.data && (tensor_create(&both[k]->m, both[k]->value.shape) != OK ||
                                  tensor_create(&both[k]->v, both[k]->value.shape) != OK))
        return FAILED;
  }
  return OK;
}

/* no configuration in the file: another file's, or the book's pattern */
static Status settle_architecture(hid_t group, const WeightPaths *paths, const Description *like,
                                  Description *description) {
  if (description->layer_count > 0) return OK;
  if (like) {
    description->input_shape = like->input_shape;
    description->layer_count = like->layer_count;
    memcpy(description->name, like->name, sizeof description->name);
    memcpy(description->input_name, like->input_name, sizeof description->input_name);
    memcpy(description->layers, like->layers, sizeof description->layers);
    return OK;
  }
  Shape kernels[MAX_LAYERS];
  for (int i = 0; i < paths->count; i++)
    if (hdf5_shape(group, paths->path[i][0], &kernels[i]) != OK) return FAILED;
  return book_pattern(paths->count, kernels, 0.4f, description);
}

Status keras_weights_read(hid_t group, const WeightPaths *paths, const Description *like, Contents *contents) {
  Description *description = &contents->description;
  if (!contents->to_be_trained) description->has_optimizer = false;
  if (settle_architecture(group, paths, like, description) != OK || description_check(description) != OK ||
      description_model(description, &contents->model) != OK)
    return FAILED;

  int next = 0;
  for (int i = 0; i < contents->model.layer_count; i++) {
    Layer *layer = &contents->model.layers[i];
    if (layer_kernel_shape(layer).rank == 0) continue;
    if (next == paths->count)
      return fail("the weights of layer '%s' are missing: it holds those of %d layers only; save the model again",
                  layer->name, paths->count);
    char what[NAME_SIZE + 32];
    snprintf(what, sizeof what, "the kernel of layer '%s'", layer->name);
    if (hdf5_floats(group, paths->path[next][0], what, layer->kernel.value.shape, layer->kernel.value.data) != OK)
      return FAILED;
    snprintf(what, sizeof what, "the bias of layer '%s'", layer->name);
    if (hdf5_floats(group, paths->path[next][1], what, layer->bias.value.shape, layer->bias.value.data) != OK)
      return FAILED;
    next++;
  }
  if (next < paths->count)
    return fail("it holds weights ('%s') that no layer of its architecture wants; save the model again",
                paths->path[next][0]);
  return make_averages(contents);
}

/* ---- Adam ---- */

/* the model's parameters in order: kernel, bias, kernel, ... */
static int list_parameters(Sequential *model, Parameter *list[2 * MAX_LAYERS]) {
  int count = 0;
  for (int i = 0; i < model->layer_count; i++) {
    if (!model->layers[i].kernel.value.data) continue;
    list[count++] = &model->layers[i].kernel;
    list[count++] = &model->layers[i].bias;
  }
  return count;
}

/* single numbers first: the step, and from Keras 2.12 on the learning rate */
static Status read_adam_scalars(hid_t group, const Names *paths, Contents *contents, int *scalars) {
  *scalars = 0;
  for (; *scalars < paths->count && *scalars < 2; ++*scalars) {
    const char *path = paths->text[*scalars];
    Shape shape;
    if (hdf5_shape(group, path, &shape) != OK) return FAILED;
    if (shape.rank != 0) break;
    if (*scalars == 0) {
      int64_t step = 0;
      if (hdf5_integer(group, path, &step) != OK) return FAILED;
      if (step < 0 || step > INT32_MAX) return fail("its optimizer's step %lld is out of range", (long long)step);
      contents->description.step = (int)step;
    } else {
      float rate = 0;
      if (hdf5_floats(group, path, "the learning rate", (Shape){0}, &rate) != OK) return FAILED;
      if (!(rate > 0 && rate < 1e3f)) return fail("its optimizer's learning rate %g is out of range", (double)rate);
      contents->description.adam.learning_rate = rate;
    }
  }
  return OK;
}

Status keras_adam_read(hid_t group, const Names *paths, Contents *contents) {
  int scalars = 0;
  if (read_adam_scalars(group, paths, contents, &scalars) != OK) return FAILED;
  Parameter *parameters[2 * MAX_LAYERS];
  int count = list_parameters(&contents->model, parameters);
  int arrays = paths->count - scalars;
  if (arrays == 0) return OK; /* compiled, not trained yet */

  /* Keras before 2.11 has a third part for amsgrad: arrays of shape (1,) when it is off */
  bool with_amsgrad = arrays == 3 * count;
  if (arrays != 2 * count && !with_amsgrad)
    return fail("its optimizer holds %d arrays, expected %d: two for each of %d weights; save the model again", arrays,
                2 * count, count);

  /* m and v of one weight after the other, or all m, then all v? The second array tells: a bias has one axis. */
  const char(*path)[PATH_SIZE] = paths->text + scalars;
  Shape second;
  if (hdf5_shape(group, path[1], &second) != OK) return FAILED;
  bool grouped = with_amsgrad || !shape_equal(second, parameters[0]->value.shape);
  for (int i = 0; i < count; i++) {
    const char *m = grouped ? path[i] : path[2 * i], *v = grouped ? path[count + i] : path[2 * i + 1];
    Parameter *parameter = parameters[i];
    if (hdf5_floats(group, m, "Adam's average gradient", parameter->m.shape, parameter->m.data) != OK) return FAILED;
    if (hdf5_floats(group, v, "Adam's average squared gradient", parameter->v.shape, parameter->v.data) != OK)
      return FAILED;
  }
  return OK;
}
