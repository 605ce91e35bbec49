/**
 * @file conv2d.h
 * Two-dimensional convolution, forward and backward: the heart of section 8-2.
 *
 * Letters, the same in all kernels: N images, H rows, W columns, C channels, K kernel
 * size, F filters, S stride, P output rows, Q output columns. Loop indices: n image,
 * r output row, c output column, f filter, i and j row and column inside the kernel,
 * k input channel. `top` and `left` count the zeros before the first row and column.
 *
 *     forward   y[n][r][c][f] = b[f] + sum over i, j, k of  x[n][r*S+i-top][c*S+j-left][k] * w[i][j][k][f]
 *     kernel    dw[i][j][k][f] = sum over n, r, c of  x[n][r*S+i-top][c*S+j-left][k] * dy[n][r][c][f]
 *     bias      db[f] = sum over n, r, c of  dy[n][r][c][f]
 *     input     dx[n][h][v][k] = sum over all (r, i), (c, j), f with r*S+i-top = h, c*S+j-left = v of
 *                                w[i][j][k][f] * dy[n][r][c][f]
 *
 * A pixel outside the image counts as zero. Source: the definition of cross-correlation
 * that Keras calls Conv2D; Goodfellow, Bengio and Courville, Deep Learning, chapter 9.
 *
 * Every path has these three functions, of the same types, tested against the naive one.
 */
#ifndef KERNELS_CONV2D_H
#define KERNELS_CONV2D_H

#include <stdbool.h>
#include <stddef.h>

/** Forward; y is overwritten. */
typedef void Conv2DForward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                           float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                           const float b[F]);

/**
 * Gradient of the loss by the kernel and the bias, so cut that threads may share it: dw[i][j][k] is overwritten for
 * the channels k0 <= k < k1, 0 and C for all of them; db is overwritten where k0 is 0.
 */
typedef void Conv2DBackwardKernel(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                  int k0, int k1, float dw[restrict K][K][C][F], float db[restrict F],
                                  const float x[N][H][W][C], const float dy[N][P][Q][F]);

/** Gradient of the loss by the input; dx is overwritten. */
typedef void Conv2DBackwardInput(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                 float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                 const float dy[N][P][Q][F]);

/** How Keras pads: `valid` adds nothing, `same` adds zeros until the output has ceil(size / stride) places. */
typedef enum Padding { VALID, SAME } Padding;

/**
 * Output size along one axis, `same` or `valid`.
 * @param size   input size, in pixels
 * @param kernel kernel or window size
 * @param stride step of the kernel
 * @return floor((size - kernel) / stride) + 1 for VALID (0 or less when the kernel does
 *         not fit), ceil(size / stride) for SAME
 */
int conv2d_output_size(int size, int kernel, int stride, Padding padding);

/** Zeros before the first row or column: half of what `same` adds, rounded down; the rest comes after. 0 for VALID. */
int conv2d_zeros_before(int size, int kernel, int stride, Padding padding);

/** @name The definition, written down: conv2d_naive.c @{ */
Conv2DForward conv2d_forward_naive;
Conv2DBackwardKernel conv2d_backward_kernel_naive;
Conv2DBackwardInput conv2d_backward_input_naive;
/** @} */

/** @name Tiles of outputs in registers: conv2d_blocked.c @{ */
Conv2DForward conv2d_forward_blocked;
Conv2DBackwardKernel conv2d_backward_kernel_blocked;
Conv2DBackwardInput conv2d_backward_input_blocked;
/** @} */

/** @name Fewer multiplications for 3x3 kernels: conv2d_winograd.c. What does not fit goes to blocked. @{ */
Conv2DForward conv2d_forward_winograd;
Conv2DBackwardKernel conv2d_backward_kernel_winograd;
Conv2DBackwardInput conv2d_backward_input_winograd;
/** @} */

/**
 * A fast path first puts the weights into an order of its own. This does it once, for many
 * calls: one prepared kernel for the way forward, one for the way back, as long as the
 * weights stay the same. A function that returns false had no memory and has done nothing.
 */
typedef struct Conv2DPrepared {
  Conv2DForward *plain_forward;              /**< the function that `forward` stands for */
  Conv2DBackwardInput *plain_backward_input; /**< the function that `backward_input` stands for */
  /** How many floats a prepared kernel holds that makes F maps of C; for the way back, C maps of F. */
  size_t (*count)(int C, int K, int F, int S);
  /** Fills in what comes from the channels k0 <= k < k1; `prepared` began as zeros. */
  void (*prepare)(int C, int K, int F, int S, int k0, int k1, float prepared[], const float w[K][K][C][F]);
  /** The same for the way back. */
  void (*prepare_turned)(int C, int K, int F, int S, int k0, int k1, float turned[], const float w[K][K][C][F]);
  /** As Conv2DForward. */
  bool (*forward)(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                  float y[restrict N][P][Q][F], const float x[N][H][W][C], const float prepared[], const float b[F]);
  /** As Conv2DBackwardInput. */
  bool (*backward_input)(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                         float dx[restrict N][H][W][C], const float turned[], const float dy[N][P][Q][F]);
} Conv2DPrepared;

extern const Conv2DPrepared conv2d_prepared_blocked;  /**< conv2d_blocked.c */
extern const Conv2DPrepared conv2d_prepared_winograd; /**< conv2d_winograd.c */

/** The one that stands for these two functions, or null: then they are called as they are. */
const Conv2DPrepared *conv2d_prepared(Conv2DForward *forward, Conv2DBackwardInput *backward_input);

#endif
