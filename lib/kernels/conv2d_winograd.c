/*
 * Conv2D, sixth rung: Winograd's F(2x2,3x3), the fifth rung in both directions.
 *
 * What changed from the rung below (conv2d_winograd_1d.c): the table of four numbers for
 * three is used downwards as well as across. A square of 2 x 2 outputs needs a patch of
 * 4 x 4 inputs; 4 x 4 products take the place of 2 x 2 x 9. Why it helps: 16 products
 * instead of 36, 2.25 times fewer.
 *
 *     patch d 4x4            v 4x4               m 4x4              y 2x2
 *     . . . .    downwards   . . . .   times u   . . . .   across   . .
 *     . . . .    and across  . . . .   summed    . . . .   and up   . .
 *     . . . .    -------->   . . . .   over k    . . . .   ----->
 *     . . . .                . . . .   ------>   . . . .
 *
 * Between the tables stand 16 products of matrices: for each place (a, b) of the patch,
 * v[a][b] (squares x C) times u[a][b] (C x F), in the tile of the fourth rung.
 *
 * The sums come in another order and with other roundings than the definition's, so the
 * last bits differ. It fits a 3 x 3 kernel of stride 1 with 8 channels and filters or more:
 * a table made for one channel would cost more than it saves. All others, and those for
 * which there is no memory to work in, go to conv2d_blocked.c.
 */
#include <stdbool.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/conv2d.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/threads.h"
#include "kernels/vector_tile.h"
#include "kernels/winograd_1d.h"

enum {
  FEWEST = 8,  /* channels and filters for which the tables pay */
  SQUARES = 56 /* worked on at a time, so that v and m stay in the second-level cache */
};

static bool fits(int C, int K, int F, int S) { return K == 3 && S == 1 && C >= FEWEST && F >= FEWEST; }

/* How many rows of squares are worked on at a time, of `rows` rows with `across` squares. */
static int rows_at_a_time(int rows, int across) {
  int most = SQUARES / across > 0 ? SQUARES / across : 1;
  int bands = (rows + most - 1) / most;
  return (rows + bands - 1) / bands;
}

/*
 * u[g][a][b][k][f] from the three times three weights w[i][j][k][g * TILE_FILTERS + f]:
 * the table across for each row, then downwards.
 */
static void transform_kernel(int C, int F, float u[][4][4][C][TILE_FILTERS], const float w[3][3][C][F]) {
#pragma omp parallel for schedule(static)
  for (int k = 0; k < C; k++)
    for (int f = 0; f < F; f += WIDTH) {
      Vector across[3][4];
      for (int i = 0; i < 3; i++) {
        Vector g[3];
        for (int j = 0; j < 3; j++) g[j] = vector_load_first(&w[i][j][k][f], F - f);
        winograd_kernel(across[i], g);
      }
      for (int b = 0; b < 4; b++) {
        Vector g[3] = {across[0][b], across[1][b], across[2][b]}, down[4];
        winograd_kernel(down, g);
        for (int a = 0; a < 4; a++) vector_store(&u[f / TILE_FILTERS][a][b][k][f % TILE_FILTERS], down[a]);
      }
    }
}

/*
 * Row a of v for all squares: down the patch one combination of two rows, across it the
 * table. v[b][s][k], s counting the squares row by row.
 */
static void transform_input(int a, int rows, int across, int C, float v[4][rows * across][C],
                            const float copy[2 * rows + 2][2 * across + 2][C]) {
  /* d0 - d2, d1 + d2, d2 - d1, d1 - d3, as in winograd_input() */
  int first = a == 0 ? 0 : a == 2 ? 2 : 1, second = a == 3 ? 3 : a == 2 ? 1 : 2;
  float sign = a == 1 ? 1.0f : -1.0f;

  for (int r = 0; r < rows; r++)
    for (int c = 0; c < across; c++)
      for (int k = 0; k < C; k += WIDTH) {
        Vector d[4], row[4];
        for (int j = 0; j < 4; j++)
          d[j] = vector_load_first(&copy[2 * r + first][2 * c + j][k], C - k) +
                 sign * vector_load_first(&copy[2 * r + second][2 * c + j][k], C - k);
        winograd_input(row, d);
        for (int b = 0; b < 4; b++) vector_store_first(&v[b][r * across + c][k], row[b], C - k);
      }
}

/* The squares of one group of filters: the back table downwards, then across, and the bias. r0 is the first output row. */
static void transform_output(int rows, int across, int F, int P, int Q, int r0, int f0, float y[P][Q][F],
                             const float m[4][4][rows * across][TILE_FILTERS], const float *bias) {
  for (int r = 0, s = 0; r < rows; r++)
    for (int c = 0; c < across; c++, s++)
      for (int f = 0; f < TILE_FILTERS && f0 + f < F; f += WIDTH) {
        Vector down[2][4];
        for (int b = 0; b < 4; b++) {
          Vector column[4], two[2];
          for (int a = 0; a < 4; a++) column[a] = vector_load(&m[a][b][s][f]);
          winograd_output(two, column);
          down[0][b] = two[0];
          down[1][b] = two[1];
        }
        /* of an odd size the last square hangs over the edge */
        for (int i = 0; i < 2 && r0 + 2 * r + i < P; i++) {
          Vector two[2];
          winograd_output(two, down[i]);
          for (int j = 0; j < 2 && 2 * c + j < Q; j++)
            vector_store_first(&y[r0 + 2 * r + i][2 * c + j][f0 + f], two[j] + vector_load(bias + f), F - f0 - f);
        }
      }
}

static const float zeros[TILE_FILTERS];

/* The common core of forward and the way back: N images of A x B x C pixels to P x Q x F. */
static void convolve(int N, int A, int B, int C, int F, int P, int Q, int top, int left,
                     float y[restrict N][P][Q][F], const float x[N][A][B][C], float u[][4][4][C][TILE_FILTERS],
                     const float *bias, float *work, size_t work_size) {
  int down = (P + 1) / 2, across = (Q + 1) / 2, at_a_time = rows_at_a_time(down, across);
  int bands = (down + at_a_time - 1) / at_a_time;

#pragma omp parallel for collapse(2) schedule(static)
  for (int n = 0; n < N; n++)
    for (int band = 0; band < bands; band++) {
      int r0 = band * at_a_time, rows = r0 + at_a_time < down ? at_a_time : down - r0, squares = rows * across;
      float(*copy)[2 * across + 2][C] = (void *)(work + (size_t)thread_number() * work_size);
      float(*v)[4][squares][C] = (void *)copy[2 * rows + 2];
      float(*m)[4][squares][TILE_FILTERS] = (void *)v[4];
      copy_with_zeros(A, B, C, 1, 2 * rows + 2, 2 * across + 2, top - 2 * r0, left, copy, x[n]);
      for (int a = 0; a < 4; a++) transform_input(a, rows, across, C, v[a], copy);

      for (int g = 0, f = 0; f < F; g++, f += TILE_FILTERS) {
        for (int a = 0; a < 4; a++)
          for (int b = 0; b < 4; b++)
            tile_forward(squares, 1, C, TILE_FILTERS, m[a][b][0], TILE_FILTERS, zeros, 0, v[a][b][0], 0, C,
                         u[g][a][b][0], TILE_FILTERS);
        transform_output(rows, across, F, P, Q, 2 * r0, f, y[n], m, bias + f);
      }
    }
}

/* Working memory in one piece: u, the bias, a kernel turned round, and a copy, v and m for each thread. */
static float *working_memory(int C, int F, int P, int Q, float **bias, float **turned, float **work,
                             size_t *work_size) {
  size_t groups = (size_t)(F + TILE_FILTERS - 1) / TILE_FILTERS, across = (size_t)(Q + 1) / 2;
  size_t rows = (size_t)rows_at_a_time((P + 1) / 2, (Q + 1) / 2);
  size_t u = groups * 16 * (size_t)C * TILE_FILTERS;
  *work_size = (2 * rows + 2) * (2 * across + 2) * (size_t)C + 16 * rows * across * ((size_t)C + TILE_FILTERS);

  size_t kernel = 9 * (size_t)C * (size_t)F;
  float *memory = allocate(u + groups * TILE_FILTERS + kernel + (size_t)threads_available() * *work_size, sizeof(float));
  if (!memory) return NULL;
  *bias = memory + u;
  *turned = *bias + groups * TILE_FILTERS;
  *work = *turned + kernel;
  return memory;
}

void conv2d_forward_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                             float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                             const float b[F]) {
  float *bias, *turned, *work, *memory = NULL;
  size_t work_size;
  if (fits(C, K, F, S)) memory = working_memory(C, F, P, Q, &bias, &turned, &work, &work_size);
  if (!memory) {
    conv2d_forward_blocked(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }

  memcpy(bias, b, (size_t)F * sizeof(float));
  transform_kernel(C, F, (void *)memory, w);
  convolve(N, H, W, C, F, P, Q, top, left, y, x, (void *)memory, bias, work, work_size);
  release(memory);
}

void conv2d_backward_input_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                    float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                    const float dy[N][P][Q][F]) {
  float *bias, *kernel, *work, *memory = NULL;
  size_t work_size;
  if (fits(C, K, F, S)) memory = working_memory(F, C, H, W, &bias, &kernel, &work, &work_size);
  if (!memory) {
    conv2d_backward_input_blocked(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
    return;
  }

  /* a convolution of dy with the kernel turned by 180 degrees, channels and filters exchanged; no bias */
  float(*turned)[3][F][C] = (void *)kernel;
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int k = 0; k < C; k++)
        for (int f = 0; f < F; f++) turned[i][j][f][k] = w[2 - i][2 - j][k][f];

  transform_kernel(F, C, (void *)memory, turned);
  convolve(N, P, Q, F, C, H, W, 2 - top, 2 - left, dx, dy, (void *)memory, bias, work, work_size);
  release(memory);
}

/* ---- the way back to the kernel ---- */

/*
 * Row a of dm for one group of filters: the way back of transform_output(). Down, the two rows of
 * a square of dy become upper, upper + lower, upper - lower, -lower; then the table across.
 */
static void transform_gradient(int a, int rows, int across, int F, int P, int Q, int r0, int f0,
                               float dm[4][rows * across][TILE_FILTERS], const float dy[P][Q][F]) {
  for (int s = 0; s < rows * across; s++)
    for (int f = 0; f < TILE_FILTERS && f0 + f < F; f += WIDTH) {
      int r = r0 + s / across * 2, c = s % across * 2, left = F - f0 - f;
      Vector d[2] = {{0}, {0}}, products[4];
      for (int j = 0; j < 2 && c + j < Q; j++) {
        if (a < 3) d[j] = vector_load_first(&dy[r][c + j][f0 + f], left);
        if (a == 1 && r + 1 < P) d[j] += vector_load_first(&dy[r + 1][c + j][f0 + f], left);
        if (a >= 2 && r + 1 < P) d[j] -= vector_load_first(&dy[r + 1][c + j][f0 + f], left);
      }
      winograd_output_backward(products, d);
      for (int b = 0; b < 4; b++) vector_store(&dm[b][s][f], products[b]);
    }
}

/* du[b][k][f] += sum over s of v[b][s][k] * dm[b][s][f], in tiles of up to TILE_ROWS channels */
static void add_products(int squares, int C, float du[4][C][TILE_FILTERS], const float v[4][squares][C],
                         const float dm[4][squares][TILE_FILTERS]) {
  int tiles = (C + TILE_ROWS - 1) / TILE_ROWS;
  for (int b = 0; b < 4; b++)
    for (int t = 0; t < tiles; t++) {
      int k = C * t / tiles, rows = C * (t + 1) / tiles - k;
      tile_backward(rows, 1, squares, &du[b][k], &v[b][0][k], NULL, 0, C, dm[b][0], 0, TILE_FILTERS);
    }
}


/*
 * The share of one thread in du: pairs of a row a and a group g of filters, numbered a * groups + g, from first to
 * last - 1. All images go by. Product 1 of row 1 of dm is the sum of the square's four dy: the bias wants just that.
 */
static void add_batch(int N, int H, int W, int C, int F, int P, int Q, int top, int left, int first, int last,
                      float du[][4][4][C][TILE_FILTERS], float bias[][TILE_FILTERS], const float x[N][H][W][C],
                      const float dy[N][P][Q][F], float *work) {
  int groups = (F + TILE_FILTERS - 1) / TILE_FILTERS;
  int down = (P + 1) / 2, across = (Q + 1) / 2, at_a_time = rows_at_a_time(down, across);

  for (int n = 0; n < N; n++)
    for (int r0 = 0; r0 < down; r0 += at_a_time) {
      int rows = r0 + at_a_time < down ? at_a_time : down - r0, squares = rows * across;
      float(*copy)[2 * across + 2][C] = (void *)work;
      float(*v)[squares][C] = (void *)copy[2 * rows + 2];
      float(*dm)[squares][TILE_FILTERS] = (void *)v[4];
      copy_with_zeros(H, W, C, 1, 2 * rows + 2, 2 * across + 2, top - 2 * r0, left, copy, x[n]);

      for (int item = first; item < last; item++) {
        int a = item / groups, g = item % groups;
        if (item == first || g == 0) transform_input(a, rows, across, C, v, copy);
        transform_gradient(a, rows, across, F, P, Q, 2 * r0, g * TILE_FILTERS, dm, dy[n]);
        add_products(squares, C, du[g][a], v, dm);
        if (a == 1)
          for (int s = 0; s < squares; s++)
            for (int f = 0; f < TILE_FILTERS; f++) bias[g][f] += dm[1][s][f];
      }
    }
}

/* dw from du: the table across for each row a, then downwards. The way back of transform_kernel(). */
static void transform_kernel_gradient(int C, int F, float dw[3][3][C][F], float du[][4][4][C][TILE_FILTERS]) {
#pragma omp for schedule(static)
  for (int k = 0; k < C; k++)
    for (int f = 0; f < F; f += WIDTH) {
      Vector down[3][4];
      for (int b = 0; b < 4; b++) {
        Vector column[4], three[3];
        for (int a = 0; a < 4; a++) column[a] = vector_load(&du[f / TILE_FILTERS][a][b][k][f % TILE_FILTERS]);
        winograd_kernel_backward(three, column);
        for (int i = 0; i < 3; i++) down[i][b] = three[i];
      }
      for (int i = 0; i < 3; i++) {
        Vector three[3];
        winograd_kernel_backward(three, down[i]);
        for (int j = 0; j < 3; j++) vector_store_first(&dw[i][j][k][f], three[j], F - f);
      }
    }
}

void conv2d_backward_kernel_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                     float dw[restrict K][K][C][F], float db[restrict F], const float x[N][H][W][C],
                                     const float dy[N][P][Q][F]) {
  float *bias, *turned, *work, *memory = NULL;
  size_t work_size;
  if (fits(C, K, F, S)) memory = working_memory(C, F, P, Q, &bias, &turned, &work, &work_size);
  if (!memory) {
    conv2d_backward_kernel_blocked(N, H, W, C, K, F, S, P, Q, top, left, dw, db, x, dy);
    return;
  }

  int items = 4 * ((F + TILE_FILTERS - 1) / TILE_FILTERS);
#pragma omp parallel
  {
    int t = thread_number(), T = thread_count();
    add_batch(N, H, W, C, F, P, Q, top, left, items * t / T, items * (t + 1) / T, (void *)memory, (void *)bias, x,
              dy, work + (size_t)t * work_size);
#pragma omp barrier
    transform_kernel_gradient(C, F, dw, (void *)memory);
  }
  memcpy(db, bias, (size_t)F * sizeof(float));
  release(memory);
}
