/*
 * Keras's JSON to a Description: see architecture.h. Every setting that this library does
 * not have must stand at the value that makes no difference; otherwise the layer is
 * refused, with the setting's name: a model is loaded as it was trained, or not at all.
 */
#include <cjson/cJSON.h>
#include <string.h>

#include "files/architecture.h"

/* ---- values ---- */

static const cJSON *get(const cJSON *object, const char *key) { return cJSON_GetObjectItemCaseSensitive(object, key); }

/* the text of `object[key]`, or null */
static const char *text_of(const cJSON *object, const char *key) { return cJSON_GetStringValue(get(object, key)); }

/* a setting that is missing or null */
static bool is_nothing(const cJSON *value) { return !value || cJSON_IsNull(value); }

static bool is_whole(const cJSON *value, int least, int most) {
  if (!cJSON_IsNumber(value) || !(value->valuedouble >= least && value->valuedouble <= most)) return false;
  return value->valuedouble == (double)(int)value->valuedouble;
}

/* ---- a layer's settings ---- */

/* whose settings are read, for the messages */
typedef struct Owner {
  const char *name, *class;
  const cJSON *config;
} Owner;

static Status refuse(const Owner *owner, const char *key, const char *expected) {
  char found[80] = "nothing";
  const cJSON *value = get(owner->config, key);
  char *printed = value ? cJSON_PrintUnformatted(value) : NULL;
  if (printed) snprintf(found, sizeof found, "%s", printed);
  cJSON_free(printed);
  return fail("layer '%.40s' (%.40s): %s is %s; this library takes %s", owner->name, owner->class, key, found,
              expected);
}

/* one whole number, or the same number for each axis: 3, [3], [3, 3] */
static Status read_size(const Owner *owner, const char *key, int *size) {
  const cJSON *value = get(owner->config, key);
  const cJSON *first = cJSON_IsArray(value) ? value->child : value;
  if (!is_whole(first, 1, MOST_SETTING)) return refuse(owner, key, "a whole number from 1 on");
  if (cJSON_IsArray(value))
    for (const cJSON *next = first->next; next; next = next->next)
      if (!is_whole(next, 1, MOST_SETTING) || next->valuedouble != first->valuedouble)
        return refuse(owner, key, "the same size along both axes");
  *size = (int)first->valuedouble;
  return OK;
}

static Status read_padding(const Owner *owner, Padding *padding) {
  const char *text = text_of(owner->config, "padding");
  if (text && strcmp(text, "valid") == 0)
    *padding = VALID;
  else if (text && strcmp(text, "same") == 0)
    *padding = SAME;
  else
    return refuse(owner, "padding", "\"valid\" or \"same\"");
  return OK;
}

/* "relu", or Keras 3's long form {"class_name": "function", "config": "relu"} */
static Status read_activation(const Owner *owner, Activation *activation) {
  const cJSON *value = get(owner->config, "activation");
  const char *text = cJSON_IsObject(value) ? text_of(value, "config") : cJSON_GetStringValue(value);
  *activation = LINEAR;
  if (is_nothing(value)) return OK;
  char known[100] = "";
  for (int a = LINEAR; a <= LAST_ACTIVATION; a++) {
    *activation = (Activation)a;
    if (text && strcmp(text, activation_name(*activation)) == 0) return OK;
    size_t used = strlen(known);
    snprintf(known + used, sizeof known - used, "%s\"%s\"", a == LINEAR ? "" : a == LAST_ACTIVATION ? " or " : ", ",
             activation_name(*activation));
  }
  return refuse(owner, "activation", known);
}

/* "float32", or a policy {"class_name": "DTypePolicy", "config": {"name": "float32"}} */
static Status check_dtype(const Owner *owner) {
  const cJSON *value = get(owner->config, "dtype");
  const char *text = cJSON_IsObject(value) ? text_of(get(value, "config"), "name") : cJSON_GetStringValue(value);
  if (is_nothing(value) || (text && strcmp(text, "float32") == 0)) return OK;
  return refuse(owner, "dtype", "\"float32\"");
}

static Status check_text(const Owner *owner, const char *key, const char *only) {
  const cJSON *value = get(owner->config, key);
  if (is_nothing(value)) return OK;
  if (cJSON_IsString(value) && strcmp(value->valuestring, only) == 0) return OK;
  char expected[40];
  snprintf(expected, sizeof expected, "\"%s\"", only);
  return refuse(owner, key, expected);
}

static Status check_flag(const Owner *owner, const char *key, bool only) {
  const cJSON *value = get(owner->config, key);
  if (is_nothing(value) || (cJSON_IsBool(value) && cJSON_IsTrue(value) == only)) return OK;
  return refuse(owner, key, only ? "true" : "false");
}

static Status check_one(const Owner *owner, const char *key) {
  if (is_nothing(get(owner->config, key))) return OK;
  int size = 0;
  if (read_size(owner, key, &size) != OK) return FAILED;
  return size == 1 ? OK : refuse(owner, key, "1");
}

static Status check_nothing(const Owner *owner, const char *key) {
  return is_nothing(get(owner->config, key)) ? OK : refuse(owner, key, "null");
}

/* what Conv2D and Dense may have, and this library has not */
static Status check_weights(const Owner *owner) {
  static const char *const extras[] = {"kernel_regularizer", "bias_regularizer", "activity_regularizer",
                                       "kernel_constraint", "bias_constraint", "lora_rank", "quantization_mode",
                                       "quantization_config"};
  for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
    if (check_nothing(owner, extras[i]) != OK) return FAILED;
  return check_flag(owner, "use_bias", true);
}

/* ---- a layer ---- */

static Status read_conv2d(const Owner *owner, Conv2D *conv2d) {
  if (read_size(owner, "filters", &conv2d->filters) != OK) return FAILED;
  if (read_size(owner, "kernel_size", &conv2d->kernel_size) != OK) return FAILED;
  if (read_size(owner, "strides", &conv2d->strides) != OK) return FAILED;
  if (read_padding(owner, &conv2d->padding) != OK) return FAILED;
  if (read_activation(owner, &conv2d->activation) != OK) return FAILED;
  if (check_text(owner, "data_format", "channels_last") != OK) return FAILED;
  if (check_one(owner, "dilation_rate") != OK || check_one(owner, "groups") != OK) return FAILED;
  return check_weights(owner);
}

static Status read_max_pooling2d(const Owner *owner, MaxPooling2D *pooling) {
  if (read_size(owner, "pool_size", &pooling->pool_size) != OK) return FAILED;
  if (read_padding(owner, &pooling->padding) != OK) return FAILED;
  if (check_text(owner, "data_format", "channels_last") != OK) return FAILED;
  pooling->strides = pooling->pool_size; /* Keras's own default */
  return is_nothing(get(owner->config, "strides")) ? OK : read_size(owner, "strides", &pooling->strides);
}

static Status read_dense(const Owner *owner, Dense *dense) {
  if (read_size(owner, "units", &dense->units) != OK) return FAILED;
  if (read_activation(owner, &dense->activation) != OK) return FAILED;
  return check_weights(owner);
}

static Status read_dropout(const Owner *owner, Dropout *dropout) {
  const cJSON *rate = get(owner->config, "rate");
  if (!cJSON_IsNumber(rate) || !(rate->valuedouble >= 0) || !((float)rate->valuedouble < 1))
    return refuse(owner, "rate", "a number from 0 to below 1");
  dropout->rate = (float)rate->valuedouble;
  return check_nothing(owner, "noise_shape");
}

static Status read_settings(const Owner *owner, LayerDescription *layer) {
  switch (layer->kind) {
    case CONV2D: return read_conv2d(owner, &layer->conv2d);
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: return read_max_pooling2d(owner, &layer->pooling);
    case FLATTEN: return check_text(owner, "data_format", "channels_last");
    case DENSE: return read_dense(owner, &layer->dense);
    case DROPOUT: return read_dropout(owner, &layer->dropout);
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

/* the kind of the class that the file names */
static Status find_kind(const Owner *owner, LayerKind *kind) {
  char known[200] = "";
  for (int k = 0; k <= LAST_KIND; k++) {
    const char *class = layer_class((LayerKind)k);
    *kind = (LayerKind)k;
    if (strcmp(owner->class, class) == 0) return OK;
    size_t used = strlen(known);
    snprintf(known + used, sizeof known - used, "%s%s", k == 0 ? "" : k == LAST_KIND ? " and " : ", ", class);
  }
  return fail("layer '%.40s' is of class %.40s; this library has %s", owner->name, owner->class, known);
}

static Status copy_name(char to[NAME_SIZE], const char *name, const char *whose) {
  if (!name || !name[0]) return fail("%s has no name in its configuration; save the model again", whose);
  if (strlen(name) >= NAME_SIZE)
    return fail("%s has the name '%.30s...', longer than %d bytes; give it a shorter one", whose, name, NAME_SIZE - 1);
  snprintf(to, NAME_SIZE, "%s", name);
  return OK;
}

static Status read_layer(const cJSON *item, Description *description) {
  Owner owner = {.name = text_of(get(item, "config"), "name"), .class = text_of(item, "class_name"),
                 .config = get(item, "config")};
  if (!owner.class || !cJSON_IsObject(owner.config))
    return fail("layer %d of its configuration is damaged; save the model again", description->layer_count + 1);
  if (!owner.name) owner.name = "?";
  if (description->layer_count == MAX_LAYERS) return fail("it has more than the %d layers this library takes", MAX_LAYERS);

  LayerDescription *layer = &description->layers[description->layer_count];
  if (find_kind(&owner, &layer->kind) != OK || read_settings(&owner, layer) != OK) return FAILED;
  if (check_dtype(&owner) != OK || check_flag(&owner, "trainable", true) != OK) return FAILED;
  description->layer_count++;
  return copy_name(layer->name, owner.name, owner.class);
}

/* ---- the input ---- */

/* [null, 28, 28, 1]: the batch, then one image */
static Status read_batch_shape(const cJSON *value, Shape *shape) {
  int axes = cJSON_GetArraySize(value) - 1;
  if (!cJSON_IsArray(value) || axes < 1 || axes > 3)
    return fail("its input has %d axes without the batch; this library takes images (height, width, channels), "
                "(height, width), or flat input", axes);
  *shape = (Shape){.rank = axes};
  int axis = 0;
  for (const cJSON *size = value->child->next; size; size = size->next) {
    if (!is_whole(size, 1, MOST_NUMBERS))
      return fail("its input's size is not fixed; build the model for images of one size and save it again");
    shape->size[axis++] = (int)size->valuedouble;
  }
  return OK;
}

/* the places where Keras's versions say what the input looks like, the surest first */
static const cJSON *find_batch_shape(const cJSON *model, const cJSON *config, const cJSON *first_layer) {
  const cJSON *layer = get(first_layer, "config");
  const cJSON *places[] = {get(layer, "batch_shape"), get(layer, "batch_input_shape"),
                           get(get(first_layer, "build_config"), "input_shape"), get(config, "build_input_shape"),
                           get(get(model, "build_config"), "input_shape")};
  for (size_t i = 0; i < sizeof places / sizeof *places; i++)
    if (!is_nothing(places[i])) return places[i];
  return NULL;
}

/* ---- the optimizer ---- */

/* Keras names the loss by a word or by its class */
static bool is_cross_entropy(const cJSON *loss) {
  if (cJSON_IsArray(loss) && cJSON_GetArraySize(loss) == 1) loss = loss->child;
  const char *name = cJSON_GetStringValue(loss);
  if (name) return strcmp(name, "sparse_categorical_crossentropy") == 0;
  const char *class = text_of(loss, "class_name");
  return class && strcmp(class, "SparseCategoricalCrossentropy") == 0 &&
         !cJSON_IsTrue(get(get(loss, "config"), "from_logits"));
}

/* whether this Adam does what ours does */
static bool is_plain_adam(const cJSON *config) {
  static const char *const extras[] = {"weight_decay", "clipnorm", "global_clipnorm", "clipvalue",
                                       "loss_scale_factor", "gradient_accumulation_steps"};
  for (size_t i = 0; i < sizeof extras / sizeof *extras; i++)
    if (!is_nothing(get(config, extras[i]))) return false;
  const cJSON *decay = get(config, "decay"); /* Keras 2.10 and before */
  if (!is_nothing(decay) && !(cJSON_IsNumber(decay) && decay->valuedouble == 0)) return false;
  return !cJSON_IsTrue(get(config, "amsgrad")) && !cJSON_IsTrue(get(config, "use_ema"));
}

static bool read_part(const cJSON *config, const char *key, double most, float *value) {
  const cJSON *number = get(config, key);
  if (!cJSON_IsNumber(number) || !(number->valuedouble > 0 && number->valuedouble < most)) return false;
  *value = (float)number->valuedouble;
  return *value > 0;
}

/* A model may have been trained with anything: it can still be used, only not trained further as it was. */
static void read_training(const cJSON *optimizer, const cJSON *loss, Description *description) {
  const cJSON *config = get(optimizer, "config");
  const char *class = text_of(optimizer, "class_name");
  Adam *adam = &description->adam;
  const LayerDescription *last = &description->layers[description->layer_count - 1];
  description->has_optimizer =
      class && (strcmp(class, "Adam") == 0 || strcmp(class, "Custom>Adam") == 0) && is_plain_adam(config) &&
      is_cross_entropy(loss) && last->kind == DENSE && last->dense.activation == SOFTMAX &&
      (read_part(config, "learning_rate", 1e3, &adam->learning_rate) || read_part(config, "lr", 1e3, &adam->learning_rate)) &&
      read_part(config, "beta_1", 1, &adam->beta_1) && read_part(config, "beta_2", 1, &adam->beta_2) &&
      read_part(config, "epsilon", 1, &adam->epsilon);
  if (!description->has_optimizer && class)
    snprintf(description->note, sizeof description->note,
             "It was compiled with optimizer %.40s in a way this library does not have: it can be used here, and a "
             "training would begin with a fresh Adam.", class);
}

/* ---- the whole ---- */

static Status read_model(const cJSON *model, Description *description) {
  const char *class = text_of(model, "class_name");
  if (!class) return fail("its configuration is not that of a Keras model; save the model again");
  if (strcmp(class, "Sequential") != 0)
    return fail("it is a %.60s model; this library takes Sequential ones", class);

  /* Keras before 2.2.3 had the list of layers alone */
  const cJSON *config = get(model, "config");
  const cJSON *layers = cJSON_IsArray(config) ? config : get(config, "layers");
  if (!cJSON_IsArray(layers) || !layers->child) return fail("its configuration lists no layers; save the model again");
  const char *name = text_of(config, "name");
  if (copy_name(description->name, name ? name : "sequential", "the model") != OK) return FAILED;

  const cJSON *shape = find_batch_shape(model, config, layers->child);
  if (!shape)
    return fail("it does not say how large its input is; call build() or fit() in Keras before saving it");
  if (read_batch_shape(shape, &description->input_shape) != OK) return FAILED;

  const cJSON *layer = layers->child;
  snprintf(description->input_name, NAME_SIZE, "input_layer");
  const char *first = text_of(layer, "class_name");
  if (first && strcmp(first, "InputLayer") == 0) {
    const Owner owner = {.name = "input", .class = "InputLayer", .config = get(layer, "config")};
    if (check_dtype(&owner) != OK) return FAILED;
    const char *input_name = text_of(owner.config, "name");
    if (input_name && copy_name(description->input_name, input_name, "the input") != OK) return FAILED;
    layer = layer->next;
  }
  for (; layer; layer = layer->next)
    if (read_layer(layer, description) != OK) return FAILED;
  if (description->layer_count == 0) return fail("its configuration lists no layers; save the model again");

  const cJSON *compiled = get(model, "compile_config");
  if (cJSON_IsObject(compiled)) read_training(get(compiled, "optimizer"), get(compiled, "loss"), description);
  return OK;
}

Status architecture_read(const char *json, Description *description) {
  description->layer_count = 0;
  cJSON *model = cJSON_Parse(json);
  if (!model) return fail("its configuration is not proper JSON; the file is damaged, download or save it again");
  Status status = read_model(model, description);
  cJSON_Delete(model);
  return status;
}

Status training_config_read(const char *json, Description *description) {
  cJSON *training = cJSON_Parse(json);
  if (!training) return fail("its training configuration is not proper JSON; the file is damaged, save it again");
  read_training(get(training, "optimizer_config"), get(training, "loss"), description);
  cJSON_Delete(training);
  return OK;
}
