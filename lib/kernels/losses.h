/**
 * @file losses.h
 * Sparse categorical cross-entropy on logits: how wrong the network is, as one number per image.
 *
 * N images, U classes; z are the last layer's sums before softmax (logits), label[n] the
 * right class. The softmax is part of the formula, so log(0) cannot happen:
 *
 *     loss[n]  = log(sum over u of exp(z[n][u] - max)) - (z[n][label[n]] - max)  =  -log p[n][label[n]]
 *     dz[n][u] = (p[n][u] - (1 if u is label[n] else 0)) / batch
 */
#ifndef KERNELS_LOSSES_H
#define KERNELS_LOSSES_H

/** The loss of each image; loss is overwritten. */
typedef void CrossEntropy(int N, int U, float loss[restrict N], const float z[N][U], const int label[N]);

/**
 * Gradient of the batch's mean loss by the logits, from the probabilities p; dz is overwritten.
 * @param batch how many images the mean is over: N, or more when these are a part of them
 */
typedef void SoftmaxCrossEntropyBackward(int N, int U, int batch, float dz[restrict N][U], const float p[N][U],
                                         const int label[N]);

CrossEntropy sparse_categorical_crossentropy;
SoftmaxCrossEntropyBackward softmax_crossentropy_backward;

#endif
