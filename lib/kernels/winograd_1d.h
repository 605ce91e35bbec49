/**
 * @file winograd_1d.h
 * Winograd's F(2,3): two neighbouring outputs of a kernel of three, with four products.
 *
 *     y0 = d0 g0 + d1 g1 + d2 g2        the definition: six products
 *     y1 = d1 g0 + d2 g1 + d3 g2
 *
 *     m0 = (d0 - d2) * g0               Winograd: four products, each of one number made
 *     m1 = (d1 + d2) * (g0+g1+g2) / 2   of the inputs and one made of the kernel
 *     m2 = (d2 - d1) * (g0-g1+g2) / 2
 *     m3 = (d1 - d3) * g2
 *
 *     y0 = m0 + m1 + m2                 multiply it out: the rest cancels
 *     y1 = m1 - m2 - m3
 *
 * It pays because the additions are done once, the products many times: v is made once for
 * all filters, u once for all pixels, and in between stands a sum of products over all
 * channels (m = sum over k of v[k] * u[k]), which is where the time goes.
 *
 * The way back turns every arrow round: gradients of y go to gradients of m by the
 * transposed table, those of u to those of g likewise.
 * Source: Winograd 1980; Lavin and Gray, Fast Algorithms for Convolutional Neural
 * Networks, 2015.
 */
#ifndef KERNELS_WINOGRAD_1D_H
#define KERNELS_WINOGRAD_1D_H

#include "kernels/vector.h"

/** v = table of four inputs. */
static inline void winograd_input(Vector v[4], const Vector d[4]) {
  v[0] = d[0] - d[2];
  v[1] = d[1] + d[2];
  v[2] = d[2] - d[1];
  v[3] = d[1] - d[3];
}

/** u = table of three weights. */
static inline void winograd_kernel(Vector u[4], const Vector g[3]) {
  u[0] = g[0];
  u[1] = 0.5f * (g[0] + g[2] + g[1]);
  u[2] = 0.5f * (g[0] + g[2] - g[1]);
  u[3] = g[2];
}

/** The two outputs from the four products. */
static inline void winograd_output(Vector y[2], const Vector m[4]) {
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}

/** Way back of winograd_output(): gradients of the four products from those of the two outputs. */
static inline void winograd_output_backward(Vector dm[4], const Vector dy[2]) {
  dm[0] = dy[0];
  dm[1] = dy[0] + dy[1];
  dm[2] = dy[0] - dy[1];
  dm[3] = -dy[1];
}

/** Way back of winograd_kernel(): gradients of the three weights from those of u. */
static inline void winograd_kernel_backward(Vector dg[3], const Vector du[4]) {
  dg[0] = du[0] + 0.5f * (du[1] + du[2]);
  dg[1] = 0.5f * (du[1] - du[2]);
  dg[2] = 0.5f * (du[1] + du[2]) + du[3];
}

#endif
