/**
 * @file initializers.h
 * The weights that a network begins with.
 */
#ifndef MODEL_INITIALIZERS_H
#define MODEL_INITIALIZERS_H

#include <stddef.h>

#include "base/random.h"

/**
 * Glorot uniform: each of `count` weights is drawn from -limit to limit, with
 * limit = sqrt(6 / (fan_in + fan_out)), so that neither the numbers going forward nor
 * the gradients going back grow or shrink from layer to layer.
 * Source: Glorot and Bengio 2010, equation 16.
 * @param fan_in  inputs that one output is a sum of: for Conv2D height * width * channels
 * @param fan_out outputs that one input takes part in: for Conv2D height * width * filters
 */
void glorot_uniform(size_t count, int fan_in, int fan_out, float w[], Random *random);

#endif
