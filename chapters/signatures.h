/**
 * @file signatures.h
 * The functions that the reader writes. Included before each exercise when it is compiled for a check
 * (-include): a function whose parameters were changed does not build.
 */
#ifndef CHECKS_SIGNATURES_H
#define CHECKS_SIGNATURES_H

#include <stdbool.h>

float pixel(int H, int W, const float x[H][W], int r, int c);
void scale_pixels(int count, float y[], const unsigned char x[]);
int split(int N, int percent, int val[], int val_label[], const int order[], const int label[]);
int output_size(int size, int K, int S, bool same, int *before);
int count_parameters(int K, int C, int F);
void conv_one_channel(int H, int W, int K, float y[H - K + 1][W - K + 1], const float x[H][W], const float w[K][K]);
void conv_channels(int H, int W, int C, int K, int F, int P, int Q, int p, float y[restrict P][Q][F],
                   const float x[H][W][C], const float w[K][K][C][F], const float b[F]);
void relu(int count, float y[], const float x[]);
void max_pooling(int H, int W, int C, int K, int S, int P, int Q, float y[restrict P][Q][C],
                 int winner[restrict P][Q][C], const float x[H][W][C]);
int flatten(int H, int W, int C, int r, int c, int k);
void dense(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U], const float b[U]);
void softmax(int N, int U, float p[restrict N][U], const float z[N][U]);
int argmax(int n, const float x[n]);
float cross_entropy(int N, int U, const float z[N][U], const int label[N]);
float evaluate(int count, int batch_size, int batches, const float loss[batches]);
float slope(float (*loss)(const float w[]), float w[], int i, float h);
void chain(float *dw, float *db, float *dx, float x, float w, float b, float t);
void softmax_ce_backward(int N, int U, float dz[restrict N][U], const float p[N][U], const int label[N]);
void dense_backward(int N, int I, int U, float dx[restrict N][I], float dw[restrict I][U], float db[restrict U],
                    const float x[N][I], const float w[I][U], const float dy[N][U]);
void relu_backward(int count, float dx[], const float x[], const float dy[]);
void max_pooling_backward(int H, int W, int C, int P, int Q, float dx[restrict H][W][C], const int winner[P][Q][C],
                          const float dy[P][Q][C]);
void conv_backward_kernel(int N, int H, int W, int C, int K, int F, int P, int Q, int p, float dw[restrict K][K][C][F],
                          float db[restrict F], const float x[N][H][W][C], const float dy[N][P][Q][F]);
void conv_backward_input(int H, int W, int C, int K, int F, int P, int Q, int p, float dx[restrict H][W][C],
                         const float w[K][K][C][F], const float dy[P][Q][F]);
void dropout(int count, float rate, bool training, float y[], const float x[], const float u[]);
void adam(int count, int t, float learning_rate, float beta_1, float beta_2, float epsilon, float w[restrict],
          float m[restrict], float v[restrict], const float g[restrict]);
int early_stopping(int epochs, int patience, int *kept, const float val_loss[epochs]);
void glorot(int K, int C, int F, int count, float w[], const float u[]);
void mean_std(int n, double *mean, double *std, const float x[n]);
int histogram(int n, int bins, int count[bins], double edge[bins + 1], const float x[n]);
void kernel_picture(int K, int C, int F, int k, int f, float picture[K][K], const float w[K][K][C][F]);
void forward_until(int until, int size, void (*const layer[])(bool training, int size, float y[], const float x[]),
                   const bool relu[], float y[], const float x[]);
void scale_map(int H, int W, int F, float y[restrict H][W][F], const float x[H][W][F]);
void loop_order(int H, int W, int C, int K, int F, int P, int Q, float y[restrict P][Q][F], const float x[H][W][C],
                const float w[K][K][C][F], const float b[F]);
void tile(int count, int K, int F, float y[restrict count][F], const float x[count + K - 1], const float w[K][F]);
void vector(int count, float a, float y[], const float w[]);
void winograd_1d(float m[4], float y[2], const float d[4], const float g[3]);

#endif
