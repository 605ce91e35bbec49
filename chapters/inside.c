// [inside: top]
/* What the programs of section 8-3 share: see inside.h. */
#include "inside.h"

#include "base/memory.h"
#include "data/batches.h"
#include "files/model_file.h"
#include "files/picture.h"

// [inside: top] [inside: model]
/* ---- the model ---- */

static Status check_model(const char *path, const Sequential *model) {
  const Shape expected = {3, {28, 28, 1}};
  char found[80];
  if (!shape_equal(model->input_shape, expected))
    return fail("%s: takes images of %s, expected (28, 28, 1); section 8-3 "
                "needs a network such as section 8-2 trains",
                path, shape_text(model->input_shape, sizeof found, found));
  for (int n = 0; n <= 2; n += 2)
    if (n >= model->layer_count || model->layers[n].kind != CONV2D)
      return fail("%s: layer %d is no Conv2D; section 8-3 needs a network "
                  "such as section 8-2 trains",
                  path, n);
  const Layer *last = &model->layers[model->layer_count - 1];
  if (shape_count(last->output_shape) != CLASSES)
    return fail("%s: its last layer makes %s, expected one number for each of "
                "the %d classes",
                path, shape_text(last->output_shape, sizeof found, found),
                CLASSES);
  return OK;
}

Status load_to_look_inside(const Options *options, Sequential *model) {
  if (load_model(options->model, options->like, model, NULL) != OK)
    return FAILED;
  if (check_model(options->model, model) != OK) {
    sequential_free(model);
    return FAILED;
  }
  model->kernels = chosen_kernels(options);
  return OK;
}

// [inside: model] [inside: image]
/* ---- the image ---- */

static Status own_picture(const char *path, float *image) {
  bool inverted;
  if (read_picture(path, 28, 28, image, &inverted) != OK) return FAILED;
  printf("%s, scaled to 28x28%s\n", path,
         inverted ? " and inverted, for its background is light" : "");
  return OK;
}

Status chosen_image(const Options *options, float image[1][28][28][1]) {
  float *pixels = &image[0][0][0][0];
  if (options->png) return own_picture(options->png, pixels);

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
    load_batch(set, NULL, n, 1, pixels, NULL);
    printf("image %d of the %s set: %s (%s)\n", n, names[options->set],
           class_names[dataset_label(set, n)],
           class_names_ko[dataset_label(set, n)]);
  }
  data_free(&data);
  return status;
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
