/**
 * @file max_pooling2d.h
 * Max pooling: the largest value of each window, and the way back to it.
 *
 * Letters as in conv2d.h; K is the window, S its step. Windows may overlap (S < K).
 *
 *     y[n][r][c][k] = max over i, j of x[n][r*S+i-top][c*S+j-left][k]     (pixels outside the image do not take part)
 */
#ifndef KERNELS_MAX_POOLING2D_H
#define KERNELS_MAX_POOLING2D_H

/**
 * Forward; y and winner are overwritten. winner[n][r][c][k] is the place of the largest
 * value in its image, row * W + column; of equal values the first wins, row by row.
 */
typedef void MaxPooling2DForward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                 float y[restrict N][P][Q][C], int winner[restrict N][P][Q][C],
                                 const float x[N][H][W][C]);

/** Backward: each dy goes to the winner of its window; what arrives from several windows adds up. dx is overwritten. */
typedef void MaxPooling2DBackward(int N, int H, int W, int C, int P, int Q, float dx[restrict N][H][W][C],
                                  const int winner[N][P][Q][C], const float dy[N][P][Q][C]);

MaxPooling2DForward max_pooling2d_forward;
MaxPooling2DBackward max_pooling2d_backward;

#endif
