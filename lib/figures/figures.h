/**
 * @file figures.h
 * The book's figures, drawn by gnuplot: one function for each kind of figure.
 *
 * Each function writes four files into the figure's folder: NAME.dat with the numbers,
 * NAME.gp with the script that draws them, and the pictures NAME.png and NAME.svg. The
 * script names only its own files, so a reader can go there, change it and draw again:
 *
 *     cd build/figures/8-2 && gnuplot 04_loss.gp
 *
 * Then index.html is written anew, to show every figure of the folder with its caption.
 * Everything is drawn in a temporary folder beside and renamed when it is whole: a
 * failure leaves the older figure as it was.
 *
 *     Figure loss = { .folder = options.figures, .name = "04_loss",
 *                     .caption = "Loss by epoch.", .caption_ko = "에포크별 손실." };
 *     if (draw_loss(loss, &history) != OK) return report_failure("04_train");
 */
#ifndef FIGURES_FIGURES_H
#define FIGURES_FIGURES_H

#include <stdbool.h>

#include "base/error.h"
#include "data/dataset.h"
#include "model/history.h"
#include "model/sequential.h"

/** Where a figure goes, and what stands below it on the page that shows all figures. */
typedef struct Figure {
  const char *folder; /**< such as build/figures/8-2; made when it is not there */
  const char *name;   /**< base name of its files, such as "04_loss": letters, digits, '_', '-'. The page sorts by it */
  const char *caption;    /**< English, one line */
  const char *caption_ko; /**< Korean, one line */
} Figure;

/**
 * @name Section 8-2
 * All return FAILED, with one line in error_message(), when gnuplot is missing or fails,
 * the folder cannot be made, or a file cannot be written.
 * @{
 */

/** The first `columns` images of each class, a row for each class with its name. `class_name` has ten. */
Status draw_samples(Figure figure, const Dataset *set, const char *const *class_name, int columns);

/** keras.utils.plot_model(model, show_shapes=...): a box for each layer, name left, class right, first the InputLayer. */
Status plot_model(Figure figure, const Sequential *model, bool show_shapes);

/** The network as boxes to scale, from the image to the classes: the book's page 437. */
Status draw_network(Figure figure, const Sequential *model);

/** Training and validation loss by epoch; the first epoch is 0, as the book plots it. NaN losses leave gaps. */
Status draw_loss(Figure figure, const History *history);

/** plt.imshow(image, cmap='gray_r'): one image, the largest value black. */
Status draw_image(Figure figure, int H, int W, const float image[H][W]);

/** A small picture with a title above it. */
typedef struct Panel {
  const char *title;    /**< one line */
  int H, W;             /**< its rows and columns */
  const float *pixels;  /**< [H][W], 0 black to 1 white, as on a screen */
  double frame[4];      /**< top, left, bottom, right of a red frame, parts of height and width; all 0: none */
} Panel;

/** Pictures side by side, an arrow from each to the next: how one was made of the other. */
Status draw_panels(Figure figure, int count, const Panel panel[count]);

/** plt.bar(1 .. count, probability): the probabilities of the classes, which the book counts from 1 here. */
Status draw_probabilities(Figure figure, int count, const float probability[count]);

/** @} */

/** @name Section 8-3 @{ */

/** plt.hist(x): `bins` bins of equal width from the smallest to the largest value, the last one closed, as NumPy has them. */
Status draw_histogram(Figure figure, int n, const float x[n], int bins);

enum { MOST_MAPS = 512 /**< that one figure shows; of more, the first */ };

/** How a grid of maps is laid out. */
typedef struct MapGrid {
  int maps;             /**< how many are drawn, the first ones; 0: rows * columns */
  int rows, columns;    /**< of the grid */
  double width, height; /**< of the figure in inches: plt.subplots(figsize=(width, height)) */
  bool
      one_scale; /**< all maps on one colour scale from `low` to `high`, with a colour bar; otherwise each on its own range */
  double low, high; /**< vmin and vmax of the one scale */
} MapGrid;

/**
 * The grid for F maps, MOST_MAPS at most, in rows of `columns`, each with width x height
 * inches of the figure. A few make a shorter row; very many stand twice as close, so that
 * the figure is no more than about twice as tall as wide.
 */
MapGrid map_grid(int F, int columns, double width, double height);

/**
 * A grid of small maps in viridis, map f at row f / columns, column f % columns:
 * kernels (3, 3, 1, 32) and feature maps (1, 28, 28, 32) alike are [H][W][F].
 */
Status draw_maps(Figure figure, int H, int W, int F, const float map[H][W][F], MapGrid grid);

/** @} */

#endif
