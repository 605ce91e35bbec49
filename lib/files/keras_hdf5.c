/*
 * Keras's HDF5 format, section 8-2's best-cnn-model.h5: see readers.h.
 *
 *     /                     attributes keras_version, backend, model_config, training_config
 *     /model_weights        attribute layer_names: the layers in order
 *     /model_weights/conv2d attribute weight_names: "conv2d/kernel:0", "conv2d/bias:0"
 *     /model_weights/conv2d/conv2d/kernel:0 and bias:0
 *     /optimizer_weights    attribute weight_names: the step, then Adam's averages
 *
 * Weights without a model (save_weights) have layer_names at the root itself. Keras 3
 * spells the weights "sequential/conv2d/kernel"; its weights alone are laid out as in a
 * .keras zip.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/architecture.h"
#include "files/readers.h"

/* ---- reading ---- */

static Status read_version(hid_t file, Description *description) {
  hid_t weights = hdf5_has(file, "model_weights") ? hdf5_object(file, "model_weights") : H5I_INVALID_HID;
  hid_t holder = weights >= 0 && !hdf5_has_attribute(file, "keras_version") ? weights : file;
  Status status = OK;
  if (hdf5_has_attribute(holder, "keras_version")) {
    char *text = NULL;
    status = hdf5_text(holder, "keras_version", &text);
    if (status == OK) snprintf(description->version, sizeof description->version, "%s", text);
    free(text);
  }
  if (weights >= 0) H5Oclose(weights);
  return status;
}

static Status read_configuration(hid_t file, Description *description) {
  char *text = NULL;
  Status status = OK;
  if (hdf5_has_attribute(file, "model_config")) {
    status = hdf5_text(file, "model_config", &text);
    if (status == OK) status = architecture_read(text, description);
    free(text);
  }
  if (status == OK && description->layer_count > 0 && hdf5_has_attribute(file, "training_config")) {
    text = NULL;
    status = hdf5_text(file, "training_config", &text);
    if (status == OK) status = training_config_read(text, description);
    free(text);
  }
  return status;
}

/* the order of the layers is that of layer_names; the group itself sorts them by name */
static Status list_weights(hid_t group, WeightPaths *paths) {
  paths->count = 0;
  Names layers, weights;
  if (hdf5_names(group, "layer_names", &layers) != OK) return FAILED;
  for (int i = 0; i < layers.count; i++) {
    const char *layer = layers.text[i];
    hid_t object = hdf5_object(group, layer);
    if (object < 0) return FAILED;
    Status status = hdf5_names(object, "weight_names", &weights);
    H5Oclose(object);
    if (status != OK) return FAILED;
    if (weights.count == 0) continue;
    if (weights.count != 2)
      return fail("layer '%s' holds %d arrays, expected 2, kernel and bias; save the model again", layer,
                  weights.count);
    if (paths->count == MAX_LAYERS) return fail("it has more than the %d layers this library takes", MAX_LAYERS);

    for (int w = 0; w < 2; w++) {
      char *path = paths->path[paths->count][w];
      if (snprintf(path, PATH_SIZE, "%s/%s", layer, weights.text[w]) >= PATH_SIZE)
        return fail("layer '%.40s' has a name that is too long", layer);
    }
    paths->count++;
  }
  return OK;
}

static Status read_optimizer(hid_t file, Contents *contents) {
  if (!contents->description.has_optimizer || !hdf5_has(file, "optimizer_weights")) return OK;
  hid_t group = hdf5_object(file, "optimizer_weights");
  if (group < 0) return FAILED;
  Names names;
  Status status = hdf5_names(group, "weight_names", &names);
  if (status == OK) status = keras_adam_read(group, &names, contents);
  H5Oclose(group);
  return status;
}

static Status read_file(hid_t file, const Description *like, Contents *contents) {
  Description *description = &contents->description;
  if (read_version(file, description) != OK || read_configuration(file, description) != OK) return FAILED;

  const char *where = hdf5_has(file, "model_weights") ? "model_weights" : "/";
  hid_t group = H5Oopen(file, where, H5P_DEFAULT);
  Status status;
  if (group >= 0 && hdf5_has_attribute(group, "layer_names")) {
    WeightPaths paths;
    status = list_weights(group, &paths);
    if (status == OK && paths.count == 0) status = fail("it holds no weights; save the model again");
    if (status == OK) status = keras_weights_read(group, &paths, like, contents);
  } else if (hdf5_has(file, "layers") || hdf5_has(file, "_layer_checkpoint_dependencies")) {
    status = keras_vars_read(file, like, contents);
  } else {
    status = fail("it is an HDF5 file, but not one of Keras: there is no list 'layer_names' in it");
  }
  if (group >= 0) H5Oclose(group);
  if (status == OK) status = read_optimizer(file, contents);
  if (status == OK) status = training_state_read(file, contents);
  return status;
}

/* the superblock tells how long the file should be: at 28, 36 or 40, by its version */
static Status check_size(const unsigned char *bytes, size_t size) {
  static const int place[] = {40, 44, 28, 28};
  if (size < 64 || bytes[8] > 3 || bytes[bytes[8] < 2 ? 13 : 9] != 8) return OK; /* libhdf5 will tell */
  uint64_t expected = 0;
  for (int i = 7; i >= 0; i--) expected = expected << 8 | bytes[place[bytes[8]] + i];
  if (size >= expected) return OK;
  return fail("it is truncated: it has %zu bytes, expected %llu; download it again", size,
              (unsigned long long)expected);
}

Status keras_hdf5_read(void *bytes, size_t size, const Description *like, Contents *contents) {
  contents->description.format = KERAS_HDF5;
  if (check_size(bytes, size) != OK) return FAILED;
  hid_t file = hdf5_open(bytes, size);
  if (file < 0) return fail("it is damaged: the HDF5 library cannot open it; download or save it again");
  Status status = read_file(file, like, contents);
  H5Fclose(file);
  return status;
}

/* ---- writing ---- */

static const char version[] = "2.11.0", backend[] = "tensorflow";

static void write_weights(Hdf5Writer *writer, const Sequential *model) {
  Names layers = {.count = model->layer_count}, weights;
  hdf5_make_group(writer, "model_weights");
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    char path[PATH_SIZE];
    snprintf(layers.text[i], PATH_SIZE, "%s", layer->name);
    snprintf(path, sizeof path, "model_weights/%s", layer->name);
    hdf5_make_group(writer, path);

    weights.count = 0;
    if (layer->kernel.value.data) {
      snprintf(weights.text[weights.count++], PATH_SIZE, "%s/kernel:0", layer->name);
      snprintf(weights.text[weights.count++], PATH_SIZE, "%s/bias:0", layer->name);
      snprintf(path, sizeof path, "model_weights/%s/%s/kernel:0", layer->name, layer->name);
      hdf5_write_floats(writer, path, layer->kernel.value.shape, layer->kernel.value.data);
      snprintf(path, sizeof path, "model_weights/%s/%s/bias:0", layer->name, layer->name);
      hdf5_write_floats(writer, path, layer->bias.value.shape, layer->bias.value.data);
    }
    snprintf(path, sizeof path, "model_weights/%s", layer->name);
    hdf5_write_names(writer, path, "weight_names", &weights);
  }
  hdf5_write_names(writer, "model_weights", "layer_names", &layers);
  hdf5_write_text(writer, "model_weights", "backend", H5T_CSET_ASCII, backend);
  hdf5_write_text(writer, "model_weights", "keras_version", H5T_CSET_ASCII, version);

  Names none = {.count = 0};
  hdf5_make_group(writer, "model_weights/top_level_model_weights");
  hdf5_write_names(writer, "model_weights/top_level_model_weights", "weight_names", &none);
}

/* one of Adam's averages, m or v, of one weight */
static void write_average(Hdf5Writer *writer, Names *names, const char *letter, const Layer *layer, const char *which,
                          const Tensor *average) {
  char path[PATH_SIZE];
  snprintf(names->text[names->count], PATH_SIZE, "Adam/%s/%s/%s:0", letter, layer->name, which);
  snprintf(path, sizeof path, "optimizer_weights/Adam/%s/%s/%s:0", letter, layer->name, which);
  hdf5_write_floats(writer, path, average->shape, average->data);
  names->count++;
}

static void write_optimizer(Hdf5Writer *writer, const Sequential *model) {
  Names names = {.count = 1};
  snprintf(names.text[0], PATH_SIZE, "iteration:0");
  hdf5_write_integer(writer, "optimizer_weights/iteration:0", model->step);
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!layer->kernel.value.data) continue;
    write_average(writer, &names, "m", layer, "kernel", &layer->kernel.m);
    write_average(writer, &names, "v", layer, "kernel", &layer->kernel.v);
    write_average(writer, &names, "m", layer, "bias", &layer->bias.m);
    write_average(writer, &names, "v", layer, "bias", &layer->bias.v);
  }
  hdf5_write_names(writer, "optimizer_weights", "weight_names", &names);
}

Status keras_hdf5_write(const Sequential *model, const TrainingState *state, void **bytes, size_t *size) {
  Hdf5Writer writer = hdf5_begin();
  hdf5_write_text(&writer, "/", "keras_version", H5T_CSET_UTF8, version);
  hdf5_write_text(&writer, "/", "backend", H5T_CSET_UTF8, backend);

  char *configuration = keras2_model_config(model);
  if (configuration)
    hdf5_write_text(&writer, "/", "model_config", H5T_CSET_ASCII, configuration);
  else
    writer.failed = true;
  free(configuration);

  write_weights(&writer, model);
  if (model->compiled) {
    char *training = keras2_training_config(model);
    if (training)
      hdf5_write_text(&writer, "/", "training_config", H5T_CSET_ASCII, training);
    else
      writer.failed = true;
    free(training);
    write_optimizer(&writer, model);
  }
  training_state_write(&writer, state);
  return hdf5_end(&writer, bytes, size);
}
