/**
 * @file functional.h
 * Keras's functional API, section 8-3: keras.Model(inputs, outputs).
 *
 * A KerasTensor is a place in a network: where the image comes in, or where a layer's
 * output comes out. A Functional is the part of a network between two such places. It
 * owns nothing: it shares the layers with the network, weights and all, and computes
 * only what lies between. That is how the book looks at a feature map:
 *
 *     Functional conv_acti = functional(model_inputs(&model), layer_output(&model, 0));
 *     functional_predict(&conv_acti, 1, boot, feature_maps);
 *
 * A network can be built this way too: each layer is called on what comes before it.
 *
 *     KerasTensor inputs = call_input(&network, (Input){ .units = 784 });
 *     KerasTensor hidden = call_dense(inputs, (Dense){ .units = 100, .activation = RELU });
 *
 * The networks of this book are chains. A layer called in the middle of one would make
 * a branch; that is a mistake of the programmer here.
 */
#ifndef MODEL_FUNCTIONAL_H
#define MODEL_FUNCTIONAL_H

#include "model/sequential.h"

/** A place in a network, where values pass from one layer to the next. */
typedef struct KerasTensor {
  Sequential *network; /**< the network, which owns the layers */
  int after;           /**< how many of its layers come before; 0: the input itself */
} KerasTensor;

/** keras.Model(inputs, outputs): a part of a network. Copy it freely; the network must outlive it. */
typedef struct Functional {
  char name[NAME_SIZE]; /**< "functional" */
  KerasTensor inputs;   /**< where it begins */
  KerasTensor outputs;  /**< where it ends */
} Functional;

/** model.inputs: where images come in. */
KerasTensor model_inputs(Sequential *model);

/** model.layers[index].output; no such layer is a bug. */
KerasTensor layer_output(Sequential *model, int index);

/** model.get_layer(name).output. FAILED, naming the layers there are, when none has this name. */
Status named_layer_output(Sequential *model, const char *name, KerasTensor *tensor);

/** The shape of one image's values there, without Keras's leading None; needs a built network. */
Shape keras_tensor_shape(KerasTensor tensor);

/** Keras's name of it: the input layer's, or else the name of the layer it comes out of. */
const char *keras_tensor_name(KerasTensor tensor);

/** Prints it as Python does: `<KerasTensor shape=(None, 28, 28, 1), dtype=float32, sparse=False, name=input_layer>`. */
void print_keras_tensor(KerasTensor tensor, FILE *out);

/** keras.Model(inputs, outputs). Two networks, or an end that does not come after the beginning, are a bug. */
Functional functional(KerasTensor inputs, KerasTensor outputs);

/** func_model.summary(): Keras's table, which names the input layer too. */
void functional_summary(const Functional *model, FILE *out);

/**
 * Runs N images, or N sets of whatever passes at `inputs`, through this part's layers alone.
 * @param x [N] + shape at inputs
 * @return [N] + shape at outputs, owned by the network and valid until it next computes;
 *         null when memory is short
 */
const float *functional_forward(const Functional *model, int N, const float *x);

/**
 * func_model.predict(x): in batches of 32.
 * @param x      [count] + shape at inputs
 * @param output overwritten, [count] + shape at outputs
 * @return FAILED when memory is short
 */
Status functional_predict(const Functional *model, int count, const float *x, float *output);

/** @name keras.Input and layers called on a tensor: they build a network, still to be built with build(). @{ */
KerasTensor call_input(Sequential *network, Input input);                  /**< the images that come in */
KerasTensor call_conv2d(KerasTensor x, Conv2D conv2d);                     /**< x through a convolution layer */
KerasTensor call_max_pooling2d(KerasTensor x, MaxPooling2D max_pooling2d); /**< x through a max pooling layer */
KerasTensor call_flatten(KerasTensor x);                                   /**< x laid out as one row */
KerasTensor call_dense(KerasTensor x, Dense dense);                        /**< x through a dense layer */
KerasTensor call_dropout(KerasTensor x, Dropout dropout);                  /**< x through a dropout layer */
/** @} */

#endif
