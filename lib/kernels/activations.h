/**
 * @file activations.h
 * What follows the sum in a neuron: ReLU in the hidden layers, softmax at the end.
 */
#ifndef KERNELS_ACTIVATIONS_H
#define KERNELS_ACTIVATIONS_H

/** y[m] = max(0, x[m]), for `count` numbers; y may be the same array as x. */
typedef void ReluForward(int count, float y[], const float x[]);

/**
 * dx[m] = dy[m] where x[m] > 0, else 0; dx may be the same array as dy. The output of
 * relu_forward serves as x just as well: it is positive at the same places.
 */
typedef void ReluBackward(int count, float dx[], const float x[], const float dy[]);

/**
 * Softmax of each row: p[n][u] = exp(z[n][u] - max) / sum over v of exp(z[n][v] - max),
 * max being the row's largest, which keeps exp from overflowing and cancels out.
 */
typedef void Softmax(int N, int U, float p[restrict N][U], const float z[N][U]);

ReluForward relu_forward;
ReluBackward relu_backward;
Softmax softmax;

#endif
