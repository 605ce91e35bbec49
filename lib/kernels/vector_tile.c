/*
 * A tile of sums in vector registers: see vector_tile.h.
 *
 *     for each kernel row i and tap t                         for each row r and column c of pixels
 *       for each pixel p of the tile                            for each row q of the tile
 *         for each vector v: sum[p][v] += x * w                   for each vector v: sum[q][v] += x * dy
 *
 * Only a constant number of sums can live in registers, so both functions exist once for
 * each number of rows; a switch chooses. `always_inline` makes the constant known inside.
 */
#include "kernels/vector_tile.h"

const float tile_zeros[TILE_FILTERS];

enum { HIGH = 2 * TILE_PIXELS }; /* pixels of a tile that is one vector wide */

static inline __attribute__((always_inline)) void sum_pixels(int pixels, int vectors, const PixelTile *a) {
  if (pixels * vectors > HIGH) return; /* not for this processor */
  Vector sum[HIGH][TILE_VECTORS];
  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < vectors; v++)
      sum[p][v] = vector_load_first(a->start + p * a->start_step + v * WIDTH, a->filters - v * WIDTH);

  const float *x = a->x, *w = a->w;
  for (int i = 0; i < a->rows; i++, x += a->x_row)
    for (int t = 0; t < a->taps; t++, w += a->w_step) {
      Vector weights[TILE_VECTORS];
      for (int v = 0; v < vectors; v++) weights[v] = vector_load(w + v * WIDTH);
      for (int p = 0; p < pixels; p++)
        for (int v = 0; v < vectors; v++) sum[p][v] += x[p * a->x_step + t] * weights[v];
    }

  for (int p = 0; p < pixels; p++)
    for (int v = 0; v < vectors; v++)
      vector_store_first(a->y + p * a->y_step + v * WIDTH, sum[p][v], a->filters - v * WIDTH);
}

/* goes on behind the first `pixels` pixels */
static void move_on(PixelTile *a, int pixels) {
  a->pixels -= pixels;
  a->y += pixels * a->y_step;
  a->start += pixels * a->start_step;
  a->x += pixels * a->x_step;
}

void tile_forward(PixelTile a) {
  if (a.filters <= WIDTH)
    for (; a.pixels >= HIGH; move_on(&a, HIGH)) sum_pixels(HIGH, 1, &a);

  /* tiles of nearly the same size: 15 pixels are 3 tiles of 5 */
  for (int tiles = (a.pixels + TILE_PIXELS - 1) / TILE_PIXELS; tiles > 0; tiles--) {
    int now = a.pixels / tiles;
    switch (now) {
    case 1: sum_pixels(1, TILE_VECTORS, &a); break;
    case 2: sum_pixels(2, TILE_VECTORS, &a); break;
    case 3: sum_pixels(3, TILE_VECTORS, &a); break;
    case 4: sum_pixels(4, TILE_VECTORS, &a); break;
    case 5: sum_pixels(5, TILE_VECTORS, &a); break;
    case 6: sum_pixels(6, TILE_VECTORS, &a); break;
    case 7: sum_pixels(7, TILE_VECTORS, &a); break;
    }
    move_on(&a, now);
  }
}

static inline __attribute__((always_inline)) void sum_rows(int rows, const ptrdiff_t offset[], const RowTile *a) {
  if (rows > TILE_ROWS) return; /* not for this processor */
  Vector sum[TILE_ROWS][TILE_VECTORS];
  for (int q = 0; q < rows; q++)
    for (int v = 0; v < TILE_VECTORS; v++) sum[q][v] = vector_load(&a->sum[q][v * WIDTH]);

  for (int r = 0; r < a->height; r++) {
    const float *x = a->x + r * a->x_row, *dy = a->dy + r * a->dy_row;
    for (int c = 0; c < a->width; c++, x += a->x_step, dy += a->dy_step) {
      Vector gradient[TILE_VECTORS];
      for (int v = 0; v < TILE_VECTORS; v++) gradient[v] = vector_load(dy + v * WIDTH);
      for (int q = 0; q < rows; q++)
        for (int v = 0; v < TILE_VECTORS; v++) sum[q][v] += x[offset ? offset[q] : q] * gradient[v];
    }
  }

  for (int q = 0; q < rows; q++)
    for (int v = 0; v < TILE_VECTORS; v++) vector_store(&a->sum[q][v * WIDTH], sum[q][v]);
}

/* a null offset is a constant, too: the rows' numbers are then read at constant distances */
static void sum_rows_side_by_side(const RowTile *a) {
  switch (a->rows) {
  case 1: sum_rows(1, NULL, a); break;
  case 2: sum_rows(2, NULL, a); break;
  case 3: sum_rows(3, NULL, a); break;
  case 4: sum_rows(4, NULL, a); break;
  case 5: sum_rows(5, NULL, a); break;
  case 6: sum_rows(6, NULL, a); break;
  case 7: sum_rows(7, NULL, a); break;
  case 8: sum_rows(8, NULL, a); break;
  case 9: sum_rows(9, NULL, a); break;
  }
}

void tile_backward(RowTile a) {
  if (!a.offset) {
    sum_rows_side_by_side(&a);
    return;
  }
  switch (a.rows) {
  case 1: sum_rows(1, a.offset, &a); break;
  case 2: sum_rows(2, a.offset, &a); break;
  case 3: sum_rows(3, a.offset, &a); break;
  case 4: sum_rows(4, a.offset, &a); break;
  case 5: sum_rows(5, a.offset, &a); break;
  case 6: sum_rows(6, a.offset, &a); break;
  case 7: sum_rows(7, a.offset, &a); break;
  case 8: sum_rows(8, a.offset, &a); break;
  case 9: sum_rows(9, a.offset, &a); break;
  }
}
