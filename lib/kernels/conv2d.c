/*
 * How large the output of a window is, and where it begins: see conv2d.h.
 * Convolution and pooling share this. Source: Keras, `padding="valid"` and `"same"`.
 */
#include "kernels/conv2d.h"

int conv2d_output_size(int size, int kernel, int stride, Padding padding) {
  if (padding == SAME) return (size + stride - 1) / stride; /* ceil(size / stride) */
  if (kernel > size) return 0;
  return (size - kernel) / stride + 1;
}

int conv2d_zeros_before(int size, int kernel, int stride, Padding padding) {
  if (padding == VALID) return 0;

  /* what the last window needs beyond the image; nothing when large strides leave pixels unseen */
  int total = (conv2d_output_size(size, kernel, stride, SAME) - 1) * stride + kernel - size;
  return total > 0 ? total / 2 : 0;
}

const Conv2DPrepared *conv2d_prepared(Conv2DForward *forward, Conv2DBackwardInput *backward_input) {
  static const Conv2DPrepared *const all[] = {&conv2d_prepared_blocked, &conv2d_prepared_winograd};
  for (size_t m = 0; m < sizeof all / sizeof *all; m++)
    if (all[m]->plain_forward == forward && all[m]->plain_backward_input == backward_input) return all[m];
  return NULL;
}
