/**
 * @file picture.h
 * The reader's own picture, made into an image as the network knows them.
 */
#ifndef FILES_PICTURE_H
#define FILES_PICTURE_H

#include <stdbool.h>

#include "base/error.h"

/**
 * Reads a PNG file, grey or colour, of any size, as an image of H x W pixels from 0 to 1.
 * It keeps its proportions: the longer side fills the image, the rest is background. Where
 * the picture's edge is light it is inverted, for the network knows light things on black.
 * What is transparent counts as white.
 * @param image    overwritten, [H][W]
 * @param inverted set to whether it was inverted; may be null
 * @return FAILED when the file cannot be read, is no PNG, or has more than 50 million pixels
 */
Status read_picture(const char *path, int H, int W, float *image, bool *inverted);

#endif
