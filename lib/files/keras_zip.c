/*
 * Keras's .keras format, a zip: see readers.h.
 *
 *     metadata.json       {"keras_version": "3.4.1", "date_saved": ...}
 *     config.json         the architecture, and how the model was compiled
 *     model.weights.h5    an HDF5 file inside:
 *       /layers/conv2d/vars/0 and 1     kernel and bias
 *       /optimizer/vars/0, 1, 2, ...    the step, the learning rate, Adam's averages
 *
 * A layer's group is called by its class and a counter, conv2d, conv2d_1, ..., whatever
 * name the configuration gives the layer.
 */
#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/architecture.h"
#include "files/readers.h"
#include "files/zip_archive.h"

/* the path of the layer's group: its class, and how many of them came before */
static void group_path(char path[PATH_SIZE], const char *top, LayerKind kind, int before) {
  snprintf(path, PATH_SIZE, before ? "%s/%s_%d" : "%s/%s", top, layer_word(kind), before);
}

/* ---- reading ---- */

/* how many arrays the group `path`/vars holds; 0 when it is not there */
static int count_vars(hid_t root, const char *path) {
  char vars[PATH_SIZE];
  if (snprintf(vars, sizeof vars, "%s/vars", path) >= PATH_SIZE || !hdf5_has(root, vars)) return 0;
  H5G_info_t info;
  return H5Gget_info_by_name(root, vars, &info, H5P_DEFAULT) < 0 || info.nlinks > 1000 ? 0 : (int)info.nlinks;
}

static Status add_paths(hid_t root, const char *path, WeightPaths *paths) {
  int arrays = count_vars(root, path);
  if (arrays != 2)
    return fail("'%s' holds %d arrays, expected 2, kernel and bias; save the model again", path, arrays);
  if (paths->count == MAX_LAYERS) return fail("it has more than the %d layers this library takes", MAX_LAYERS);
  for (int w = 0; w < 2; w++)
    if (snprintf(paths->path[paths->count][w], PATH_SIZE, "%s/vars/%d", path, w) >= PATH_SIZE) BUG("a path too long");
  paths->count++;
  return OK;
}

/* the layers with weights, in the order of the architecture */
static Status list_by_architecture(hid_t root, const char *top, const Description *architecture, WeightPaths *paths) {
  int seen[LAST_KIND + 1] = {0};
  for (int i = 0; i < architecture->layer_count; i++) {
    LayerKind kind = architecture->layers[i].kind;
    char path[PATH_SIZE];
    group_path(path, top, kind, seen[kind]++);
    if ((kind == CONV2D || kind == DENSE) && add_paths(root, path, paths) != OK) return FAILED;
  }
  return OK;
}

/* without an architecture: all Conv2D, then all Dense, as in the book's pattern */
static Status list_by_number(hid_t root, const char *top, WeightPaths *paths) {
  static const LayerKind kinds[] = {CONV2D, DENSE};
  for (int k = 0; k < 2; k++)
    for (int number = 0;; number++) {
      char path[PATH_SIZE];
      group_path(path, top, kinds[k], number);
      if (count_vars(root, path) == 0) break;
      if (add_paths(root, path, paths) != OK) return FAILED;
    }
  return OK;
}

/* a group with weights that no layer of the architecture wants */
static Status check_surplus(hid_t root, const char *top, const WeightPaths *paths) {
  H5G_info_t info;
  if (H5Gget_info_by_name(root, top, &info, H5P_DEFAULT) < 0 || info.nlinks > 10 * MAX_LAYERS)
    return fail("its group '%s' cannot be read; the file is damaged", top);
  for (hsize_t i = 0; i < info.nlinks; i++) {
    char name[PATH_SIZE / 2], path[PATH_SIZE];
    if (H5Lget_name_by_idx(root, top, H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT) < 0)
      return fail("its group '%s' cannot be read; the file is damaged", top);
    snprintf(path, sizeof path, "%s/%s", top, name);
    bool wanted = count_vars(root, path) == 0;
    size_t length = strlen(path);
    for (int p = 0; p < paths->count && !wanted; p++)
      wanted = strncmp(paths->path[p][0], path, length) == 0 && paths->path[p][0][length] == '/';
    if (!wanted) return fail("it holds weights ('%s') that no layer of its architecture wants; save the model again", path);
  }
  return OK;
}

Status keras_vars_read(hid_t root, const Description *like, Contents *contents) {
  const char *top = hdf5_has(root, "layers") ? "layers" : "_layer_checkpoint_dependencies";
  if (!hdf5_has(root, top)) return fail("it holds no weights: there is no group 'layers' in it; save the model again");

  const Description *architecture = contents->description.layer_count > 0 ? &contents->description : like;
  WeightPaths paths = {.count = 0};
  Status status = architecture ? list_by_architecture(root, top, architecture, &paths) : list_by_number(root, top, &paths);
  if (status != OK || check_surplus(root, top, &paths) != OK) return FAILED;
  return keras_weights_read(root, &paths, like, contents);
}

/* optimizer/vars/0, 1, 2, ...: counted up, since a group sorts 10 before 2 */
static Status read_optimizer(hid_t root, Contents *contents) {
  int count = count_vars(root, "optimizer");
  if (!contents->description.has_optimizer || count == 0) return OK;
  if (count > MOST_WEIGHT_NAMES) return fail("its optimizer holds %d arrays, more than any model's here", count);
  Names names = {.count = count};
  for (int i = 0; i < count; i++) snprintf(names.text[i], PATH_SIZE, "optimizer/vars/%d", i);
  return keras_adam_read(root, &names, contents);
}

static Status read_weights(void *bytes, size_t size, const Description *like, Contents *contents) {
  hid_t root = hdf5_open(bytes, size);
  if (root < 0) return fail("model.weights.h5 in it is damaged: the HDF5 library cannot open it; download it again");
  Status status = keras_vars_read(root, like, contents);
  if (status == OK) status = read_optimizer(root, contents);
  if (status == OK) status = training_state_read(root, contents);
  H5Fclose(root);
  return status;
}

/* metadata.json only tells the version; without it the model is as good */
static void read_metadata(zip_t *archive, Description *description) {
  void *text = NULL;
  size_t size = 0;
  if (!zip_has(archive, "metadata.json") || zip_read(archive, "metadata.json", &text, &size) != OK) return;
  cJSON *metadata = size <= MOST_TEXT ? cJSON_Parse(text) : NULL;
  const char *version = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(metadata, "keras_version"));
  if (version) snprintf(description->version, sizeof description->version, "%s", version);
  cJSON_Delete(metadata);
  release(text);
}

Status keras_zip_read(void *bytes, size_t size, const Description *like, Contents *contents) {
  contents->description.format = KERAS_ZIP;
  zip_t *archive = NULL;
  if (zip_open_bytes(bytes, size, &archive) != OK) return FAILED;
  read_metadata(archive, &contents->description);

  void *configuration = NULL, *weights = NULL;
  size_t configuration_size = 0, weights_size = 0;
  Status status = zip_read(archive, "config.json", &configuration, &configuration_size);
  if (status == OK && configuration_size > MOST_TEXT)
    status = fail("its config.json has %zu bytes, expected at most %d; save the model again", configuration_size, MOST_TEXT);
  if (status == OK) status = architecture_read(configuration, &contents->description);
  if (status == OK && !zip_has(archive, "model.weights.h5"))
    status = fail("it is a zip without weights: model.weights.h5 is missing; save the model again");
  if (status == OK) status = zip_read(archive, "model.weights.h5", &weights, &weights_size);
  zip_discard(archive);
  release(configuration);
  if (status == OK) status = read_weights(weights, weights_size, like, contents);
  release(weights);
  return status;
}

/* ---- writing ---- */

static void write_array(Hdf5Writer *writer, const char *path, int number, const Tensor *tensor) {
  char name[PATH_SIZE];
  if (snprintf(name, sizeof name, "%s/vars/%d", path, number) >= PATH_SIZE) BUG("a path too long");
  hdf5_write_floats(writer, name, tensor->shape, tensor->data);
}

static void write_layers(Hdf5Writer *writer, const Sequential *model) {
  int seen[LAST_KIND + 1] = {0};
  hdf5_make_group(writer, "vars");
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    char path[PATH_SIZE], vars[PATH_SIZE + 8];
    group_path(path, "layers", layer->kind, seen[layer->kind]++);
    snprintf(vars, sizeof vars, "%s/vars", path);
    hdf5_make_group(writer, vars);
    if (!layer->kernel.value.data) continue;
    write_array(writer, path, 0, &layer->kernel.value);
    write_array(writer, path, 1, &layer->bias.value);
  }
}

static void write_optimizer(Hdf5Writer *writer, const Sequential *model) {
  int number = 2;
  hdf5_write_integer(writer, "optimizer/vars/0", model->step);
  hdf5_write_floats(writer, "optimizer/vars/1", (Shape){0}, &model->adam.learning_rate);
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!layer->kernel.value.data) continue;
    write_array(writer, "optimizer", number++, &layer->kernel.m);
    write_array(writer, "optimizer", number++, &layer->kernel.v);
    write_array(writer, "optimizer", number++, &layer->bias.m);
    write_array(writer, "optimizer", number++, &layer->bias.v);
  }
}

Status keras_zip_write(const Sequential *model, const TrainingState *state, void **bytes, size_t *size) {
  /* Keras writes the time here; a fixed one, so that the same model gives the same bytes */
  static const char metadata[] = "{\"keras_version\": \"3.4.1\", \"date_saved\": \"1980-01-01@00:00:00\"}";

  Hdf5Writer writer = hdf5_begin();
  write_layers(&writer, model);
  if (model->compiled) write_optimizer(&writer, model);
  training_state_write(&writer, state);
  void *weights = NULL;
  size_t weights_size = 0;
  if (hdf5_end(&writer, &weights, &weights_size) != OK) return FAILED;

  char *configuration = keras3_config(model);
  Status status = configuration ? OK : fail("not enough memory for the model's configuration");
  if (status == OK) {
    const ZipEntry entries[] = {{"metadata.json", metadata, sizeof metadata - 1, 0},
                                {"config.json", configuration, strlen(configuration), 0},
                                {"model.weights.h5", weights, weights_size, 0}};
    status = zip_write(entries, 3, bytes, size);
  }
  free(configuration);
  release(weights);
  return status;
}
