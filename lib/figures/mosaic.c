/*
 * Very many maps as one picture: see gnuplot.h. gnuplot looks for each block of a .dat from
 * the file's beginning, so that hundreds of them would take it minutes.
 */
#include <math.h>

#include "base/memory.h"
#include "figures/gnuplot.h"

bool worth_a_mosaic(int maps, int H, int W) { return maps > 64 || (double)maps * H * W > 60000; }

Status mosaic_start(Mosaic *mosaic, int maps, int columns, int H, int W, int down, int across) {
  const int rows = (maps + columns - 1) / columns;
  *mosaic = (Mosaic){.columns = columns, .H = H, .W = W, .down = down, .across = across};
  mosaic->height = (rows - 1) * down + H;
  mosaic->width = (columns - 1) * across + W;
  const size_t count = (size_t)mosaic->height * (size_t)mosaic->width;
  mosaic->pixel = allocate(count, sizeof *mosaic->pixel);
  if (!mosaic->pixel) return FAILED;
  for (size_t i = 0; i < count; i++) mosaic->pixel[i] = NAN; /* which is not drawn */
  return OK;
}

void mosaic_put(Mosaic *mosaic, int n, int step, const float *map, bool own_range) {
  const int H = mosaic->H, W = mosaic->W;
  float least = map[0], most = map[0];
  for (int i = 0; i < H * W; i++) least = fminf(least, map[i * step]), most = fmaxf(most, map[i * step]);
  const float range = most > least ? most - least : 1;
  float *corner = mosaic->pixel + (size_t)(n / mosaic->columns * mosaic->down) * (size_t)mosaic->width +
                  n % mosaic->columns * mosaic->across;
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++) {
      const float value = map[(r * W + c) * step];
      corner[r * mosaic->width + c] = own_range ? (value - least) / range : value;
    }
}

void mosaic_block(Drawing *drawing, Mosaic *mosaic, const char *title) {
  data_block(drawing, mosaic->height, mosaic->width, 1, mosaic->pixel, "%s", title);
  release(mosaic->pixel);
  mosaic->pixel = NULL;
}
