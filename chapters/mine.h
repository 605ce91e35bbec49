/**
 * @file mine.h
 * The reader's own functions in place of the library's: `--kernels mine`, `--conv mine`.
 */
#ifndef CHAPTERS_MINE_H
#define CHAPTERS_MINE_H

#include <stdbool.h>

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

#endif
