/*
 * A model as torch.save(model.state_dict()) writes it: see readers.h, and torch_read.c for
 * the layout. The layers are called as in the book's PyTorch edition: conv1, conv2, dense1,
 * dense2. The pickle is as plain as can be, without a memo.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "files/readers.h"
#include "files/zip_archive.h"

/* ---- the pickle ---- */

static void put_number(FILE *out, uint32_t number) {
  for (int i = 0; i < 4; i++) fputc((int)(number >> 8 * i & 0xff), out);
}

static void put_integer(FILE *out, size_t number) {
  fputc('J', out); /* BININT: four bytes, signed */
  put_number(out, (uint32_t)number);
}

static void put_text(FILE *out, const char *text) {
  fputc('X', out); /* BINUNICODE */
  put_number(out, (uint32_t)strlen(text));
  fputs(text, out);
}

static void put_tuple(FILE *out, int count, const size_t *numbers) {
  fputc('(', out); /* MARK */
  for (int i = 0; i < count; i++) put_integer(out, numbers[i]);
  fputc('t', out); /* TUPLE */
}

/* key, then _rebuild_tensor_v2(storage number `storage`, 0, shape, strides, False, OrderedDict()) */
static void put_tensor(FILE *out, const char *key, int storage, Shape shape) {
  size_t size[MAX_RANK], stride[MAX_RANK], step = 1;
  for (int axis = shape.rank - 1; axis >= 0; axis--) {
    size[axis] = (size_t)shape.size[axis];
    stride[axis] = step;
    step *= size[axis];
  }
  char number[16];
  snprintf(number, sizeof number, "%d", storage);

  put_text(out, key);
  fputs("ctorch._utils\n_rebuild_tensor_v2\n((", out); /* GLOBAL, MARK, MARK */
  put_text(out, "storage");
  fputs("ctorch\nFloatStorage\n", out);
  put_text(out, number);
  put_text(out, "cpu");
  put_integer(out, step);
  fputs("tQ", out); /* TUPLE, BINPERSID */
  put_integer(out, 0);
  put_tuple(out, shape.rank, size);
  put_tuple(out, shape.rank, stride);
  fputs("\x89" "ccollections\nOrderedDict\n)RtR", out); /* NEWFALSE, GLOBAL, EMPTY_TUPLE, REDUCE, TUPLE, REDUCE */
}

/* ---- the numbers, in PyTorch's order ---- */

/* weight[f][k][r][c] = kernel[r][c][k][f] */
static void move_conv2d(const Tensor *kernel, float *weight) {
  int K = kernel->shape.size[0], C = kernel->shape.size[2], F = kernel->shape.size[3];
  const float *from = kernel->data;
  for (int f = 0; f < F; f++)
    for (int k = 0; k < C; k++)
      for (int r = 0; r < K; r++)
        for (int c = 0; c < K; c++) *weight++ = from[((size_t)(r * K + c) * (size_t)C + (size_t)k) * (size_t)F + (size_t)f];
}

/* weight[u][(k, r, c)] = kernel[(r, c, k)][u] */
static void move_dense(const Tensor *kernel, Shape image, float *weight) {
  int H = image.size[0], W = image.size[1], C = image.size[2], U = kernel->shape.size[1];
  const float *from = kernel->data;
  for (int u = 0; u < U; u++)
    for (int k = 0; k < C; k++)
      for (int r = 0; r < H; r++)
        for (int c = 0; c < W; c++) *weight++ = from[((size_t)(r * W + c) * (size_t)C + (size_t)k) * (size_t)U + (size_t)u];
}

static Shape torch_shape(Shape keras) {
  const int *size = keras.size;
  if (keras.rank == 4) return (Shape){4, {size[3], size[2], size[0], size[1]}};
  return (Shape){2, {size[1], size[0]}};
}

/* ---- the archive ---- */

enum { MOST_ENTRIES = 2 * MAX_LAYERS + 3, ALIGNMENT = 64 /* bytes, as PyTorch's */ };

/* What is being laid out: the entries, with the memory some of them need. */
typedef struct Layout {
  ZipEntry entries[MOST_ENTRIES];
  char names[MOST_ENTRIES][32];
  void *owned[MAX_LAYERS];
  int entry_count, storage_count, owned_count;
} Layout;

static void add_storage(Layout *layout, const void *numbers, size_t count) {
  char *name = layout->names[layout->entry_count];
  snprintf(name, sizeof layout->names[0], "archive/data/%d", layout->storage_count++);
  layout->entries[layout->entry_count++] = (ZipEntry){name, numbers, count * sizeof(float), ALIGNMENT};
}

static Status add_layer(Layout *layout, FILE *pickle, const Sequential *model, int i, int number) {
  const Layer *layer = &model->layers[i];
  const Tensor *kernel = &layer->kernel.value;
  const char *word = layer->kind == CONV2D ? "conv" : "dense";
  char key[64];
  snprintf(key, sizeof key, "%s%d.weight", word, number);
  put_tensor(pickle, key, layout->storage_count, torch_shape(kernel->shape));

  float *weight = allocate(tensor_count(kernel), sizeof(float));
  if (!weight) return FAILED;
  layout->owned[layout->owned_count++] = weight;
  if (layer->kind == CONV2D)
    move_conv2d(kernel, weight);
  else
    move_dense(kernel, flattened_image(model, i), weight);
  add_storage(layout, weight, tensor_count(kernel));

  snprintf(key, sizeof key, "%s%d.bias", word, number);
  put_tensor(pickle, key, layout->storage_count, layer->bias.value.shape);
  add_storage(layout, layer->bias.value.data, tensor_count(&layer->bias.value));
  return OK;
}

Status torch_write(const Sequential *model, const TrainingState *state, void **bytes, size_t *size) {
  (void)state; /* a state_dict has no place for it */
  *bytes = NULL;
  Layout *layout = calloc(1, sizeof *layout);
  char *text = NULL;
  size_t text_size = 0;
  FILE *pickle = layout ? open_memstream(&text, &text_size) : NULL;
  if (!pickle) {
    free(layout);
    return fail("not enough memory for the model's file");
  }

  /* PROTO 2, an empty OrderedDict, MARK; then key and tensor in turn; SETITEMS, STOP */
  layout->entry_count = 1; /* the first is the pickle, ready at the end */
  fputs("\x80\x02" "ccollections\nOrderedDict\n)R(", pickle);
  int seen[LAST_KIND + 1] = {0};
  Status status = OK;
  for (int i = 0; i < model->layer_count && status == OK; i++)
    if (model->layers[i].kernel.value.data)
      status = add_layer(layout, pickle, model, i, ++seen[model->layers[i].kind]);
  fputs("u.", pickle);
  if (fclose(pickle) != 0 && status == OK) status = fail("not enough memory for the model's file");

  layout->entries[0] = (ZipEntry){"archive/data.pkl", text, text_size, 0};
  layout->entries[layout->entry_count++] = (ZipEntry){"archive/byteorder", "little", 6, 0};
  layout->entries[layout->entry_count++] = (ZipEntry){"archive/version", "3\n", 2, 0};
  if (status == OK) status = zip_write(layout->entries, layout->entry_count, bytes, size);
  for (int i = 0; i < layout->owned_count; i++) release(layout->owned[i]);
  free(text);
  free(layout);
  return status;
}
