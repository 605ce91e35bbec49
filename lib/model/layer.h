/**
 * @file layer.h
 * One layer of a network: what it is, its weights, and what it needs for the way back.
 *
 * A layer is a tagged union: `kind` says which of the settings counts. Each question about
 * a layer is one function with one `switch` over the kinds, or the activations, without
 * `default:`; who wants to know asks that function. So the compiler names every place where
 * a new one must be added. Arrays with an entry for each kind have LAST_KIND + 1.
 */
#ifndef MODEL_LAYER_H
#define MODEL_LAYER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/random.h"
#include "base/tensor.h"
#include "kernels/kernels.h"

/** What kinds of layer there are. */
typedef enum LayerKind { CONV2D, MAX_POOLING2D, FLATTEN, DENSE, DROPOUT, AVERAGE_POOLING2D, LAST_KIND = AVERAGE_POOLING2D } LayerKind;

/** What follows the sum. LINEAR: nothing. SOFTMAX: last layer only. */
typedef enum Activation { LINEAR, RELU, SOFTMAX, LAST_ACTIVATION = SOFTMAX } Activation;

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

/** keras.layers.AveragePooling2D. */
typedef MaxPooling2D AveragePooling2D;

/** keras.layers.Dense. */
typedef struct Dense {
  int units;             /**< number of neurons */
  Activation activation; /**< LINEAR is the default */
} Dense;

/** keras.layers.Dropout. */
typedef struct Dropout {
  float rate; /**< the part set to zero in training, 0 <= rate < 1 */
} Dropout;

/** keras.optimizers.Adam. A field left 0 means Keras's default. */
typedef struct Adam {
  float learning_rate; /**< default 0.001 */
  float beta_1;        /**< default 0.9 */
  float beta_2;        /**< default 0.999 */
  float epsilon;       /**< default 1e-7 */
} Adam;

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
    MaxPooling2D pooling;       /**< if MAX_POOLING2D or AVERAGE_POOLING2D */
    Dense dense;                /**< if DENSE */
    Dropout dropout;            /**< if DROPOUT */
  };
  Shape input_shape;  /**< of one image: (height, width, channels) or (units) */
  Shape output_shape; /**< of one image */
  Parameter kernel;   /**< Conv2D (K, K, C, F), Dense (I, U); otherwise empty */
  Parameter bias;     /**< (F) or (U); otherwise empty */

  /* where the batch that is worked on lies: layer_connect(); none of it is owned */
  const void *input;     /**< (N, input shape) */
  void *output_gradient; /**< (N, output shape); for SOFTMAX, of the logits; null when nobody asks for it */

  /* work space for one batch, made by layer_make_room() */
  int room;               /**< images it has room for */
  bool training_room;     /**< it serves for training too */
  Tensor output;          /**< (batch, output shape), after the activation; empty for FLATTEN */
  Tensor logits;          /**< SOFTMAX only: the sums before it */
  Tensor input_gradient;  /**< (batch, input shape); only in training, and only where a layer before has weights */
  Tensor image_gradients; /**< in training, CONV2D of few channels: (batch, weights and biases), each image's for itself */
  Tensor draws;           /**< DROPOUT in training: what chance says to each number */
  int *winner;            /**< MAX_POOLING2D: where the largest values were */
  const Conv2DPrepared *path; /**< CONV2D: whose prepared kernels these are; null: none */
  Tensor prepared, turned;    /**< CONV2D: the kernel as `path` wants it, for the way forward and, in training, back */
} Layer;

/** The window that goes over the image, of a convolution or a pooling; size 0: the layer has none. */
typedef struct Window {
  int size;        /**< rows and columns */
  int strides;     /**< its step */
  Padding padding; /**< VALID or SAME */
  int top, left;   /**< zeros before the first row and column; needs input_shape */
} Window;

/** The layer's window. */
Window layer_window(const Layer *layer);

/** Keras's class name: "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout". */
const char *layer_class(LayerKind kind);

/** Keras's word for the kind, of which it makes names: "conv2d", "max_pooling2d", "flatten", "dense", "dropout". */
const char *layer_word(LayerKind kind);

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
 * Makes the work space for batches of up to `batch` images, in place of a smaller one.
 * @param training       room for the way back too
 * @param input_gradient whether the way back goes on below this layer
 * @return FAILED when memory is short, or a batch of such images is too large to be counted; the layer then has no
 *         work space
 */
Status layer_make_room(Layer *layer, const Kernels *kernels, int batch, bool training, bool input_gradient);

/** Says where a batch's input lies. Returns where the output will be: layer->output, or `input` where nothing is computed. */
const void *layer_connect(Layer *layer, const void *input, bool training);

/** Says where the gradient of the output lies; null: nobody asks. Returns where that of the input will be, or null. */
void *layer_connect_backward(Layer *layer, void *output_gradient);

/** Draws what DROPOUT needs to train with N images. */
void layer_draw(Layer *layer, int N, Random *random);

/*
 * ---- the work itself ----
 * It is cut so that threads may share it: by images, or by rows of the kernel. A row is what one input channel
 * (Conv2D) or one input (Dense) brings; the bias goes with row 0.
 */

/** How many rows the kernel has; 0 for a layer without weights. */
int layer_rows(const Layer *layer);

/** Brings the rows first .. end-1 of the prepared kernels up to date with the weights. */
void layer_prepare(Layer *layer, bool training, int first, int end);

/** Forward through the layer, for N images of the batch, from `first` on. Dropout works in training only. */
void layer_forward(Layer *layer, const Kernels *kernels, bool training, int first, int N);

/**
 * Backward through the layer to its input, for N images of the batch, from `first` on. output_gradient is taken back
 * through the activation in place; a convolution of few channels makes these images' gradients of its weights too.
 */
void layer_backward(Layer *layer, const Kernels *kernels, int first, int N);

/** The gradients of the rows first .. end-1 of the kernel, over a batch of N images that layer_backward() has seen. */
void layer_backward_weights(Layer *layer, const Kernels *kernels, int N, int first, int end);

/** Adam's step for these rows, number `step` of the training. */
void layer_update(Layer *layer, const Kernels *kernels, Adam adam, int step, int first, int end);

/** Frees everything the layer owns. */
void layer_free(Layer *layer);

#endif
