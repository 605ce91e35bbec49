/**
 * @file conv2d_sizes.h
 * The sizes of a convolution in one piece, for the inner functions of the fast paths; letters as in conv2d.h.
 */
#ifndef KERNELS_CONV2D_SIZES_H
#define KERNELS_CONV2D_SIZES_H

/** An image of H x W pixels and C channels, K x K kernels of F filters, to an output of P x Q. */
typedef struct Sizes {
  int H;    /**< input rows */
  int W;    /**< input columns */
  int C;    /**< channels */
  int K;    /**< kernel size */
  int F;    /**< filters */
  int S;    /**< stride */
  int P;    /**< output rows */
  int Q;    /**< output columns */
  int top;  /**< rows of zeros before the first */
  int left; /**< columns of zeros before the first */
} Sizes;

/** a / b, rounded up. */
static inline int divide_up(int a, int b) { return (a + b - 1) / b; }

/** Where part `part` of `parts` begins when `count` things are shared out evenly. */
static inline int part_begin(int count, int part, int parts) { return (int)((long)count * part / parts); }

#endif
