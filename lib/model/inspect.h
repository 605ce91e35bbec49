/**
 * @file inspect.h
 * Looking inside a trained network, beyond the book's section 8-3: which part of the
 * image a value saw, what excites a filter most, how one feature map is put together,
 * and where the network is wrong.
 */
#ifndef MODEL_INSPECT_H
#define MODEL_INSPECT_H

#include "data/dataset.h"
#include "model/functional.h"

/** A rectangle of the image, both ends included. It may reach over the image's edge, where the padding is. */
typedef struct Field {
  int top, left, bottom, right; /**< first and last row and column, 0 the first */
} Field;

/**
 * The part of the inputs that the value at (row, column) of the outputs depends on. The
 * layers between must be Conv2D, MaxPooling2D or Dropout.
 */
Field receptive_field(const Functional *model, int row, int column);

enum {
  MAX_TAPS = 49 /**< weights of the largest kernel whose arithmetic can be told: 7 x 7 */
};

/** How one value of the first layer came about: sum over i of patch[i] * kernel[i], and the bias, through the activation. */
typedef struct Arithmetic {
  int row, column, filter; /**< which value */
  int K;                   /**< rows and columns of the kernel */
  int top, left;           /**< where the patch begins in the image; negative over the edge */
  float patch[MAX_TAPS];   /**< [K][K] pixels, 0 over the edge */
  float kernel[MAX_TAPS];  /**< [K][K] weights */
  float product[MAX_TAPS]; /**< [K][K] */
  float products_sum;      /**< their sum */
  float bias;              /**< added to it */
  float output;            /**< after the activation */
} Arithmetic;

/**
 * Works one value of a convolution out, step by step.
 * @param layer a Conv2D of one input channel
 * @param image its input, [H][W]
 * @return FAILED when the layer is something else or its kernel is larger than 7 x 7
 */
Status pixel_arithmetic(const Layer *layer, const float *image, int row, int column, int filter,
                        Arithmetic *arithmetic);

/**
 * The value worth showing: the largest output whose patch holds no zero, so that every
 * product counts; where there is none, the largest output. FAILED as pixel_arithmetic().
 */
Status strongest_value(const Layer *layer, const float *image, Arithmetic *strongest);

/** A place in some image where a filter answers strongly. */
typedef struct Excitation {
  float value;     /**< the filter's answer there, after the activation */
  int image;       /**< which image of the set; -1: none, for a filter that never answers */
  int row, column; /**< where in the feature map */
} Excitation;

/**
 * The images of a set that excite each filter most, each image once, at its strongest place.
 * @param model from the image to the filters' maps, (P, Q, F)
 * @param best  overwritten, [F][top]: the strongest first; answers of 0 do not count
 * @return FAILED when memory is short
 */
Status top_excitations(const Functional *model, const Dataset *set, int top, Excitation *best);

/**
 * One filter of a convolution taken apart. Channel k of the input, through slice k of the
 * filter's kernel alone, gives a partial map; all partial maps and the bias add up to the
 * feature map before its activation:
 *
 *     y[r][c] = b + sum over k of part[k][r][c]
 *
 * @param layer a Conv2D with input (H, W, C) and output (P, Q, F)
 * @param input one image's input of the layer, [H][W][C]
 * @param part  overwritten, [C][P][Q]
 * @return FAILED when memory is short
 */
Status partial_maps(const Layer *layer, const float *input, int filter, float *part);

/** Probabilities of all classes for all images of a set; overwritten, [set->count][U]. FAILED when memory is short. */
Status predict_set(Sequential *model, const Dataset *set, float *probability);

/** count[t][u], overwritten: how many images of class t the network takes for class u. Labels must be below U. */
void confusion_matrix(const Dataset *set, int U, int count[U][U], const float probability[][U]);

/** An image that the network takes for something else. */
typedef struct Mistake {
  int image;         /**< which image of the set */
  int label;         /**< what it is */
  int predicted;     /**< what the network says */
  float probability; /**< how sure it is */
} Mistake;

/** The mistakes of which the network is surest, the surest first; returns how many there are, `most` at most. */
int surest_mistakes(const Dataset *set, int U, const float probability[][U], int most, Mistake mistake[most]);

#endif
