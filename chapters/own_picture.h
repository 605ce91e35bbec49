/**
 * @file own_picture.h
 * A picture of the reader's own in the place of one of Fashion-MNIST: --png.
 */
#ifndef CHAPTERS_OWN_PICTURE_H
#define CHAPTERS_OWN_PICTURE_H

#include "chapter.h"

/**
 * Makes an image of the picture that --png names, as --invert says. Prints what
 * was done to it, and warns where it cannot look like the data.
 * @param figure name of the figure that shows it beside the original, such as
 *               "06_own_picture"; null: none is drawn
 * @param image  overwritten, [H][W], 0 to 1
 * @return FAILED as read_picture() and draw_panels()
 */
Status own_picture(const Options *options, const char *figure, int H, int W,
                   float *image);

#endif
