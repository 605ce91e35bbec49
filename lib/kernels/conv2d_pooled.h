/**
 * @file conv2d_pooled.h
 * A convolution, its ReLU and its max pooling as one kernel: the last step for speed.
 *
 * Letters as in conv2d.h. The window of the pooling is L x L and moves L at a time, so
 * windows do not overlap; rows and columns that fill no window are dropped.
 *
 *     y[n][r][c][f] = max(0, max over i, j < L of  conv[n][r*L+i][c*L+j][f])
 */
#ifndef KERNELS_CONV2D_POOLED_H
#define KERNELS_CONV2D_POOLED_H

/**
 * Forward; y and winner are overwritten. winner[n][r][c][f] is the place of the largest value, row * Q + column.
 * @param room what the convolution alone would write into; here each thread uses one image's place, to work in
 */
typedef void Conv2DPooledForward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                 int L, float y[restrict N][P / L][Q / L][F],
                                 int winner[restrict N][P / L][Q / L][F], float room[restrict N][P][Q][F],
                                 const float x[N][H][W][C], const float w[K][K][C][F], const float b[F]);

/**
 * Gradient of the loss by the kernel and the bias; dw and db are overwritten. There is none
 * by the input: this is for the first layer.
 * @param room to work in, as in forward
 * @param y    what forward gave: where it is 0, ReLU lets no gradient through
 * @param dy   gradient by y
 */
typedef void Conv2DPooledBackward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                  int L, float dw[restrict K][K][C][F], float db[restrict F],
                                  float room[restrict N][P][Q][F], const float x[N][H][W][C], const float y[N][P / L][Q / L][F],
                                  const int winner[N][P / L][Q / L][F], const float dy[N][P / L][Q / L][F]);

Conv2DPooledForward conv2d_pooled_forward;
Conv2DPooledBackward conv2d_pooled_backward;

#endif
