/**
 * @file gnuplot.h
 * How a figure is made: numbers into a .dat file, a script into a .gp file, gnuplot to
 * draw both as .png and .svg, and only then all four to their place. Used by the other
 * files of this folder.
 *
 * A script sets things up and ends with a string `picture`, the plot command without
 * its first word. drawing_finish() adds the lines that plot it twice:
 *
 *     picture = "'06_image.dat' matrix with image @pixels"
 *     plot @picture
 *     set terminal svg ...
 *     pixels = "pixels"
 *     plot @picture
 *
 * `@pixels` draws each pixel of an image as a rectangle of its own in the .svg: a browser
 * would smooth an embedded image until its pixels cannot be told apart. Images without it
 * are embedded, which keeps the file small where there are very many pixels.
 */
#ifndef FIGURES_GNUPLOT_H
#define FIGURES_GNUPLOT_H

#include <stdarg.h>
#include <stdio.h>

#include "base/file.h"
#include "figures/figures.h"

/** A figure being drawn. */
typedef struct Drawing {
  Figure figure;        /**< where it goes */
  double width, height; /**< of the picture, in points of 1/100 inch; the .png has two pixels a point */
  WorkFolder work;      /**< where it is drawn, inside figure.folder */
  FILE *data;           /**< NAME.dat, open for writing */
  FILE *script;         /**< NAME.gp, open for writing */
} Drawing;

/**
 * Makes the figure's folder and the temporary one, opens both files and writes the first
 * lines of the script. FAILED leaves nothing behind.
 */
Status drawing_start(Drawing *drawing, Figure figure, double width, double height);

/**
 * Ends the script, runs gnuplot, moves the four files to their place and writes
 * index.html anew. FAILED when anything could not be written or drawn; the older files
 * are then as they were.
 */
Status drawing_finish(Drawing *drawing);

/** Changes the finished script so that gnuplot 5.4.0 and 5.4.1 draw it rightly; nothing under any other version. */
Status script_for_old_gnuplot(const Drawing *drawing);

/** Runs gnuplot on the drawing's script, in its work folder. FAILED tells what gnuplot complained of. */
Status run_gnuplot(const Drawing *drawing);

/**
 * Puts the four files of a drawing where they belong, all or none, and writes index.html
 * anew. gnuplot says that all went well even when the disk was full, so first each picture is
 * looked at to its end. FAILED leaves the older files as they were.
 */
Status put_into_place(const Drawing *drawing);

/** Whether a .png is whole: all its parts with their check sums, and the last part the last. */
bool png_is_whole(FILE *file);

/** Whether a .svg is whole: its elements are all closed, and nothing follows. */
bool svg_is_whole(FILE *file);

/** Writes the script's lines for a picture without axes: one unit is one point, y grows downward. */
void script_canvas(Drawing *drawing);

/** Writes the script's lines for axes as matplotlib draws them, in the box left, top, right, bottom, given in points. */
void script_axes(Drawing *drawing, double left, double top, double right, double bottom);

/** Writes the script's line for the colour map viridis, 256 colours, on the range 0 to 1 unless cbrange says otherwise. */
void script_viridis(Drawing *drawing);

/** Writes the script's line for the colour map gray_r: small is white, large is black. */
void script_gray_r(Drawing *drawing);

/**
 * Writes the script's function shade(v, f): value v of map f on the map's own range, 0 at
 * its smallest value and 1 at its largest. The maps are the first blocks of the .dat.
 * Comes before xrange is set.
 */
void script_own_ranges(Drawing *drawing, int maps);

/** Writes the script's functions red(t), green(t), blue(t) for numbers of two signs: -1 blue, 0 white, 1 red. */
void script_two_signs(Drawing *drawing);

/** @name The same colours as 0xrrggbb, for single cells. What lies outside is taken to the nearest end. @{ */
int gray_r_colour(double value);    /**< 0 white, 1 black */
int two_signs_colour(double value); /**< -1 blue, 0 white, 1 red */
/** @} */

/** Black or white, whichever can be read on this colour. */
int ink_on(int colour);

/** Many maps of H x W as one picture, map n at row n / columns, column n % columns. */
typedef struct Mosaic {
  int columns;       /**< maps side by side */
  int H, W;          /**< rows and columns of a map */
  int down, across;  /**< pixels from one map to the next */
  int height, width; /**< of the whole */
  float *pixel;      /**< [height][width], NaN between the maps; owned */
} Mosaic;

/** Whether so many maps are better drawn as one picture: more than 64 of them, or 60,000 pixels in all. */
bool worth_a_mosaic(int maps, int H, int W);

/** Makes an empty one; FAILED when memory is short. */
Status mosaic_start(Mosaic *mosaic, int maps, int columns, int H, int W, int down, int across);

/** Puts map n, whose elements are `step` apart, to its place; on its own range it becomes 0 to 1. */
void mosaic_put(Mosaic *mosaic, int n, int step, const float *map, bool own_range);

/** Writes it as a block of the .dat and frees it. */
void mosaic_block(Drawing *drawing, Mosaic *mosaic, const char *title);

/** Writes one map as a block of the .dat: a comment, H lines of W numbers, two empty lines. Elements are `step` apart. */
void data_block(Drawing *drawing, int H, int W, int step, const float *map, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

/** Ends a block of the .dat: two empty lines. */
void data_block_end(Drawing *drawing);

/** Writes the outline of a rectangle, in points, as a line of the .dat. */
void data_frame(Drawing *drawing, double left, double top, double width, double height);

/** The largest of n numbers without their signs, 1 when all are zero: what they are divided by to get colours. */
float largest_size(int n, const float *x);

/** A filled rectangle with a text in its middle. */
typedef struct Cell {
  double left, top, width, height; /**< in points */
  int colour;                      /**< 0xrrggbb */
} Cell;

/** Writes a cell's line: left, top, right, bottom, colour, text, colour of the text. */
void data_cell(Drawing *drawing, Cell cell, const char *format, ...) __attribute__((format(printf, 3, 4)));

/** Writes a word's line: x, y, text. */
void data_word(Drawing *drawing, double x, double y, const char *format, ...) __attribute__((format(printf, 4, 5)));

/** Writes a text in double quotes as the .dat wants it; quotes, backslashes and control characters become `_`. */
void data_text(Drawing *drawing, const char *text);

/** index.html of a folder of figures, written anew from the captions in its scripts. */
Status write_figure_index(const char *folder);

/** Text built like printf's, to be freed by the caller; null when memory is short, and fail() has been told. */
char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
