/*
 * Figures of many small pictures: grids of kernels and feature maps in viridis, and
 * sample images of each class.
 */
#include <math.h>

#include "base/memory.h"
#include "figures/figures.h"
#include "figures/gnuplot.h"

/* ---- grids as plt.subplots(rows, columns, figsize=...) lays them out ---- */

/* where the maps go, in points: map f starts at left + f % columns * across, top + f / columns * down */
typedef struct Layout {
  double left, top, across, down, side, cell;
} Layout;

static const double edge = 10; /* white around the figure */

/* matplotlib's default: 77.5 % of the width and 77 % of the height belong to the axes, gaps are a fifth of them */
static Layout grid_layout(MapGrid grid, int H, int W) {
  const double room_across = 77.5 * grid.width / (grid.columns + 0.2 * (grid.columns - 1));
  const double room_down = 77.0 * grid.height / (grid.rows + 0.2 * (grid.rows - 1));
  const double cell = fmin(room_across / W, room_down / H);
  return (Layout){
      .left = edge, .top = edge, .across = 1.2 * room_across, .down = 1.2 * room_down, .side = cell * W, .cell = cell};
}

/* the script's lines for one scale, with its colour bar at the right of the grid */
static void script_one_scale(Drawing *drawing, MapGrid grid, Layout at, double bottom) {
  const double bar_left = at.left + (grid.columns - 1) * at.across + at.side + 16;
  fprintf(drawing->script,
          "\n# one scale for all maps\nshade(v, f) = v\nset cbrange [%g:%g]\n"
          "set colorbox user vertical origin screen %.6f, %.6f size screen %.6f, %.6f\n"
          "set minussign\nset cbtics %g format '%%.2f' scale 0.3\n",
          grid.low, grid.high, bar_left / drawing->width, 1 - bottom / drawing->height, 12 / drawing->width,
          (bottom - at.top) / drawing->height, (grid.high - grid.low) / 4);
}

MapGrid map_grid(int F, int columns, double width, double height) {
  const int maps = F < MOST_MAPS ? F : MOST_MAPS;
  if (columns > maps) columns = maps;
  for (; (maps + columns - 1) / columns * height > 2.2 * columns * width; columns *= 2) width /= 2, height /= 2;
  const int rows = (maps + columns - 1) / columns;
  return (MapGrid){.maps = maps, .rows = rows, .columns = columns, .width = columns * width, .height = rows * height};
}

/* very many, as one picture in which each map has its own range already */
static Status draw_mosaic(Figure figure, int H, int W, int F, const float map[H][W][F], MapGrid grid, int maps) {
  Layout at = grid_layout(grid, H, W);
  const int down = (int)round(at.down / at.cell), across = (int)round(at.across / at.cell);
  at.across = across * at.cell;
  Mosaic mosaic;
  if (mosaic_start(&mosaic, maps, grid.columns, H, W, down, across) != OK) return FAILED;
  for (int f = 0; f < maps; f++) mosaic_put(&mosaic, f, F, &map[0][0][f], !grid.one_scale);
  const double right = at.left + mosaic.width * at.cell, bottom = at.top + mosaic.height * at.cell;
  Drawing drawing;
  if (drawing_start(&drawing, figure, ceil(right + edge + (grid.one_scale ? 72 : 0)), ceil(bottom + edge)) != OK) {
    release(mosaic.pixel);
    return FAILED;
  }
  mosaic_block(&drawing, &mosaic, "all maps, row by row");
  script_canvas(&drawing);
  script_viridis(&drawing);
  if (grid.one_scale) script_one_scale(&drawing, grid, at, bottom);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n"
          "picture = \"'%s.dat' matrix using (%.4f + ($1 + 0.5) * %.6f):(%.4f + ($2 + 0.5) * %.6f):3 with image\"\n",
          drawing.width, drawing.height, figure.name, at.left, at.cell, at.top, at.cell);
  return drawing_finish(&drawing);
}

Status draw_maps(Figure figure, int H, int W, int F, const float map[H][W][F], MapGrid grid) {
  const int maps = grid.maps ? grid.maps : grid.rows * grid.columns;
  if (maps < 1 || maps > F || maps > grid.rows * grid.columns)
    BUG("%d of %d maps in a grid of %d x %d", maps, F, grid.rows, grid.columns);

  if (worth_a_mosaic(maps, H, W)) return draw_mosaic(figure, H, W, F, map, grid, maps);

  const Layout at = grid_layout(grid, H, W);
  const double right = at.left + (grid.columns - 1) * at.across + at.side;
  const double bottom = at.top + (grid.rows - 1) * at.down + at.cell * H;
  Drawing drawing;
  if (drawing_start(&drawing, figure, ceil(right + edge + (grid.one_scale ? 72 : 0)), ceil(bottom + edge)) != OK)
    return FAILED;
  for (int f = 0; f < maps; f++) data_block(&drawing, H, W, F, &map[0][0][f], "map %d", f);

  script_canvas(&drawing);
  script_viridis(&drawing);
  if (grid.one_scale)
    script_one_scale(&drawing, grid, at, bottom);
  else
    script_own_ranges(&drawing, maps);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\n"
          "# where pixel (r, c) of map f stands\n"
          "x(c, f) = %.4f + f %% %d * %.4f + (c + 0.5) * %.6f\n"
          "y(r, f) = %.4f + f / %d * %.4f + (r + 0.5) * %.6f\n\n"
          "picture = \"for [f=0:%d] '%s.dat' index f matrix using (x($1, f)):(y($2, f)):(shade($3, f)) with image "
          "@pixels\"\n",
          drawing.width, drawing.height, at.left, grid.columns, at.across, at.cell, at.top, grid.columns, at.down,
          at.cell, maps - 1, figure.name);
  return drawing_finish(&drawing);
}

/* ---- sample images ---- */

/* one image as numbers from 0 to 255 */
static void image_block(Drawing *drawing, const Dataset *set, int n, const char *name) {
  const uint8_t *pixel = dataset_pixels(set, n);
  fprintf(drawing->data, "# %s, image %d\n", name, n);
  for (int r = 0; r < set->height; r++)
    for (int c = 0; c < set->width; c++)
      fprintf(drawing->data, "%d%c", pixel[(r * set->width + c) * set->channels], c + 1 < set->width ? ' ' : '\n');
  data_block_end(drawing);
}

/* the first `columns` images of a class; where there are fewer, white ones */
static void class_blocks(Drawing *drawing, const Dataset *set, int label, const char *name, int columns) {
  int found = 0;
  for (int n = 0; n < set->count && found < columns; n++)
    if (dataset_label(set, n) == label) {
      image_block(drawing, set, n, name);
      found++;
    }
  for (; found < columns; found++) {
    fprintf(drawing->data, "# %s, no more images\n0 0\n0 0\n", name);
    data_block_end(drawing);
  }
}

Status draw_samples(Figure figure, const Dataset *set, const char *const *class_name, int columns) {
  enum { ROWS = 10 };
  const double side = 56, gap = 6, names = 116;
  Drawing drawing;
  if (drawing_start(&drawing, figure, names + columns * (side + gap) + edge, ROWS * (side + gap) + edge) != OK)
    return FAILED;

  for (int u = 0; u < ROWS; u++) class_blocks(&drawing, set, u, class_name[u], columns);
  fprintf(drawing.data, "# names of the rows: x, y, text\n");
  for (int u = 0; u < ROWS; u++)
    data_word(&drawing, names - 12, edge + side / 2 + u * (side + gap), "%s", class_name[u]);

  script_canvas(&drawing);
  script_gray_r(&drawing);
  fprintf(drawing.script,
          "set xrange [0:%g]\nset yrange [%g:0]\nset cbrange [0:255]\n"
          "# where pixel (r, c) of image f stands\n"
          "x(c, f) = %g + f %% %d * %g + (c + 0.5) * %g / %d\n"
          "y(r, f) = %g + f / %d * %g + (r + 0.5) * %g / %d\n\n"
          "picture = \"'%s.dat' index %d with labels right,\" \\\n"
          "  . \" for [f=0:%d] '' index f matrix using (x($1, f)):(y($2, f)):3 with image\"\n",
          drawing.width, drawing.height, names, columns, side + gap, side, set->width, edge, columns, side + gap, side,
          set->height, figure.name, ROWS * columns, ROWS * columns - 1);
  return drawing_finish(&drawing);
}
