/**
 * @file dense.h
 * The dense (fully connected) layer: every input meets every unit.
 *
 * N images, I inputs, U units; loop indices n, i, u.
 *
 *     y[n][u] = b[u] + sum over i of x[n][i] * w[i][u]
 */
#ifndef KERNELS_DENSE_H
#define KERNELS_DENSE_H

/** Forward; y is overwritten. */
typedef void DenseForward(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U],
                          const float b[U]);

/**
 * Gradient of the loss by the weights and the bias, so cut that threads may share it: dw[i] is overwritten for the
 * inputs i0 <= i < i1, 0 and I for all of them; db is overwritten where i0 is 0.
 *
 *     dw[i][u] = sum over n of x[n][i] * dy[n][u]
 *     db[u]    = sum over n of dy[n][u]
 */
typedef void DenseBackwardKernel(int N, int I, int U, int i0, int i1, float dw[restrict I][U], float db[restrict U],
                                 const float x[N][I], const float dy[N][U]);

/** Gradient of the loss by the input: dx[n][i] = sum over u of dy[n][u] * w[i][u]; dx is overwritten. */
typedef void DenseBackwardInput(int N, int I, int U, float dx[restrict N][I], const float w[I][U],
                                const float dy[N][U]);

/** @name The definition: dense.c @{ */
DenseForward dense_forward;
DenseBackwardKernel dense_backward_kernel;
DenseBackwardInput dense_backward_input;
/** @} */

/** @name The same with tiles of sums in registers: dense_blocked.c @{ */
DenseForward dense_forward_blocked;
DenseBackwardKernel dense_backward_kernel_blocked;
DenseBackwardInput dense_backward_input_blocked;
/** @} */

#endif
