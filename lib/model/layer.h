/**
 * @file layer.h
 * One layer of a network: what it is, its weights, and what it needs for the way back.
 *
 * A layer is a tagged union: `kind` says which of the settings counts. Each thing that a
 * layer can do is one function with one `switch` over the kinds, without `default:`, so
 * that the compiler names every place where a new kind of layer must be added.
 */
#ifndef MODEL_LAYER_H
#define MODEL_LAYER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/random.h"
#include "base/tensor.h"
#include "kernels/kernels.h"

/** What kinds of layer there are. */
typedef enum LayerKind { CONV2D, MAX_POOLING2D, FLATTEN, DENSE, DROPOUT } LayerKind;

/** What follows the sum. LINEAR: nothing. SOFTMAX: last layer only. */
typedef enum Activation { LINEAR, RELU, SOFTMAX } Activation;

/** keras.layers.Input: the shape of one image. For a flat input set `units` alone. */
typedef struct Input {
  int height, width, channels; /**< of an image */
  int units;                   /**< of a flat input */
} Input;

/** keras.layers.Conv2D. */
typedef struct Conv2D {
  int filters;           /**< number of kernels, and so of feature maps */
  int kernel_size;       /**< rows and columns of a kernel */
  int strides;           /**< step of the kernel; 0 means 1 */
  Padding padding;       /**< VALID (as in Keras, the default) or SAME */
  Activation activation; /**< LINEAR is the default */
} Conv2D;

/** keras.layers.MaxPooling2D. */
typedef struct MaxPooling2D {
  int pool_size;   /**< rows and columns of the window */
  int strides;     /**< step of the window; 0 means pool_size */
  Padding padding; /**< VALID is the default */
} MaxPooling2D;

/** keras.layers.Dense. */
typedef struct Dense {
  int units;             /**< number of neurons */
  Activation activation; /**< LINEAR is the default */
} Dense;

/** keras.layers.Dropout. */
typedef struct Dropout {
  float rate; /**< the part set to zero in training, 0 <= rate < 1 */
} Dropout;

/** Weights that are learned, with all that the optimizer keeps about them. The shapes are the same. */
typedef struct Parameter {
  Tensor value;    /**< the weights */
  Tensor gradient; /**< of the batch's mean loss; empty until the model is compiled */
  Tensor m;        /**< Adam's average gradient; empty until the model is compiled */
  Tensor v;        /**< Adam's average squared gradient; empty until the model is compiled */
} Parameter;

enum {
  NAME_SIZE = 64 /**< bytes for a layer's name, the closing zero included */
};

/** A layer. Its tensors are owned. */
typedef struct Layer {
  LayerKind kind;       /**< which of the settings below counts */
  char name[NAME_SIZE]; /**< as Keras names it: conv2d, conv2d_1, ... */
  union {
    Conv2D conv2d;              /**< if CONV2D */
    MaxPooling2D max_pooling2d; /**< if MAX_POOLING2D */
    Dense dense;                /**< if DENSE */
    Dropout dropout;            /**< if DROPOUT */
  };
  Shape input_shape;  /**< of one image: (height, width, channels) or (units) */
  Shape output_shape; /**< of one image */
  Parameter kernel;   /**< Conv2D (K, K, C, F), Dense (I, U); otherwise empty */
  Parameter bias;     /**< (F) or (U); otherwise empty */

  const void *input;  /**< what layer_forward() was given; not owned */

  /* work space for one batch, made by layer_make_room() */
  Tensor output;         /**< (batch, output shape), after the activation; empty for FLATTEN */
  Tensor logits;         /**< SOFTMAX only: the sums before it */
  Tensor input_gradient; /**< (batch, input shape); only in training, and only where a layer before has weights */
  Tensor draws;          /**< DROPOUT in training: the draws of the forward pass */
  int *winner;           /**< MAX_POOLING2D: where the largest values were */
} Layer;

/** Keras's class name: "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout". */
const char *layer_class(LayerKind kind);

/** Keras's name for an activation: "linear", "relu", "softmax". */
const char *activation_name(Activation activation);

/** The activation of a layer; LINEAR for a kind that has none. */
Activation layer_activation(const Layer *layer);

/**
 * Sets output_shape from input_shape.
 * @return FAILED when the settings do not fit the input, such as a kernel larger than the image
 */
Status layer_set_shapes(Layer *layer);

/** Shape of the kernel, rank 0 when the layer has no weights; needs input_shape. */
Shape layer_kernel_shape(const Layer *layer);

/** Shape of the bias, rank 0 when the layer has no weights. */
Shape layer_bias_shape(const Layer *layer);

/** How many weights the layer has. */
size_t layer_parameter_count(const Layer *layer);

/** Makes kernel and bias. Kernels are Glorot uniform from `random` (zero when it is null), biases zero. FAILED when memory is short. */
Status layer_create_weights(Layer *layer, Random *random);

/** Makes gradients and Adam's averages, all zero. FAILED when memory is short. */
Status layer_create_optimizer_state(Layer *layer);

/**
 * Makes the work space for batches of up to `batch` images, in place of an older one.
 * @param training       room for the way back too
 * @param input_gradient whether the way back goes on below this layer
 * @return FAILED when memory is short; the layer then has no work space
 */
Status layer_make_room(Layer *layer, int batch, bool training, bool input_gradient);

/**
 * Forward through the layer.
 * @param input  [N] + input_shape; must stay as it is until layer_backward()
 * @param random in training, the generator of dropout; null when the network is used: dropout then does nothing
 * @return [N] + output_shape: layer->output, or `input` itself where nothing had to be computed
 */
const void *layer_forward(Layer *layer, const Kernels *kernels, int N, const void *input, Random *random);

/**
 * Backward through the layer: fills the gradients of its weights.
 * @param dy gradient of the output, [N] + output_shape; for SOFTMAX, of the logits. It is overwritten.
 * @return gradient of the input, [N] + input_shape; null when it was not asked for
 */
void *layer_backward(Layer *layer, const Kernels *kernels, int N, void *dy);

/**
 * Whether a convolution with ReLU and the pooling after it can run as one kernel,
 * conv2d_pooled.h: the windows must not overlap, and nobody asks for the gradient of the
 * convolution's input. It is meant for the first layer.
 */
bool layers_fit_together(const Layer *conv2d, const Layer *pooling, const Kernels *kernels);

/** layer_forward() for such a pair. The convolution's output is then only room to work in. */
const void *layer_pair_forward(Layer *conv2d, Layer *pooling, const Kernels *kernels, int N, const void *input);

/** layer_backward() for such a pair; `dy` is the gradient of the pooling's output. */
void layer_pair_backward(Layer *conv2d, Layer *pooling, const Kernels *kernels, int N, const void *dy);

/** Frees everything the layer owns. */
void layer_free(Layer *layer);

#endif
