/*
 * What this library makes of a model and some images, to be compared with Keras and PyTorch:
 *
 *     one_step MODEL BATCH OUT
 *
 * BATCH holds the number of images, then for each its label and its bytes, as text. On stdout:
 *
 *     answer P P P ...         for each image
 *     evaluate LOSS ACCURACY   of them all
 *     layer X X X ... = NAME   what each layer puts out for the first image
 *
 * Then one step of Adam is taken on the batch, without dropout, and the model saved to OUT.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "data/batches.h"
#include "files/model_file.h"
#include "model/fit.h"
#include "model/functional.h"

static void print_row(const char *title, size_t count, const float *numbers) {
  fputs(title, stdout);
  for (size_t m = 0; m < count; m++) printf(" %.9g", (double)numbers[m]);
}

static Status print_layers(Sequential *model, const float *image) {
  for (int i = 0; i < model->layer_count; i++) {
    Functional part = functional(model_inputs(model), layer_output(model, i));
    size_t count = shape_count(keras_tensor_shape(part.outputs));
    float *output = allocate(count, sizeof(float));
    if (!output || functional_predict(&part, 1, image, output) != OK) return FAILED;
    print_row("layer", count, output);
    printf(" = %s\n", model->layers[i].name);
    release(output);
  }
  return OK;
}

static Status read_batch(const char *path, Shape shape, Dataset *set) {
  FILE *file = fopen(path, "r");
  if (!file || fscanf(file, "%d", &set->count) != 1 || set->count < 1) return fail("%s: no batch", path);
  set->height = shape.size[0];
  set->width = shape.rank > 1 ? shape.size[1] : 1;
  set->channels = shape.rank > 2 ? shape.size[2] : 1;
  size_t pixels = shape_count(shape);
  uint8_t *bytes = allocate((size_t)set->count * pixels, 1), *labels = allocate((size_t)set->count, 1);
  if (!bytes || !labels) return FAILED;
  for (int n = 0; n < set->count; n++) {
    if (fscanf(file, "%hhu", &labels[n]) != 1) return fail("%s: too short", path);
    for (size_t m = 0; m < pixels; m++)
      if (fscanf(file, "%hhu", &bytes[(size_t)n * pixels + m]) != 1) return fail("%s: too short", path);
  }
  fclose(file);
  set->pixels = bytes, set->labels = labels;
  return OK;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  Sequential model;
  TrainingState state;
  Dataset set = {0};
  if (load_model(argv[1], NULL, &model, &state) != OK || read_batch(argv[2], model.input_shape, &set) != OK ||
      (!model.compiled && compile(&model, (Adam){0}) != OK))
    return report_failure("one_step");

  size_t pixels = shape_count(model.input_shape), classes = shape_count(model.layers[model.layer_count - 1].output_shape);
  float *x = allocate((size_t)set.count * pixels, sizeof(float)), *loss = allocate((size_t)set.count, sizeof(float));
  float *p = allocate((size_t)set.count * classes, sizeof(float));
  int *label = allocate((size_t)set.count, sizeof(int));
  Evaluation found;
  if (!x || !loss || !p || !label) return report_failure("one_step");
  load_batch(&set, NULL, 0, set.count, x, label);
  if (predict(&model, set.count, x, p) != OK || evaluate(&model, &set, 32, false, &found) != OK)
    return report_failure("one_step");
  for (int n = 0; n < set.count; n++) {
    print_row("answer", classes, p + (size_t)n * classes);
    putchar('\n');
  }
  printf("evaluate %.9g %.9g\n", found.loss, found.accuracy);
  if (print_layers(&model, x) != OK) return report_failure("one_step");

  for (int i = 0; i < model.layer_count; i++)
    if (model.layers[i].kind == DROPOUT) model.layers[i].dropout.rate = 0;
  Random random = random_from_seed(1);
  if (!forward(&model, set.count, x, true, &random)) return report_failure("one_step");
  backward(&model, set.count, label, loss);
  update(&model);
  Status status = save_model(argv[3], &model, NULL);
  release(x), release(loss), release(p), release(label);
  release((void *)set.pixels), release((void *)set.labels); /* they were made here */
  sequential_free(&model);
  return status == OK ? EXIT_SUCCESS : report_failure("one_step");
}
