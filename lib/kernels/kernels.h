/**
 * @file kernels.h
 * All kernels in one table, so that any of them can be replaced.
 *
 * The model calls its kernels through a table only. `--conv naive` puts other
 * convolutions in it, `--kernels mine` the functions that the reader has written.
 */
#ifndef KERNELS_KERNELS_H
#define KERNELS_KERNELS_H

#include "kernels/activations.h"
#include "kernels/adam.h"
#include "kernels/average_pooling2d.h"
#include "kernels/conv2d.h"
#include "kernels/dense.h"
#include "kernels/dropout.h"
#include "kernels/losses.h"
#include "kernels/max_pooling2d.h"

/** One pointer for each kernel. */
typedef struct Kernels {
  Conv2DForward *conv2d_forward;
  Conv2DBackwardKernel *conv2d_backward_kernel;
  Conv2DBackwardInput *conv2d_backward_input;
  MaxPooling2DForward *max_pooling2d_forward;
  MaxPooling2DBackward *max_pooling2d_backward;
  AveragePooling2DForward *average_pooling2d_forward;
  AveragePooling2DBackward *average_pooling2d_backward;
  DenseForward *dense_forward;
  DenseBackwardKernel *dense_backward_kernel;
  DenseBackwardInput *dense_backward_input;
  ReluForward *relu_forward;
  ReluBackward *relu_backward;
  Softmax *softmax;
  DropoutForward *dropout_forward;
  DropoutBackward *dropout_backward;
  CrossEntropy *sparse_categorical_crossentropy;
  SoftmaxCrossEntropyBackward *softmax_crossentropy_backward;
  AdamStep *adam_step;
} Kernels;

/** The library's own kernels, with the fastest convolution that fits each layer. */
extern const Kernels library_kernels;

/** The library's kernels with the convolutions of conv2d_naive.c. */
extern const Kernels naive_kernels;

/** The library's kernels with the convolutions of conv2d_blocked.c. */
extern const Kernels blocked_kernels;

/** The library's kernels with the convolutions of conv2d_winograd.c. */
extern const Kernels winograd_kernels;

#endif
