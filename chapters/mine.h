/**
 * @file mine.h
 * The reader's own functions in place of the library's: `--kernels mine`, `--conv mine`.
 */
#ifndef CHAPTERS_MINE_H
#define CHAPTERS_MINE_H

#include <stdbool.h>
#include <stddef.h>

#include "kernels/kernels.h"

/**
 * A table of kernels in which every one that the reader has solved is the reader's own, and
 * the others are the library's. Prints whose functions these are.
 * @param all false: the convolutions only (--conv mine)
 */
const Kernels *mine_kernels(bool all);

/**
 * A solved exercise's function, compiled for speed by `make`.
 * @param exercise such as "13_argmax"
 * @return null while the exercise is not solved
 */
void *mine_function(const char *exercise);

/**
 * Goes through one training step of the book's network with the library's kernels, and gives each of the reader's solved
 * functions the same inputs. Names those that differ, with the first number that does, and keeps the input for
 * `make check-NN`.
 * @return whether one differs
 */
bool mine_differs(void);

/** The path of a file about an exercise: BUILD/exercises/EXERCISE and the ending. */
void mine_path(size_t size, char path[size], const char *exercise, const char *ending);

#endif
