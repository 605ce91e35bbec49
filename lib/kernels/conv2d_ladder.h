/**
 * @file conv2d_ladder.h
 * The ladder from the definition to the fastest convolution: each rung brings one new idea.
 *
 *     rung  file                          new idea
 *     1     conv2d_naive.c                the definition, one output at a time
 *     2     conv2d_channels_innermost.c   the same sum, loops in another order
 *     3     conv2d_tiled.c                a tile of outputs held in local variables
 *     4     conv2d_blocked.c              the tile in vector types
 *     5     conv2d_winograd_1d.c          F(2,3): two outputs of three taps with four products, not six
 *     6     conv2d_winograd.c             F(2x2,3x3): the same thing in both directions
 *
 * Rungs 1, 4 and 6 are in conv2d.h, and `--conv` chooses between them. The rungs in
 * between are whole as well, tested and timed (`make bench-me`).
 */
#ifndef KERNELS_CONV2D_LADDER_H
#define KERNELS_CONV2D_LADDER_H

#include "kernels/conv2d.h"

/** @name The definition in an order that the machine likes: conv2d_channels_innermost.c @{ */
Conv2DForward conv2d_forward_channels_innermost;
Conv2DBackwardKernel conv2d_backward_kernel_channels_innermost;
Conv2DBackwardInput conv2d_backward_input_channels_innermost;
/** @} */

/** A tile of outputs in local variables: conv2d_tiled.c */
Conv2DForward conv2d_forward_tiled;

/** Winograd's F(2,3) along each row: conv2d_winograd_1d.c. What does not fit goes to blocked. */
Conv2DForward conv2d_forward_winograd_1d;

#endif
