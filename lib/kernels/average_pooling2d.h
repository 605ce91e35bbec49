/**
 * @file average_pooling2d.h
 * Average pooling: the mean of each window. Letters as in max_pooling2d.h.
 *
 *     y[n][r][c][k]   = sum over i, j of x[n][r*S+i-top][c*S+j-left][k] / m     m: the window's pixels inside the image
 *     dx[n][h][v][k]  = sum over the windows r, c that see pixel (h, v) of dy[n][r][c][k] / m
 *
 * Pixels outside the image do not take part, as in Keras: a mean at the edge is over fewer.
 */
#ifndef KERNELS_AVERAGE_POOLING2D_H
#define KERNELS_AVERAGE_POOLING2D_H

/** Forward; y is overwritten. */
typedef void AveragePooling2DForward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                     float y[restrict N][P][Q][C], const float x[N][H][W][C]);

/** Backward; dx is overwritten. */
typedef void AveragePooling2DBackward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                      float dx[restrict N][H][W][C], const float dy[N][P][Q][C]);

AveragePooling2DForward average_pooling2d_forward;
AveragePooling2DBackward average_pooling2d_backward;

#endif
