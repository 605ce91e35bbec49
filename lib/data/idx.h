/**
 * @file idx.h
 * Reads the IDX format of the MNIST family, gzip-compressed or plain.
 *
 * A file is two zero bytes, a type (8: unsigned byte), the number of axes, each size as
 * four bytes with the most significant first, then the bytes themselves.
 * Source: Yann LeCun's description of the MNIST files.
 */
#ifndef DATA_IDX_H
#define DATA_IDX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** The content of an IDX file of unsigned bytes. */
typedef struct Idx {
  int rank;      /**< number of axes: 1 for labels, 3 for images */
  int size[4];   /**< sizes, outermost first */
  uint8_t *data; /**< the bytes, owned; the last axis runs fastest */
} Idx;

/**
 * Reads `path`, inflating it when it is gzip.
 * @param rank the number of axes the file must have
 * @return FAILED for what is no regular file, is truncated, is no IDX, has another
 *         type or rank, a size of zero, bytes left over, or does not fit in memory; `idx` is then empty
 */
Status idx_read(const char *path, int rank, Idx *idx);

/** Reads only the sizes, and checks that the file may hold what they promise; idx->data is null. Otherwise as idx_read(). */
Status idx_read_header(const char *path, int rank, Idx *idx);

/** Frees the bytes and empties `idx`. */
void idx_free(Idx *idx);

#endif
