/* The tables of kernels: see kernels.h. They differ in their convolutions only. */
#include "kernels/kernels.h"

const Kernels library_kernels = {
    .conv2d_forward = conv2d_forward_winograd,
    .conv2d_backward_kernel = conv2d_backward_kernel_winograd,
    .conv2d_backward_input = conv2d_backward_input_winograd,
    .max_pooling2d_forward = max_pooling2d_forward,
    .max_pooling2d_backward = max_pooling2d_backward,
    .dense_forward = dense_forward_blocked,
    .dense_backward = dense_backward_blocked,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .softmax = softmax,
    .dropout_forward = dropout_forward,
    .dropout_backward = dropout_backward,
    .sparse_categorical_crossentropy = sparse_categorical_crossentropy,
    .softmax_crossentropy_backward = softmax_crossentropy_backward,
    .adam_step = adam_step,
};

const Kernels naive_kernels = {
    .conv2d_forward = conv2d_forward_naive,
    .conv2d_backward_kernel = conv2d_backward_kernel_naive,
    .conv2d_backward_input = conv2d_backward_input_naive,
    .max_pooling2d_forward = max_pooling2d_forward,
    .max_pooling2d_backward = max_pooling2d_backward,
    .dense_forward = dense_forward,
    .dense_backward = dense_backward,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .softmax = softmax,
    .dropout_forward = dropout_forward,
    .dropout_backward = dropout_backward,
    .sparse_categorical_crossentropy = sparse_categorical_crossentropy,
    .softmax_crossentropy_backward = softmax_crossentropy_backward,
    .adam_step = adam_step,
};

const Kernels blocked_kernels = {
    .conv2d_forward = conv2d_forward_blocked,
    .conv2d_backward_kernel = conv2d_backward_kernel_blocked,
    .conv2d_backward_input = conv2d_backward_input_blocked,
    .max_pooling2d_forward = max_pooling2d_forward,
    .max_pooling2d_backward = max_pooling2d_backward,
    .dense_forward = dense_forward_blocked,
    .dense_backward = dense_backward_blocked,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .softmax = softmax,
    .dropout_forward = dropout_forward,
    .dropout_backward = dropout_backward,
    .sparse_categorical_crossentropy = sparse_categorical_crossentropy,
    .softmax_crossentropy_backward = softmax_crossentropy_backward,
    .adam_step = adam_step,
};

const Kernels winograd_kernels = {
    .conv2d_forward = conv2d_forward_winograd,
    .conv2d_backward_kernel = conv2d_backward_kernel_winograd,
    .conv2d_backward_input = conv2d_backward_input_winograd,
    .max_pooling2d_forward = max_pooling2d_forward,
    .max_pooling2d_backward = max_pooling2d_backward,
    .dense_forward = dense_forward_blocked,
    .dense_backward = dense_backward_blocked,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .softmax = softmax,
    .dropout_forward = dropout_forward,
    .dropout_backward = dropout_backward,
    .sparse_categorical_crossentropy = sparse_categorical_crossentropy,
    .softmax_crossentropy_backward = softmax_crossentropy_backward,
    .adam_step = adam_step,
};
