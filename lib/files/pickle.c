/* A state_dict's names and tensors, out of its pickle: see pickle.h. */
#include "files/pickle.h"

#include <stdlib.h>
#include <string.h>

#include "files/pickle_machine.h"

/* ---- the state_dict ---- */

static Status copy_text(const Machine *m, char *to, int size, const Value *text) {
  if (text->kind != TEXT && text->kind != GLOBAL) return pickle_damaged(m);
  if (text->length >= size || memchr(text->text, '\0', (size_t)text->length))
    return fail("its data.pkl holds a name that is too long or has a zero in it: '%.*s'",
                text->length > 40 ? 40 : text->length, text->text);
  memcpy(to, text->text, (size_t)text->length);
  to[text->length] = '\0';
  return OK;
}

static Status describe(const Machine *m, const Value *key, const Value *value, PickledTensor *tensor) {
  *tensor = (PickledTensor){0};
  if (copy_text(m, tensor->name, TENSOR_NAME_SIZE, key) != OK) return FAILED;
  if (value->kind != TENSOR)
    return fail("'%s' in it is no tensor: it is not a state_dict; in PyTorch: torch.save(model.state_dict(), FILE)",
                tensor->name);

  const Value *arguments = &m->values[value->number];
  const Value *storage = &m->values[pickle_item(m, arguments, 0)->number];
  const Value *offset = pickle_item(m, arguments, 1), *sizes = pickle_item(m, arguments, 2), *strides = pickle_item(m, arguments, 3);
  if (copy_text(m, tensor->type, sizeof tensor->type, pickle_item(m, storage, 1)) != OK ||
      copy_text(m, tensor->storage, sizeof tensor->storage, pickle_item(m, storage, 2)) != OK)
    return FAILED;
  if (offset->kind != INTEGER || sizes->kind != TUPLE || strides->kind != TUPLE || sizes->length != strides->length)
    return pickle_damaged(m);
  if (sizes->length > MAX_RANK)
    return fail("'%s' has %d axes; weights have at most %d", tensor->name, sizes->length, MAX_RANK);

  tensor->offset = offset->number;
  tensor->shape.rank = sizes->length;
  for (int axis = 0; axis < sizes->length; axis++) {
    const Value *size = pickle_item(m, sizes, axis), *stride = pickle_item(m, strides, axis);
    if (size->kind != INTEGER || stride->kind != INTEGER || size->number < 0 || size->number > INT32_MAX)
      return pickle_damaged(m);
    tensor->shape.size[axis] = (int)size->number;
    tensor->stride[axis] = stride->number;
  }
  return OK;
}

static bool ends_with(const Value *text, const char *end) {
  int size = (int)strlen(end);
  return text->kind == TEXT && text->length > size && memcmp(text->text + text->length - size, end, (size_t)size) == 0;
}

/* a dict with NAME.weight or NAME.bias among its first pairs: more than so many no state_dict here has */
static bool is_state_dict(const Machine *m, const Value *dict) {
  int left = MOST_TENSORS;
  for (int pair = dict->first; pair >= 0 && left > 0; pair = m->pairs[pair].next, left--) {
    const Value *key = &m->values[m->pairs[pair].key];
    if (m->values[m->pairs[pair].value].kind == TENSOR && (ends_with(key, ".weight") || ends_with(key, ".bias")))
      return true;
  }
  return false;
}

/*
 * A checkpoint is a dict with the network's state_dict among other things, an epoch or the
 * optimizer's state. The pair that holds it: by the names that are usual, else the first such dict.
 */
static int find_state_dict(const Machine *m, const Value *dict) {
  static const char *const usual[] = {"model_state_dict", "state_dict", "model", "net"};
  for (size_t name = 0; name <= sizeof usual / sizeof *usual; name++)
    for (int pair = dict->first; pair >= 0; pair = m->pairs[pair].next) {
      const Value *value = &m->values[m->pairs[pair].value];
      bool named = name == sizeof usual / sizeof *usual || pickle_text_is(&m->values[m->pairs[pair].key], usual[name]);
      if (named && value->kind == DICT && is_state_dict(m, value)) return pair;
    }
  return -1;
}

static Status read_tensors(const Machine *m, PickledTensor *tensors, int *count, char part[TENSOR_NAME_SIZE]) {
  const Value *dict = pickle_peek(m, 0);
  if (!dict || dict->kind != DICT)
    return fail("it does not hold a state_dict; in PyTorch: torch.save(model.state_dict(), FILE)");
  int inside = is_state_dict(m, dict) ? -1 : find_state_dict(m, dict);
  if (inside >= 0) {
    const Value *key = &m->values[m->pairs[inside].key];
    if (key->kind == TEXT && copy_text(m, part, TENSOR_NAME_SIZE, key) != OK) return FAILED;
    dict = &m->values[m->pairs[inside].value];
  }
  for (int pair = dict->first; pair >= 0; pair = m->pairs[pair].next) {
    if (*count == MOST_TENSORS) return fail("its state_dict has more than %d tensors", MOST_TENSORS);
    const Value *key = &m->values[m->pairs[pair].key], *value = &m->values[m->pairs[pair].value];
    if (describe(m, key, value, &tensors[*count]) != OK) return FAILED;
    ++*count;
  }
  return OK;
}

Status pickle_read(const void *bytes, size_t size, PickledTensor *tensors, int *count, char part[TENSOR_NAME_SIZE]) {
  *count = 0;
  part[0] = '\0';
  if (size > MOST_PICKLE) return fail("its data.pkl has %zu bytes, more than any state_dict of this library", size);
  size_t most = size + 16;
  Machine m = {.bytes = bytes, .size = size, .capacity = (int)most};
  m.values = calloc(most, sizeof *m.values);
  m.stack = calloc(most, sizeof *m.stack);
  m.memo = malloc(most * sizeof *m.memo);
  m.items = calloc(most, sizeof *m.items);
  m.pairs = calloc(most, sizeof *m.pairs);
  Status status;
  if (m.values && m.stack && m.memo && m.items && m.pairs) {
    memset(m.memo, -1, most * sizeof *m.memo);
    status = pickle_run(&m);
    if (status == OK) status = read_tensors(&m, tensors, count, part);
  } else {
    status = fail("not enough memory for its data.pkl of %zu bytes", size);
  }
  free(m.values);
  free(m.stack);
  free(m.memo);
  free(m.items);
  free(m.pairs);
  return status;
}
