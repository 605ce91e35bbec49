/**
 * @file plain.h
 * The plain ways that the speed exercises are compared with; compiled as the reader's functions are, without
 * instructions that compute many at once.
 */
#ifndef CHECKS_PLAIN_H
#define CHECKS_PLAIN_H

/** Exercise 33 in the order of 07. */
void plain_convolution(int H, int W, int C, int K, int F, int P, int Q, float y[restrict P][Q][F],
                       const float x[H][W][C], const float w[K][K][C][F], const float b[F]);
/** Exercise 34, one output after the other. */
void plain_row(int count, int K, int F, float y[restrict count][F], const float x[count + K - 1], const float w[K][F]);
/** Exercise 35, one number after the other. */
void plain_sum(int count, float a, float y[], const float w[]);

#endif
