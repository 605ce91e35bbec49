/**
 * @file picture.h
 * The reader's own picture, made into an image as the network knows them.
 *
 * The network knows things of Fashion-MNIST: one garment, light on black, which fills 28
 * pixels from edge to edge. So a picture is made grey, what the garment lies on becomes
 * black, the garment is cut out, and what is left is scaled. How well that went is told too.
 */
#ifndef FILES_PICTURE_H
#define FILES_PICTURE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/tensor.h"

enum {
  MOST_WARNINGS = 6,  /**< that a picture can give rise to */
  PREVIEW_SIDE = 160  /**< pixels of the longer side of what is kept to be drawn */
};

/** What was made of a picture. Its tensors are owned; free it with picture_free(). */
typedef struct Picture {
  int height, width;                    /**< of the file */
  int background;                       /**< the grey of what the garment lies on, 0 black to 255 white */
  bool inverted;                        /**< the garment is darker than that, so dark became light */
  bool transparent;                     /**< the background is what is transparent */
  int top, left, bottom, right;         /**< the part that was cut out: first row and column, those after the last */
  Tensor original;                      /**< (rows, columns) from 0 to 1: the whole picture in grey, made smaller */
  Tensor cut;                           /**< likewise the part that was cut out, on black */
  int warning_count;                    /**< how many of the next there are */
  const char *warnings[MOST_WARNINGS];  /**< why it may not look like the data; a sentence each, no full stop */
} Picture;

/**
 * Reads a PNG file, grey or colour, of any size, as an image of H x W pixels from 0 to 1.
 *
 * The background is the commonest grey along the picture's edge. It becomes 0, and what
 * lies furthest from it 1, on the side on which there is more: a garment darker than its
 * background is inverted. The garment's rows and columns are cut out and keep their
 * proportions: the longer side fills the image. A picture of H x W pixels already is not cut.
 * What is transparent counts as white under a dark garment, as black under a light one.
 * @param invert  whether a darker (true) or a lighter thing is looked for; null: as said above
 * @param image   overwritten, [H][W]
 * @param picture overwritten with what was done; may be null
 * @return FAILED when the file cannot be read, is no PNG, has more than 24 million pixels, or
 *         holds nothing but background
 */
Status read_picture(const char *path, const bool *invert, int H, int W, float *image, Picture *picture);

/** Frees what the picture owns. */
void picture_free(Picture *picture);

#endif
