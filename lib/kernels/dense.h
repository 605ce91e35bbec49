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
 * Backward; dx, dw and db are overwritten. dx may be null: then it is not computed.
 *
 *     dx[n][i] = sum over u of dy[n][u] * w[i][u]
 *     dw[i][u] = sum over n of x[n][i] * dy[n][u]
 *     db[u]    = sum over n of dy[n][u]
 */
typedef void DenseBackward(int N, int I, int U, float dx[restrict N][I], float dw[restrict I][U],
                           float db[restrict U], const float x[N][I], const float w[I][U], const float dy[N][U]);

/** @name The definition: dense.c @{ */
DenseForward dense_forward;
DenseBackward dense_backward;
/** @} */

/** @name The same with tiles of sums in registers: dense_blocked.c @{ */
DenseForward dense_forward_blocked;
DenseBackward dense_backward_blocked;
/** @} */

#endif
