// [book: top]
/*
 * The convolutional network of section 8-2: two convolutions, each followed by
 * pooling, then two dense layers. The comment after each layer says what it
 * makes of the shape of one image.
 */
#include "chapter.h"

// [book: top] [book: layers]
Status book_model(Sequential *model, float dropout, Random *random) {
  *model = sequential();
  add_input(model, (Input){.height = 28, .width = 28, .channels = 1});

  add_conv2d(model, (Conv2D){.filters = 32, .kernel_size = 3,
                             .padding = SAME, .activation = RELU});
  /* (28, 28, 1) -> (28, 28, 32) */
  add_max_pooling2d(model, (MaxPooling2D){.pool_size = 2});
  /* (28, 28, 32) -> (14, 14, 32) */

  add_conv2d(model, (Conv2D){.filters = 64, .kernel_size = 3,
                             .padding = SAME, .activation = RELU});
  /* (14, 14, 32) -> (14, 14, 64) */
  add_max_pooling2d(model, (MaxPooling2D){.pool_size = 2});
  /* (14, 14, 64) -> (7, 7, 64) */

  add_flatten(model); /* (7, 7, 64) -> (3136,) */
  add_dense(model, (Dense){.units = 100, .activation = RELU});
  /* (3136,) -> (100,) */
  add_dropout(model, (Dropout){.rate = dropout}); /* (100,) -> (100,) */
  add_dense(model, (Dense){.units = 10, .activation = SOFTMAX});
  /* (100,) -> (10,) */

  return build(model, random);
}
// [book: layers]
