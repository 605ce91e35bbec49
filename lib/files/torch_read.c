/*
 * PyTorch's state_dict, section 8-2's best_cnn_model.pt: see readers.h. A zip:
 *
 *     best_cnn_model/data.pkl      names and shapes: see pickle.h
 *     best_cnn_model/data/0, 1, .. the numbers themselves
 *     best_cnn_model/byteorder     "little" (from PyTorch 2.1 on)
 *
 * PyTorch orders its axes in another way, so each number moves to another place:
 *     Conv2d.weight (out, in, h, w)   becomes kernel (h, w, in, out)
 *     Linear.weight (out, in)         becomes kernel (in, out), and where a Flatten comes
 *     before, PyTorch has flattened (c, h, w), while here it is (h, w, c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/pickle.h"
#include "files/readers.h"
#include "files/torch_types.h"
#include "files/zip_archive.h"

enum { MOST_UNPACKED = 4 * 4 * MOST_PARAMETERS }; /* bytes: four times what the largest model has */

/* An open .pt file. */
typedef struct Torch {
  zip_t *archive;
  char prefix[PATH_SIZE]; /* "best_cnn_model/", or "" */
  PickledTensor tensors[MOST_TENSORS];
  int tensor_count;
  const PickledTensor *weight[MAX_LAYERS], *bias[MAX_LAYERS]; /* layer by layer */
  int layer_count;
  size_t unpacked; /* bytes of storages read so far: many tensors may lie in one */
} Torch;

static Status read_entry(const Torch *torch, const char *name, void **bytes, size_t *size) {
  char path[PATH_SIZE + 64];
  snprintf(path, sizeof path, "%s%s", torch->prefix, name);
  return zip_read(torch->archive, path, bytes, size);
}

/* one sentence more, after a space; what has no room is left out */
static void add_note(char note[NOTE_SIZE], const char *sentence) {
  size_t used = strlen(note);
  if (sentence[0] && used + strlen(sentence) + 2 <= NOTE_SIZE)
    snprintf(note + used, NOTE_SIZE - used, "%s%s", used ? " " : "", sentence);
}

/* ---- what is in the file ---- */

/* the folder that all is in is called as the file was, or "archive" */
static Status find_prefix(Torch *torch) {
  zip_int64_t entries = zip_get_num_entries(torch->archive, 0);
  for (zip_int64_t i = 0; i < entries; i++) {
    const char *name = zip_get_name(torch->archive, (zip_uint64_t)i, 0);
    const char *last = name ? strrchr(name, '/') : NULL;
    if (!name || strcmp(last ? last + 1 : name, "data.pkl") != 0) continue;
    size_t length = last ? (size_t)(last - name) + 1 : 0;
    if (length >= sizeof torch->prefix) break;
    memcpy(torch->prefix, name, length);
    torch->prefix[length] = '\0';
    return OK;
  }
  return fail("data.pkl is missing in it; save the model again");
}

static Status check_byte_order(const Torch *torch) {
  char path[PATH_SIZE + 16];
  snprintf(path, sizeof path, "%sbyteorder", torch->prefix);
  if (!zip_has(torch->archive, path)) return OK;
  void *text = NULL;
  size_t size = 0;
  if (read_entry(torch, "byteorder", &text, &size) != OK) return FAILED;
  Status status = OK;
  if (size < 6 || memcmp(text, "little", 6) != 0)
    status = fail("its numbers are stored in byte order '%.10s'; this library takes 'little'", (const char *)text);
  release(text);
  return status;
}

/* the archive's own version; PyTorch's stands nowhere in the file */
static void read_version(const Torch *torch, Description *description) {
  void *text = NULL;
  size_t size = 0;
  if (read_entry(torch, "version", &text, &size) != OK) return;
  const char *line = text;
  int length = (int)strcspn(line, "\r\n");
  snprintf(description->version, sizeof description->version, "%.*s of its archives", length > 8 ? 8 : length, line);
  release(text);
}

static const PickledTensor *find_tensor(const Torch *torch, const char *name) {
  for (int i = 0; i < torch->tensor_count; i++)
    if (strcmp(torch->tensors[i].name, name) == 0) return &torch->tensors[i];
  return NULL;
}

static Status refuse_tensor(const PickledTensor *tensor, const char *why) {
  char shape[64];
  return fail("'%s' of shape %s %s; this library takes weight and bias of Conv2d and Linear", tensor->name,
              shape_text(tensor->shape, sizeof shape, shape), why);
}

/* NAME.weight and NAME.bias make a layer; nothing else may be there */
static Status pair_tensors(Torch *torch) {
  for (int i = 0; i < torch->tensor_count; i++) {
    const PickledTensor *tensor = &torch->tensors[i];
    const char *dot = strrchr(tensor->name, '.');
    int length = dot ? (int)(dot - tensor->name) : 0;
    bool is_weight = dot && strcmp(dot, ".weight") == 0, is_bias = dot && strcmp(dot, ".bias") == 0;
    if (!is_weight && !is_bias) return refuse_tensor(tensor, "is neither");
    char other[TENSOR_NAME_SIZE + 8];
    snprintf(other, sizeof other, "%.*s.%s", length, tensor->name, is_weight ? "bias" : "weight");
    const PickledTensor *partner = find_tensor(torch, other);
    if (!partner) return refuse_tensor(tensor, is_weight ? "has no bias beside it" : "has no weight beside it");
    if (!is_weight) continue;

    const PickledTensor *other_kind = !torch_type_name(tensor->type) ? tensor : !torch_type_name(partner->type) ? partner : NULL;
    if (other_kind)
      return fail("'%s' is kept in a torch.%s; this library takes float32, float16, bfloat16 and float64",
                  other_kind->name, other_kind->type);
    int rank = tensor->shape.rank;
    if ((rank != 2 && rank != 4) || partner->shape.rank != 1 || partner->shape.size[0] != tensor->shape.size[0])
      return refuse_tensor(tensor, "does not fit");
    if (torch->layer_count == MAX_LAYERS) return fail("it has more than the %d layers this library takes", MAX_LAYERS);
    torch->weight[torch->layer_count] = tensor;
    torch->bias[torch->layer_count++] = partner;
  }
  if (torch->layer_count == 0) return fail("its state_dict holds no weights; save a trained model's");
  return OK;
}

/* the shape that a weight will have here */
static Shape keras_shape(Shape torch) {
  const int *size = torch.size;
  if (torch.rank == 4) return (Shape){4, {size[2], size[3], size[1], size[0]}};
  return (Shape){2, {size[1], size[0]}};
}

/* ---- the numbers ---- */

/* a tensor's numbers: the storage it is a view of, checked to hold all of them */
static Status read_storage(Torch *torch, const PickledTensor *tensor, void **bytes) {
  char name[48];
  size_t size = 0;
  snprintf(name, sizeof name, "data/%s", tensor->storage);
  if (read_entry(torch, name, bytes, &size) != OK) return FAILED;
  torch->unpacked += size;
  if (torch->unpacked > MOST_UNPACKED) {
    release(*bytes);
    *bytes = NULL;
    return fail("its tensors lie in storages that are far larger than they; save the model's state_dict again");
  }

  size_t count = 0;
  if (torch_floats(tensor->type, size, bytes, &count) != OK) {
    release(*bytes);
    *bytes = NULL;
    return FAILED;
  }
  int64_t last = tensor->offset, most = (int64_t)count;
  bool fits = tensor->offset >= 0 && tensor->offset < most;
  for (int axis = 0; axis < tensor->shape.rank && fits; axis++) {
    int64_t steps = tensor->shape.size[axis] - 1, stride = tensor->stride[axis];
    fits = stride >= 0 && stride <= most && steps >= 0 && (steps == 0 || stride <= (most - 1 - last) / steps);
    if (fits) last += steps * stride;
  }
  if (fits) return OK;
  release(*bytes);
  *bytes = NULL;
  char shape[64];
  return fail("'%s' of shape %s does not fit into its %zu bytes of '%s'; the file is damaged, download it again",
              tensor->name, shape_text(tensor->shape, sizeof shape, shape), size, name);
}

/* kernel[r][c][k][f] = weight[f][k][r][c] */
static void move_conv2d(const PickledTensor *tensor, const float *storage, float *kernel) {
  const int *size = tensor->shape.size;
  const int64_t *stride = tensor->stride;
  for (int r = 0; r < size[2]; r++)
    for (int c = 0; c < size[3]; c++)
      for (int k = 0; k < size[1]; k++)
        for (int f = 0; f < size[0]; f++)
          *kernel++ = storage[tensor->offset + f * stride[0] + k * stride[1] + r * stride[2] + c * stride[3]];
}

/* kernel[(r, c, k)][u] = weight[u][(k, r, c)]; a flat input is an image of one pixel */
static void move_dense(const PickledTensor *tensor, const float *storage, Shape image, float *kernel) {
  int H = image.size[0], W = image.size[1], C = image.size[2], U = tensor->shape.size[0];
  const int64_t *stride = tensor->stride;
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      for (int k = 0; k < C; k++)
        for (int u = 0; u < U; u++)
          *kernel++ = storage[tensor->offset + u * stride[0] + ((int64_t)(k * H + r) * W + c) * stride[1]];
}

Shape flattened_image(const Sequential *model, int i) {
  for (int before = i - 1; before >= 0; before--) {
    const Layer *layer = &model->layers[before];
    if (layer->kind == FLATTEN && layer->input_shape.rank == 3) return layer->input_shape;
    if (layer->kind != FLATTEN && layer->kind != DROPOUT) break;
  }
  return (Shape){3, {1, 1, model->layers[i].input_shape.size[0]}};
}

static Status read_layer(Torch *torch, int number, Sequential *model, int i) {
  Layer *layer = &model->layers[i];
  const PickledTensor *weight = torch->weight[number], *bias = torch->bias[number];
  if (!shape_equal(keras_shape(weight->shape), layer->kernel.value.shape)) {
    char found[64], here[64], expected[64];
    return fail("'%s' has shape %s, in Keras's order %s, but layer '%s' wants %s; the file after --like must have the "
                "layers of this one", weight->name, shape_text(weight->shape, sizeof found, found),
                shape_text(keras_shape(weight->shape), sizeof here, here), layer->name,
                shape_text(layer->kernel.value.shape, sizeof expected, expected));
  }
  void *storage = NULL;
  if (read_storage(torch, weight, &storage) != OK) return FAILED;
  if (weight->shape.rank == 4)
    move_conv2d(weight, storage, layer->kernel.value.data);
  else
    move_dense(weight, storage, flattened_image(model, i), layer->kernel.value.data);
  release(storage);

  if (read_storage(torch, bias, &storage) != OK) return FAILED;
  float *to = layer->bias.value.data;
  for (int f = 0; f < bias->shape.size[0]; f++) to[f] = ((float *)storage)[bias->offset + f * bias->stride[0]];
  release(storage);
  return OK;
}

/* whether the layers of the file, in its order, have the shapes of the model's; only as far as both go */
static bool in_order(const Torch *torch, const Sequential *model) {
  int number = 0;
  for (int i = 0; i < model->layer_count && number < torch->layer_count; i++)
    if (model->layers[i].kernel.value.data &&
        !shape_equal(keras_shape(torch->weight[number++]->shape), model->layers[i].kernel.value.shape))
      return false;
  return true;
}

/*
 * A module may list its layers in another order than it calls them. Then each layer takes the
 * weights of its shape, where only one of the file's has it; else the order stays, to be refused.
 */
static void order_by_shapes(Torch *torch, const Sequential *model, char note[NOTE_SIZE]) {
  if (in_order(torch, model)) return;
  const PickledTensor *weight[MAX_LAYERS] = {NULL}, *bias[MAX_LAYERS] = {NULL};
  int number = 0;
  for (int i = 0; i < model->layer_count; i++) {
    if (!model->layers[i].kernel.value.data) continue;
    int fitting = 0;
    for (int k = 0; k < torch->layer_count; k++) {
      if (!shape_equal(keras_shape(torch->weight[k]->shape), model->layers[i].kernel.value.shape)) continue;
      fitting++;
      weight[number] = torch->weight[k], bias[number] = torch->bias[k];
    }
    if (fitting != 1 || ++number > torch->layer_count) return;
  }
  if (number != torch->layer_count) return;
  memcpy(torch->weight, weight, sizeof weight);
  memcpy(torch->bias, bias, sizeof bias);
  add_note(note, "Its layers are in another order than the architecture's: each took the weights of its shape.");
}

static Status read_layers(Torch *torch, Sequential *model) {
  int number = 0;
  for (int i = 0; i < model->layer_count; i++) {
    if (!model->layers[i].kernel.value.data) continue;
    if (number == torch->layer_count)
      return fail("the weights of layer '%s' are missing: it holds those of %d layers only", model->layers[i].name,
                  torch->layer_count);
    if (read_layer(torch, number++, model, i) != OK) return FAILED;
  }
  if (number < torch->layer_count)
    return fail("it holds '%s', which no layer of the architecture wants", torch->weight[number]->name);
  return OK;
}

/* ---- the whole ---- */

static Status settle_architecture(const Torch *torch, const Description *like, Description *description) {
  if (like) {
    FileFormat format = description->format;
    *description = *like;
    description->format = format;
    description->version[0] = description->note[0] = '\0';
    description->has_optimizer = false;
    description->epoch = description->history_count = description->best_epoch = description->wait = 0;
    return OK;
  }
  Shape kernels[MAX_LAYERS];
  for (int i = 0; i < torch->layer_count; i++) kernels[i] = keras_shape(torch->weight[i]->shape);
  return book_pattern(torch->layer_count, kernels, 0.3f, description);
}

/* what had to be assumed of the file, before what was assumed of its architecture */
static void tell_kind(const Torch *torch, const char *part, char note[NOTE_SIZE]) {
  char rest[NOTE_SIZE], line[NOTE_SIZE];
  snprintf(rest, sizeof rest, "%s", note);
  note[0] = '\0';
  if (part[0]) {
    snprintf(line, sizeof line, "It is a checkpoint; the network is its '%s'.", part);
    add_note(note, line);
  }
  for (int i = 0; i < torch->tensor_count; i++) {
    const char *type = torch_type_name(torch->tensors[i].type);
    if (!type || strcmp(type, "float32") == 0) continue;
    snprintf(line, sizeof line, "Its tensors are %s; here they are float32.", type);
    add_note(note, line);
    break;
  }
  add_note(note, rest);
}

static Status read_archive(Torch *torch, const Description *like, Contents *contents) {
  void *pickle = NULL;
  size_t size = 0;
  if (find_prefix(torch) != OK || check_byte_order(torch) != OK) return FAILED;
  if (read_entry(torch, "data.pkl", &pickle, &size) != OK) return FAILED;
  char part[TENSOR_NAME_SIZE];
  Status status = pickle_read(pickle, size, torch->tensors, &torch->tensor_count, part);
  release(pickle);
  if (status != OK || pair_tensors(torch) != OK) return FAILED;
  if (settle_architecture(torch, like, &contents->description) != OK ||
      description_check(&contents->description) != OK ||
      description_model(&contents->description, &contents->model) != OK)
    return FAILED;
  read_version(torch, &contents->description);
  tell_kind(torch, part, contents->description.note);
  order_by_shapes(torch, &contents->model, contents->description.note);
  return read_layers(torch, &contents->model);
}

Status torch_read(void *bytes, size_t size, const Description *like, Contents *contents) {
  contents->description.format = TORCH_ZIP;
  Torch *torch = calloc(1, sizeof *torch);
  if (!torch) return fail("not enough memory for the names of the tensors");
  Status status = zip_open_bytes(bytes, size, &torch->archive);
  if (status == OK) {
    status = read_archive(torch, like, contents);
    zip_discard(torch->archive);
  }
  free(torch);
  return status;
}
