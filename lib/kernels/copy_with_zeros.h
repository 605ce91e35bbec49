/**
 * @file copy_with_zeros.h
 * An image with zeros around it: then a convolution meets no edges.
 *
 *                                0 0 0 0 0 0
 *     x x x x                    0 x x x x 0
 *     x x x x    top = left = 1  0 x x x x 0
 *                                0 0 0 0 0 0
 */
#ifndef KERNELS_COPY_WITH_ZEROS_H
#define KERNELS_COPY_WITH_ZEROS_H

/**
 * Fills `copy` (rows x columns) with a window of the image x (H x W pixels of C numbers):
 * the window begins `top` rows above and `left` columns before the image, or inside it
 * when they are negative; what is outside is zero.
 * @param spread 1; or S, to put S - 1 zeros between the image's pixels, in both directions
 */
void copy_with_zeros(int H, int W, int C, int spread, int rows, int columns, int top, int left,
                     float copy[restrict rows][columns][C], const float x[H][W][C]);

#endif
