/**
 * @file pickle_machine.h
 * The stack machine that runs a pickle without executing anything: between pickle.c, which
 * makes a state_dict of what it leaves, and pickle_machine.c.
 *
 * The machine has a stack, a memo (values kept under a number), and makes values of a few
 * kinds. Values live in one array and are named by their place in it, so that nothing is
 * freed before the end, and a value that contains itself does no harm.
 */
#ifndef FILES_PICKLE_MACHINE_H
#define FILES_PICKLE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** What a value is. */
typedef enum Kind { NONE, BOOL, INTEGER, REAL, TEXT, TUPLE, LIST, DICT, GLOBAL, STORAGE, TENSOR, MARK } Kind;

/** A value. Texts point into the pickle. The items of a tuple are a range of `items`. */
typedef struct Value {
  Kind kind;        /**< what it is; the members below say for which kinds they hold */
  int64_t number;   /**< INTEGER, BOOL; GLOBAL: which; STORAGE, TENSOR: its tuple's value */
  const char *text; /**< TEXT, GLOBAL: not ended by a zero */
  int length;       /**< of the text; TUPLE: how many items */
  int first;        /**< TUPLE: first item; DICT: first pair, -1 for none */
  int last;         /**< DICT: last pair */
} Value;

/** A pair of a dict. */
typedef struct Pair {
  int key, value; /**< both in `values` of the machine */
  int next;       /**< the pair after it, -1 for none */
} Pair;

/** The machine. */
typedef struct Machine {
  const unsigned char *bytes; /**< the pickle */
  size_t size, at; /**< its length, and how far it has been read */
  Value *values; /**< every value met, by its number */
  int value_count; /**< how many there are */
  int *stack, depth; /**< the values in use, and how many */
  int *memo, memo_next; /**< memo: -1 for nothing kept; memo_next: where MEMOIZE keeps */
  int *items, item_count; /**< of all tuples, one after the other */
  Pair *pairs; /**< of all dicts */
  int pair_count; /**< how many there are */
  int capacity; /**< of each of the arrays: no opcode adds more than its own bytes or the stack's */
} Machine;

/** Runs all instructions up to STOP; what is left is on top of the stack. */
Status pickle_run(Machine *m);

/** The value `below` places under the top, or null when there are not so many. */
Value *pickle_peek(const Machine *m, int below);

/** Item number `index` of a tuple. */
Value *pickle_item(const Machine *m, const Value *tuple, int index);

/** Whether the value is this text. */
bool pickle_text_is(const Value *value, const char *text);

/** Fails, telling where the pickle is damaged. */
Status pickle_damaged(const Machine *m);

#endif
