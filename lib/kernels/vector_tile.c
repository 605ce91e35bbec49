/*
 * A tile of sums in vector registers: see vector_tile.h.
 *
 * Only a constant number of sums can live in registers, so both functions exist once for
 * each number of rows; a switch chooses. `always_inline` makes the constant known inside.
 */
#include "kernels/vector_tile.h"

static inline __attribute__((always_inline)) void forward(int pixels, int rows, int taps, int filters, float *y,
                                                          ptrdiff_t y_step, const float *start,
                                                          ptrdiff_t start_step, const float *x, ptrdiff_t x_row,
                                                          ptrdiff_t x_step, const float *w, ptrdiff_t w_step) {
  if (pixels > TILE_PIXELS) return; /* not for this processor */
  Vector sum[TILE_PIXELS][TILE_VECTORS];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < TILE_VECTORS; v++)
      sum[p][v] = vector_load_first(start + p * start_step + v * WIDTH, start_step ? filters - v * WIDTH : WIDTH);

  for (int i = 0; i < rows; i++, x += x_row)
    for (int t = 0; t < taps; t++, w += w_step) {
      Vector weights[TILE_VECTORS];
      for (int v = 0; v < TILE_VECTORS; v++) weights[v] = vector_load(w + v * WIDTH);
      for (int p = 0; p < pixels; p++)
        for (int v = 0; v < TILE_VECTORS; v++) sum[p][v] += x[p * x_step + t] * weights[v];
    }

  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < TILE_VECTORS; v++)
      vector_store_first(y + p * y_step + v * WIDTH, sum[p][v], filters - v * WIDTH);
}

/* y[p][f] = start[p][f] + sum over i, t of  x[i*x_row + p*x_step + t] * w[i*taps + t][f] */
void tile_forward(int pixels, int rows, int taps, int filters, float *y, ptrdiff_t y_step, const float *start,
                  ptrdiff_t start_step, const float *x, ptrdiff_t x_row, ptrdiff_t x_step, const float *w,
                  ptrdiff_t w_step) {
  /* tiles of nearly the same size: 15 pixels are 3 tiles of 5 */
  for (int tiles = (pixels + TILE_PIXELS - 1) / TILE_PIXELS; tiles > 0; tiles--) {
    int now = pixels / tiles;
    switch (now) {
    case 1: forward(1, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 2: forward(2, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 3: forward(3, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 4: forward(4, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 5: forward(5, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 6: forward(6, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    case 7: forward(7, rows, taps, filters, y, y_step, start, start_step, x, x_row, x_step, w, w_step); break;
    }
    pixels -= now;
    y += now * y_step;
    start += now * start_step;
    x += now * x_step;
  }
}

static inline __attribute__((always_inline)) void backward(int rows, int height, int width,
                                                           float sums[][TILE_FILTERS], const float *x,
                                                           const ptrdiff_t offset[], ptrdiff_t x_row,
                                                           ptrdiff_t x_step, const float *dy, ptrdiff_t dy_row,
                                                           ptrdiff_t dy_step) {
  if (rows > TILE_ROWS) return; /* not for this processor */
  Vector sum[TILE_ROWS][TILE_VECTORS];
  for (int q = 0; q < rows; q++)
    for (int v = 0; v < TILE_VECTORS; v++) sum[q][v] = vector_load(&sums[q][v * WIDTH]);

  for (int r = 0; r < height; r++) {
    const float *a = x + r * x_row, *d = dy + r * dy_row;
    for (int c = 0; c < width; c++, a += x_step, d += dy_step) {
      Vector gradient[TILE_VECTORS];
      for (int v = 0; v < TILE_VECTORS; v++) gradient[v] = vector_load(d + v * WIDTH);
      for (int q = 0; q < rows; q++)
        for (int v = 0; v < TILE_VECTORS; v++) sum[q][v] += a[offset ? offset[q] : q] * gradient[v];
    }
  }

  for (int q = 0; q < rows; q++)
    for (int v = 0; v < TILE_VECTORS; v++) vector_store(&sums[q][v * WIDTH], sum[q][v]);
}

/* a null offset is a constant, too: the rows' numbers are then read at constant distances */
static void backward_side_by_side(int rows, int height, int width, float sum[][TILE_FILTERS], const float *x,
                                  ptrdiff_t x_row, ptrdiff_t x_step, const float *dy, ptrdiff_t dy_row,
                                  ptrdiff_t dy_step) {
  switch (rows) {
  case 1: backward(1, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 2: backward(2, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 3: backward(3, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 4: backward(4, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 5: backward(5, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 6: backward(6, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 7: backward(7, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 8: backward(8, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  case 9: backward(9, height, width, sum, x, NULL, x_row, x_step, dy, dy_row, dy_step); break;
  }
}

/* sum[q][f] += sum over r, c of  x[r*x_row + c*x_step + offset[q]] * dy[r*dy_row + c*dy_step + f] */
void tile_backward(int rows, int height, int width, float sum[][TILE_FILTERS], const float *x,
                   const ptrdiff_t offset[], ptrdiff_t x_row, ptrdiff_t x_step, const float *dy, ptrdiff_t dy_row,
                   ptrdiff_t dy_step) {
  if (!offset) {
    backward_side_by_side(rows, height, width, sum, x, x_row, x_step, dy, dy_row, dy_step);
    return;
  }
  switch (rows) {
  case 1: backward(1, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 2: backward(2, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 3: backward(3, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 4: backward(4, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 5: backward(5, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 6: backward(6, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 7: backward(7, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 8: backward(8, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  case 9: backward(9, height, width, sum, x, offset, x_row, x_step, dy, dy_row, dy_step); break;
  }
}
