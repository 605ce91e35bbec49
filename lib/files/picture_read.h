/**
 * @file picture_read.h
 * A PNG file as grey pixels.
 */
#ifndef FILES_PICTURE_READ_H
#define FILES_PICTURE_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/** A grey picture. */
typedef struct Grey {
  int height, width; /**< in pixels */
  bool transparent;  /**< more than a hundredth of it was */
  uint8_t *pixel;    /**< [height][width], 0 black to 255 white; owned: release() */
} Grey;

/**
 * Reads a PNG file, grey or colour, in a child process. What is transparent becomes white
 * if a dark thing is looked for (*invert), black if a light one; null: white under what is
 * dark, black under what is light.
 * @return FAILED when the file cannot be read, is no PNG, or has more than 24 million pixels
 */
Status read_grey(const char *path, const bool *invert, Grey *grey);

#endif
