// [inside: top]
/* What the programs of section 8-3 share: see inside.h. */
#include "inside.h"

#include <stdlib.h>

#include "base/memory.h"
#include "data/batches.h"
#include "files/model_file.h"
#include "own_picture.h"

// [inside: top] [inside: model]
/* ---- the model ---- */

Status load_to_look_inside(const Options *options, Sequential *model) {
  if (load_model(options->model, options->like, model, NULL) != OK)
    return FAILED;
  model->kernels = chosen_kernels(options);
  return OK;
}

int conv2d_layer(const Sequential *model, int n) {
  for (int i = 0; i < model->layer_count; i++)
    if (model->layers[i].kind == CONV2D && n-- == 0) return i;
  return -1;
}

bool takes_images_of(const Sequential *model, const Dataset *set) {
  return shape_count(model->input_shape) ==
         (size_t)(set->height * set->width * set->channels);
}

int nothing_to_show(const Options *options, const char *why) {
  printf("%s: nothing to show here: %s\n", options->model, why);
  return EXIT_SUCCESS;
}

// [inside: model] [inside: image]
/* ---- the image ---- */

/* one grey value for each channel, from the nearest of h x w pixels */
static void fit_to_network(int h, int w, const float pixel[h][w], int H, int W,
                           int C, float image[H][W][C]) {
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      for (int k = 0; k < C; k++)
        image[r][c][k] = pixel[(2 * r + 1) * h / (2 * H)]
                              [(2 * c + 1) * w / (2 * W)];
}

/* an image of Fashion-MNIST, and a line that tells which */
static Status one_image(const Options *options, float pixel[28][28]) {
  Data data;
  if (load_data(options, &data) != OK) return FAILED;
  const Dataset *sets[] = {&data.mnist.train, &data.val, &data.mnist.test};
  static const char *const names[] = {"training", "validation", "test"};
  const Dataset *set = sets[options->set];
  const int n = options->image;
  Status status = OK;
  if (n >= set->count)
    status = fail("--image %d: the %s set has %d images, 0 to %d", n,
                  names[options->set], set->count, set->count - 1);
  else if (set->height != 28 || set->width != 28)
    status = fail("the images are %dx%d pixels, expected 28x28", set->height,
                  set->width);
  if (status == OK) {
    load_batch(set, NULL, n, 1, &pixel[0][0], NULL);
    printf("image %d of the %s set: %s (%s)\n", n, names[options->set],
           class_names[dataset_label(set, n)],
           class_names_ko[dataset_label(set, n)]);
  }
  data_free(&data);
  return status;
}

float *chosen_image(const Options *options, const Sequential *model,
                    const char *figure) {
  const int *size = model->input_shape.size; /* (28, 28, 1) in the book */
  const int H = size[0], W = size[1], C = size[2];
  const int h = options->png ? H : 28, w = options->png ? W : 28;
  float(*pixel)[w] = allocate((size_t)h, sizeof *pixel);
  void *image = allocate(shape_count(model->input_shape), sizeof(float));
  Status status = pixel && image ? OK : FAILED;
  if (status == OK)
    status = options->png ? own_picture(options, figure, h, w, &pixel[0][0])
                          : one_image(options, (void *)pixel);
  if (status == OK && (h != H || w != W))
    printf("the network takes images of %dx%d: scaled\n", H, W);
  if (status == OK)
    fit_to_network(h, w, (const void *)pixel, H, W, C, image);
  release(pixel);
  if (status == OK) return image;
  release(image);
  return NULL;
}

// [inside: image] [inside: maps]
/* ---- what a layer makes of it ---- */

float *feature_maps_of(Sequential *model, int layer, const float *image) {
  Functional conv_acti =
      functional(model_inputs(model), layer_output(model, layer));
  const size_t count = shape_count(keras_tensor_shape(conv_acti.outputs));
  float *maps = allocate(count, sizeof *maps);
  if (maps && functional_predict(&conv_acti, 1, image, maps) == OK) return maps;
  release(maps);
  return NULL;
}
// [inside: maps]
