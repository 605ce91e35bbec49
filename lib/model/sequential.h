/**
 * @file sequential.h
 * keras.Sequential: layers, one after the other.
 *
 *     Sequential model = sequential();
 *     add_input(&model, (Input){ .height = 28, .width = 28, .channels = 1 });
 *     add_conv2d(&model, (Conv2D){ .filters = 32, .kernel_size = 3, .padding = SAME, .activation = RELU });
 *     ...
 *     build(&model, &random);
 */
#ifndef MODEL_SEQUENTIAL_H
#define MODEL_SEQUENTIAL_H

#include <stdio.h>

#include "data/dataset.h"
#include "model/layer.h"

enum {
  MAX_LAYERS = 32 /**< more than any network of this book has */
};

/** A network. Its layers are owned; free it with sequential_free(). */
typedef struct Sequential {
  char name[NAME_SIZE];      /**< "sequential" */
  char input_name[NAME_SIZE]; /**< name of the input layer, "input_layer" */
  Shape input_shape;         /**< of one image */
  int layer_count;           /**< how many of `layers` are in use */
  Layer layers[MAX_LAYERS];  /**< in order */
  const Kernels *kernels;    /**< who does the arithmetic; library_kernels at first */
  bool built;                /**< has weights */
  bool compiled;             /**< can be trained */
  Adam adam;                 /**< the optimizer's settings, defaults filled in */
  int step;                  /**< how many batches it has learned from */
  bool prepared;             /**< what the fast paths prepare from the weights is up to date */
} Sequential;

/** keras.Sequential(): an empty network named "sequential" that uses library_kernels. */
Sequential sequential(void);

/** Says what one image looks like. Must come first. */
void add_input(Sequential *model, Input input);

/** @name keras.Sequential.add. The layer is named as Keras does: conv2d, conv2d_1. Too many layers are a bug. @{ */
void add_conv2d(Sequential *model, Conv2D conv2d);                       /**< a convolution layer */
void add_max_pooling2d(Sequential *model, MaxPooling2D max_pooling2d);   /**< a max pooling layer */
void add_average_pooling2d(Sequential *model, AveragePooling2D pooling); /**< an average pooling layer */
void add_flatten(Sequential *model);                                     /**< an image laid out as one row */
void add_dense(Sequential *model, Dense dense);                          /**< a dense layer */
void add_dropout(Sequential *model, Dropout dropout);                    /**< a dropout layer */
/** @} */

/**
 * Works out all shapes and makes the weights: Glorot uniform kernels, zero biases.
 * @param random the generator; null: all weights zero, for a model about to be loaded
 * @return FAILED when a layer does not fit the one before it, or memory is short
 */
Status build(Sequential *model, Random *random);

/** model.summary(): prints Keras's table of layers, output shapes and parameter counts to `out`. */
void summary(const Sequential *model, FILE *out);

/** How many weights the model has, 333,526 for the book's. */
size_t parameter_count(const Sequential *model);

/** model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy']). FAILED when memory is short. */
Status compile(Sequential *model, Adam adam);

/** The layer of this name, or null. */
Layer *get_layer(Sequential *model, const char *name);

/**
 * Runs N images forward through all layers: model(x, training=...).
 * @param x        [N] + input_shape; must stay as it is until backward()
 * @param training dropout is at work, and backward() may follow
 * @param random   in training, the generator of dropout; else not looked at
 * @return [N] + output shape of the last layer, owned by the model and valid until the
 *         next call; null when memory is short
 */
const float *forward(Sequential *model, int N, const float *x, bool training, Random *random);

/**
 * The way back for the batch that forward() has just run in training: fills the
 * gradients of all weights, of the mean loss. The last layer must be SOFTMAX.
 * @param label [N]
 * @param loss  overwritten, [N]: the loss of each image
 */
void backward(Sequential *model, int N, const int *label, float *loss);

/** One step of Adam with the gradients of backward(). */
void update(Sequential *model);

/**
 * model.train_on_batch(): forward(), backward() and update() in one, so that the threads meet
 * three times only (batch.c). Weights that were changed by hand since the last call are
 * noticed when model->prepared is set to false. When a loss is not finite, the weights
 * stay as they are.
 * @return as forward()
 */
const float *train_on_batch(Sequential *model, int N, const float *x, const int *label, float *loss, Random *random);

/**
 * model.predict(): the last layer's output for `count` images, in batches of 32.
 * @param x      [count] + input_shape
 * @param output overwritten, [count] + output shape
 * @return FAILED when memory is short
 */
Status predict(Sequential *model, int count, const float *x, float *output);

/** Copies all weights of a model of the same architecture. */
void copy_weights(Sequential *to, const Sequential *from);

/** Frees everything the model owns and empties it. */
void sequential_free(Sequential *model);

#endif
