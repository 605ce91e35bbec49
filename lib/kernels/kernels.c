/*
 * The tables of kernels: see kernels.h. COMMON is written once; the tables differ in their
 * convolutions, and the definition's has the definition of Dense.
 */
#include "kernels/kernels.h"

#define COMMON                                                                                                     \
  .max_pooling2d_forward = max_pooling2d_forward, .max_pooling2d_backward = max_pooling2d_backward,                \
  .average_pooling2d_forward = average_pooling2d_forward,                                                          \
  .average_pooling2d_backward = average_pooling2d_backward,                                                        \
  .relu_forward = relu_forward, .relu_backward = relu_backward, .softmax = softmax,                                \
  .dropout_forward = dropout_forward, .dropout_backward = dropout_backward,                                        \
  .sparse_categorical_crossentropy = sparse_categorical_crossentropy,                                              \
  .softmax_crossentropy_backward = softmax_crossentropy_backward, .adam_step = adam_step

#define DENSE_BLOCKED                                                                                              \
  .dense_forward = dense_forward_blocked, .dense_backward_kernel = dense_backward_kernel_blocked,                  \
  .dense_backward_input = dense_backward_input_blocked

#define WINOGRAD                                                                                                   \
  COMMON, DENSE_BLOCKED, .conv2d_forward = conv2d_forward_winograd,                                                \
      .conv2d_backward_kernel = conv2d_backward_kernel_winograd,                                                   \
      .conv2d_backward_input = conv2d_backward_input_winograd

const Kernels library_kernels = {WINOGRAD}; /* Winograd hands on to blocked what does not fit it: the fastest for each layer */
const Kernels winograd_kernels = {WINOGRAD};

const Kernels blocked_kernels = {
    COMMON, DENSE_BLOCKED,
    .conv2d_forward = conv2d_forward_blocked,
    .conv2d_backward_kernel = conv2d_backward_kernel_blocked,
    .conv2d_backward_input = conv2d_backward_input_blocked,
};

const Kernels naive_kernels = {
    COMMON,
    .conv2d_forward = conv2d_forward_naive,
    .conv2d_backward_kernel = conv2d_backward_kernel_naive,
    .conv2d_backward_input = conv2d_backward_input_naive,
    .dense_forward = dense_forward,
    .dense_backward_kernel = dense_backward_kernel,
    .dense_backward_input = dense_backward_input,
};
