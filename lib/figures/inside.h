/**
 * @file inside.h
 * Figures beyond the book: what readers of section 8-3 ask next. Files, captions and
 * failures as in figures.h.
 */
#ifndef FIGURES_INSIDE_H
#define FIGURES_INSIDE_H

#include "figures/figures.h"
#include "model/inspect.h"

/**
 * One value of the first layer in three zoom levels: where the layer stands in the
 * network, where the value stands in image and feature map, and its arithmetic.
 * @param image the layer's input, [H][W], from which the value was worked out
 */
Status draw_pixel(Figure figure, const Sequential *model, const float *image, const Arithmetic *arithmetic);

/**
 * How one feature map is made: each input map, its slice of the kernel, the partial map
 * that both make, then the sum of all, the bias and the activation.
 * @param layer a Conv2D
 * @param input [H][W][C]
 * @param part  what partial_maps() made of it, [C][P][Q]
 */
Status draw_one_map(Figure figure, const Layer *layer, const float *input, int filter, const float *part);

/** The feature maps of two networks for the same image, side by side, each map on its own range. [H][W][F] */
Status draw_maps_beside(Figure figure, int H, int W, int F, const float left[H][W][F], const char *left_title,
                        const float right[H][W][F], const char *right_title, int columns);

/**
 * For each filter the patches of images that excite it most, three in a row, the strongest first.
 * @param model the part of the network that top_excitations() was asked about; its layers need windows
 * @param best  what top_excitations() found, [F][9]
 */
Status draw_top_patches(Figure figure, const Functional *model, const Dataset *set, const Excitation *best);

/** The confusion matrix: a row for each class, a column for what the network took it for, darker the larger the row's part. */
Status draw_confusion(Figure figure, int U, const int count[U][U], const char *const *class_name);

/** `count` images that the network is wrong about, five in a row, each with what it is, what the network said and how sure it was. */
Status draw_mistakes(Figure figure, const Dataset *set, int count, const Mistake *mistake,
                     const char *const *class_name);

#endif
