/**
 * @file dropout.h
 * Dropout: in training, some inputs are set to zero and the others made larger.
 *
 * Inverted scaling, as in Keras: a kept value is divided by 1 - rate, so the mean stays
 * and nothing needs to be done when the network is used. Source: Srivastava et al. 2014.
 */
#ifndef KERNELS_DROPOUT_H
#define KERNELS_DROPOUT_H

/** y[m] = 0 where u[m] < rate, else x[m] / (1 - rate); u holds draws from [0, 1). y may be the same array as x. */
typedef void DropoutForward(int count, float rate, float y[], const float x[], const float u[]);

/** dx[m] = 0 where u[m] < rate, else dy[m] / (1 - rate), with the draws of the forward pass. dx may be the same array as dy. */
typedef void DropoutBackward(int count, float rate, float dx[], const float dy[], const float u[]);

DropoutForward dropout_forward;
DropoutBackward dropout_backward;

#endif
