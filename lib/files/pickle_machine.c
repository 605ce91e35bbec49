/*
 * Runs a pickle without executing anything: see pickle_machine.h.
 * Source: Python's pickletools.py, which documents each opcode.
 */
#include "files/pickle_machine.h"

#include <stdio.h>
#include <string.h>

/* what a state_dict may name */
typedef enum Known { ORDERED_DICT, REBUILD_TENSOR, REBUILD_PARAMETER, STORAGE_TYPE } Known;

/* ---- messages ---- */

Status pickle_damaged(const Machine *m) {
  return fail("its data.pkl is damaged at byte %zu of %zu; download or save it again", m->at, m->size);
}

/* opcodes that other pickles have; those read below need no name */
static const char *opcode_name(unsigned char opcode) {
  static const struct { unsigned char code; const char *name; } names[] = {
      {'i', "INST"}, {'o', "OBJ"}, {0x81, "NEWOBJ"}, {0x92, "NEWOBJ_EX"}, {'P', "PERSID"}, {0x82, "EXT1"},
      {0x83, "EXT2"}, {0x84, "EXT4"}, {'I', "INT"}, {'L', "LONG"}, {'F', "FLOAT"}, {'S', "STRING"},
      {'T', "BINSTRING"}, {'U', "SHORT_BINSTRING"}, {'V', "UNICODE"}, {'B', "BINBYTES"}, {'C', "SHORT_BINBYTES"},
      {0x8b, "LONG4"}, {0x8d, "BINUNICODE8"}, {0x8e, "BINBYTES8"}, {0x8f, "EMPTY_SET"}, {0x90, "ADDITEMS"},
      {0x91, "FROZENSET"}, {0x96, "BYTEARRAY8"}, {0x97, "NEXT_BUFFER"}, {0x98, "READONLY_BUFFER"}, {'d', "DICT"},
      {'l', "LIST"}, {'p', "PUT"}, {'g', "GET"}, {'2', "DUP"}, {'0', "POP"}, {'1', "POP_MARK"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].code == opcode) return names[i].name;
  return "unknown";
}

/* ---- bytes ---- */

/* the next `count` bytes, or null at the end */
static const unsigned char *take(Machine *m, size_t count) {
  if (count > m->size - m->at) return NULL;
  const unsigned char *bytes = m->bytes + m->at;
  m->at += count;
  return bytes;
}

/* an unsigned number of `count` bytes, the lowest first; -1 at the end */
static int64_t take_number(Machine *m, size_t count) {
  const unsigned char *bytes = take(m, count);
  if (!bytes) return -1;
  int64_t number = 0;
  for (size_t i = count; i-- > 0;) number = number << 8 | bytes[i];
  return number;
}

/* a line of text without its end */
static const char *take_line(Machine *m, int *length) {
  const unsigned char *end = memchr(m->bytes + m->at, '\n', m->size - m->at);
  if (!end) return NULL;
  const char *line = (const char *)m->bytes + m->at;
  *length = (int)(end - (m->bytes + m->at));
  m->at += (size_t)*length + 1;
  return line;
}

/* ---- values and stack ---- */

static Status push_index(Machine *m, int value) {
  if (m->depth == m->capacity) return pickle_damaged(m);
  m->stack[m->depth++] = value;
  return OK;
}

static Status push(Machine *m, Value value) {
  if (m->value_count == m->capacity) return pickle_damaged(m);
  m->values[m->value_count] = value;
  return push_index(m, m->value_count++);
}

Value *pickle_peek(const Machine *m, int below) {
  return m->depth > below ? &m->values[m->stack[m->depth - 1 - below]] : NULL;
}

static int find_mark(const Machine *m) {
  for (int place = m->depth - 1; place >= 0; place--)
    if (m->values[m->stack[place]].kind == MARK) return place;
  return -1;
}

/* the values from `place` up become one tuple, which takes the place of those from `bottom` up */
static Status make_tuple(Machine *m, int place, int bottom) {
  if (place < 0 || bottom < 0) return pickle_damaged(m);
  int length = m->depth - place;
  if (length > m->capacity - m->item_count) return pickle_damaged(m);
  for (int i = 0; i < length; i++)
    if (pickle_peek(m, i)->kind == MARK) return pickle_damaged(m);
  Value tuple = {.kind = TUPLE, .length = length, .first = m->item_count};
  for (int i = 0; i < length; i++) m->items[m->item_count++] = m->stack[place + i];
  m->depth = bottom;
  return push(m, tuple);
}

Value *pickle_item(const Machine *m, const Value *tuple, int index) {
  return &m->values[m->items[tuple->first + index]];
}

bool pickle_text_is(const Value *value, const char *text) {
  return (value->kind == TEXT || value->kind == GLOBAL) && (size_t)value->length == strlen(text) &&
         memcmp(value->text, text, strlen(text)) == 0;
}

/* ---- dicts ---- */

static Status add_pair(Machine *m, int dict, int key, int value) {
  Value *target = &m->values[dict];
  if (target->kind != DICT || m->values[key].kind == MARK || m->values[value].kind == MARK ||
      m->pair_count == m->capacity)
    return pickle_damaged(m);
  int pair = m->pair_count++;
  m->pairs[pair] = (Pair){key, value, -1};
  if (target->first < 0)
    target->first = pair;
  else
    m->pairs[target->last].next = pair;
  target->last = pair;
  return OK;
}

/* dict, mark, key, value, key, value, ... -> dict */
static Status set_items(Machine *m) {
  int mark = find_mark(m);
  if (mark < 1 || (m->depth - mark - 1) % 2 != 0) return pickle_damaged(m);
  for (int place = mark + 1; place < m->depth; place += 2)
    if (add_pair(m, m->stack[mark - 1], m->stack[place], m->stack[place + 1]) != OK) return FAILED;
  m->depth = mark;
  return OK;
}

static Status set_item(Machine *m) {
  if (m->depth < 3) return pickle_damaged(m);
  int *top = m->stack + m->depth - 3;
  m->depth -= 2;
  return add_pair(m, top[0], top[1], top[2]);
}

/* ---- names ---- */

static bool ends_with(const char *text, int length, const char *end) {
  int size = (int)strlen(end);
  return length >= size && memcmp(text + length - size, end, (size_t)size) == 0;
}

static Status push_global(Machine *m, const char *module, int module_length, const char *name, int length) {
  char whole[160];
  snprintf(whole, sizeof whole, "%.*s.%.*s", module_length > 70 ? 70 : module_length, module,
           length > 70 ? 70 : length, name);
  Value global = {.kind = GLOBAL, .text = name, .length = length};
  if (strcmp(whole, "collections.OrderedDict") == 0)
    global.number = ORDERED_DICT;
  else if (strcmp(whole, "torch._utils._rebuild_tensor_v2") == 0)
    global.number = REBUILD_TENSOR;
  else if (strcmp(whole, "torch._utils._rebuild_parameter") == 0)
    global.number = REBUILD_PARAMETER;
  else if (module_length == 5 && memcmp(module, "torch", 5) == 0 && ends_with(name, length, "Storage"))
    global.number = STORAGE_TYPE;
  else if (strncmp(whole, "__main__.", 9) == 0 || strncmp(whole, "torch.nn.", 9) == 0)
    return fail("it holds a whole Python object (%s), not a state_dict; in PyTorch, where its class is known: "
                "torch.save(torch.load(FILE, weights_only=False).state_dict(), 'state.pt')", whole);
  else
    return fail("its data.pkl names %s, which no state_dict needs; refused, nothing was executed; in PyTorch: "
                "torch.save(model.state_dict(), FILE), or of a checkpoint the part of that name", whole);
  return push(m, global);
}

/* ---- calls ---- */

/* ("storage", type, key, location, count) -> a storage */
static Status make_storage(Machine *m) {
  const Value *id = pickle_peek(m, 0);
  if (!id || id->kind != TUPLE || id->length < 5) return pickle_damaged(m);
  const Value *type = pickle_item(m, id, 1);
  if (!pickle_text_is(pickle_item(m, id, 0), "storage") || type->kind != GLOBAL || type->number != STORAGE_TYPE ||
      pickle_item(m, id, 2)->kind != TEXT)
    return pickle_damaged(m);
  int tuple = m->stack[--m->depth];
  return push(m, (Value){.kind = STORAGE, .number = tuple});
}

/* function, arguments -> what the function would have returned */
static Status reduce(Machine *m) {
  const Value *arguments = pickle_peek(m, 0), *function = pickle_peek(m, 1);
  if (!arguments || !function || arguments->kind != TUPLE || function->kind != GLOBAL) return pickle_damaged(m);
  int tuple = m->stack[m->depth - 1];
  m->depth -= 2;
  switch ((Known)function->number) {
    case ORDERED_DICT:
      if (arguments->length != 0) return pickle_damaged(m);
      return push(m, (Value){.kind = DICT, .first = -1});
    case REBUILD_TENSOR:
      if (arguments->length < 4 || pickle_item(m, arguments, 0)->kind != STORAGE) return pickle_damaged(m);
      return push(m, (Value){.kind = TENSOR, .number = tuple});
    case REBUILD_PARAMETER:
      if (arguments->length < 1 || pickle_item(m, arguments, 0)->kind != TENSOR) return pickle_damaged(m);
      return push_index(m, m->items[arguments->first]);
    case STORAGE_TYPE: return fail("its data.pkl makes a %.*s by a call, which no state_dict needs; refused",
                                   function->length > 40 ? 40 : function->length, function->text);
  }
  return pickle_damaged(m);
}

/* ---- the memo ---- */

static Status remember(Machine *m, int64_t place) {
  if (place < 0 || place >= m->capacity || m->depth == 0) return pickle_damaged(m);
  m->memo[place] = m->stack[m->depth - 1];
  return OK;
}

static Status recall(Machine *m, int64_t place) {
  if (place < 0 || place >= m->capacity || m->memo[place] < 0) return pickle_damaged(m);
  return push_index(m, m->memo[place]);
}

/* ---- one opcode ---- */

static Status push_text(Machine *m, int64_t length) {
  const char *text = length < 0 ? NULL : (const char *)take(m, (size_t)length);
  if (!text) return pickle_damaged(m);
  return push(m, (Value){.kind = TEXT, .text = text, .length = (int)length});
}

/* `count` bytes of a two's complement number, the lowest first */
static Status push_integer(Machine *m, size_t count, bool has_sign) {
  int64_t number = count > 8 ? -1 : 0;
  const unsigned char *bytes = count > 8 ? NULL : take(m, count);
  if (!bytes) return pickle_damaged(m);
  uint64_t bits = 0;
  for (size_t i = count; i-- > 0;) bits = bits << 8 | bytes[i];
  if (has_sign && count > 0 && count < 8 && bits >> (8 * count - 1)) bits |= UINT64_MAX << (8 * count);
  memcpy(&number, &bits, sizeof number);
  return push(m, (Value){.kind = INTEGER, .number = number});
}

static Status read_global(Machine *m) {
  int module_length = 0, length = 0;
  const char *module = take_line(m, &module_length);
  const char *name = module ? take_line(m, &length) : NULL;
  return name ? push_global(m, module, module_length, name, length) : pickle_damaged(m);
}

static Status read_stack_global(Machine *m) {
  const Value *name = pickle_peek(m, 0), *module = pickle_peek(m, 1);
  if (!name || !module || name->kind != TEXT || module->kind != TEXT) return pickle_damaged(m);
  m->depth -= 2;
  return push_global(m, module->text, module->length, name->text, name->length);
}

/* object, state -> object: the _metadata of a state_dict, of which nothing is needed */
static Status build_object(Machine *m) {
  const Value *object = pickle_peek(m, 1);
  if (!object || (object->kind != DICT && object->kind != TENSOR)) return pickle_damaged(m);
  m->depth--;
  return OK;
}

/* list, mark, values -> list: no tensor is in one, so its values are dropped */
static Status append(Machine *m, bool to_mark) {
  int place = to_mark ? find_mark(m) : m->depth - 1;
  if (place < 1 || m->values[m->stack[place - 1]].kind != LIST) return pickle_damaged(m);
  m->depth = place;
  return OK;
}

static Status execute(Machine *m, unsigned char opcode) {
  switch (opcode) {
    case 0x80: return take(m, 1) ? OK : pickle_damaged(m); /* PROTO */
    case 0x95: return take(m, 8) ? OK : pickle_damaged(m); /* FRAME */
    case 'N': return push(m, (Value){.kind = NONE});
    case 0x88: return push(m, (Value){.kind = BOOL, .number = 1});
    case 0x89: return push(m, (Value){.kind = BOOL});
    case 'J': return push_integer(m, 4, true);   /* BININT */
    case 'K': return push_integer(m, 1, false);  /* BININT1 */
    case 'M': return push_integer(m, 2, false);  /* BININT2 */
    case 0x8a: {                                 /* LONG1 */
      int64_t count = take_number(m, 1);
      return count < 0 ? pickle_damaged(m) : push_integer(m, (size_t)count, true);
    }
    case 'G': return take(m, 8) ? push(m, (Value){.kind = REAL}) : pickle_damaged(m); /* BINFLOAT */
    case 'X': return push_text(m, take_number(m, 4));                         /* BINUNICODE */
    case 0x8c: return push_text(m, take_number(m, 1));                        /* SHORT_BINUNICODE */
    case '(': return push(m, (Value){.kind = MARK});
    case ')': return push(m, (Value){.kind = TUPLE, .first = m->item_count});
    case 't': { /* TUPLE */
      int mark = find_mark(m);
      return make_tuple(m, mark < 0 ? -1 : mark + 1, mark);
    }
    case 0x85: return make_tuple(m, m->depth - 1, m->depth - 1);
    case 0x86: return make_tuple(m, m->depth - 2, m->depth - 2);
    case 0x87: return make_tuple(m, m->depth - 3, m->depth - 3);
    case ']': return push(m, (Value){.kind = LIST});
    case 'a': return append(m, false);
    case 'e': return append(m, true);
    case '}': return push(m, (Value){.kind = DICT, .first = -1});
    case 's': return set_item(m);
    case 'u': return set_items(m);
    case 'q': return remember(m, take_number(m, 1)); /* BINPUT */
    case 'r': return remember(m, take_number(m, 4)); /* LONG_BINPUT */
    case 0x94: return remember(m, m->memo_next++);   /* MEMOIZE */
    case 'h': return recall(m, take_number(m, 1));   /* BINGET */
    case 'j': return recall(m, take_number(m, 4));   /* LONG_BINGET */
    case 'c': return read_global(m);
    case 0x93: return read_stack_global(m);
    case 'Q': return make_storage(m); /* BINPERSID */
    case 'R': return reduce(m);
    case 'b': return build_object(m);
    default:
      return fail("its data.pkl uses opcode 0x%02x (%s) at byte %zu, which no state_dict needs; refused, nothing was "
                  "executed", opcode, opcode_name(opcode), m->at - 1);
  }
}

Status pickle_run(Machine *m) {
  for (;;) {
    const unsigned char *opcode = take(m, 1);
    if (!opcode) return pickle_damaged(m);
    if (*opcode == '.') return OK; /* STOP */
    if (execute(m, *opcode) != OK) return FAILED;
  }
}
