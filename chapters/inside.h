/**
 * @file inside.h
 * What the programs of section 8-3 share: the model they look into, and the
 * image that they show it.
 */
#ifndef CHAPTERS_INSIDE_H
#define CHAPTERS_INSIDE_H

#include "chapter.h"
#include "model/functional.h"

/**
 * Loads the model that --model names. FAILED when it cannot be loaded, or is
 * not such a network as the section looks into: images of 28x28x1, and
 * convolutions as the layers 0 and 2.
 */
Status load_to_look_inside(const Options *options, Sequential *model);

/**
 * The image that --image and --set name, or --png's picture, scaled to 0..1:
 * train_input[0:1].reshape(-1, 28, 28, 1) / 255.0. A line tells which it is.
 * FAILED when there is no such image.
 */
Status chosen_image(const Options *options, float image[1][28][28][1]);

/**
 * What a layer makes of one image: keras.Model(model.inputs,
 * model.layers[layer].output).predict(image).
 * @return the layer's output, to be given back with release(); null when
 *         memory is short
 */
float *feature_maps_of(Sequential *model, int layer, const float *image);

#endif
