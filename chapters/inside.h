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
 * Loads the model that --model names, whatever network it is: each program asks
 * itself whether it holds what the program wants to show.
 */
Status load_to_look_inside(const Options *options, Sequential *model);

/** Place among the layers of the network's n-th Conv2D, 0 the first; -1: none. */
int conv2d_layer(const Sequential *model, int n);

/** Whether the network's input has as many numbers as the set's images. */
bool takes_images_of(const Sequential *model, const Dataset *set);

/**
 * For a network that lacks what a program shows: prints the model's name and why,
 * in one line. Nothing has failed, so the exit status is EXIT_SUCCESS.
 */
int nothing_to_show(const Options *options, const char *why);

/**
 * The image that --image and --set name, or --png's picture, scaled to 0..1, in
 * the network's own size: train_input[0:1].reshape(-1, 28, 28, 1) / 255.0. A line
 * tells which it is. To be given back with release().
 * @param figure for --png, as own_picture() has it; null: none
 * @return [H][W][C]; null when there is no such image
 */
float *chosen_image(const Options *options, const Sequential *model,
                    const char *figure);

/**
 * What a layer makes of one image: keras.Model(model.inputs,
 * model.layers[layer].output).predict(image).
 * @return the layer's output, to be given back with release(); null when
 *         memory is short
 */
float *feature_maps_of(Sequential *model, int layer, const float *image);

#endif
