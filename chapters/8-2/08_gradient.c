// [gradient: top]
/*
 * Section 8-2, beyond the book: is backpropagation right?
 *
 * Five weights of the trained network are nudged, one after the other, by 0.01
 * up and down. The two losses give a slope: how much the loss gains for each
 * unit of that weight. backward() claims to know that slope without nudging.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "chapter.h"
#include "data/batches.h"
#include "files/model_file.h"

enum { IMAGES = 32 };

// [gradient: top] [gradient: nudge]
/* mean loss of the batch; no dropout, so that the loss is the same each time */
static double mean_loss(Sequential *model, const float *x, const int *label) {
  Layer *last = &model->layers[model->layer_count - 1];
  float loss[IMAGES];
  if (!forward(model, IMAGES, x, false, NULL)) return 0;
  model->kernels->sparse_categorical_crossentropy(
      IMAGES, last->output_shape.size[0], loss, last->logits.data, label);
  double sum = 0;
  for (int n = 0; n < IMAGES; n++) sum += (double)loss[n];
  return sum / IMAGES;
}

/* the weight of the layer whose gradient is the steepest: there is most to see */
static size_t steepest(const Parameter *kernel) {
  const float *g = kernel->gradient.data;
  size_t most = 0;
  for (size_t m = 1; m < tensor_count(&kernel->gradient); m++)
    if (g[m] * g[m] > g[most] * g[most]) most = m;
  return most;
}

static void nudge(Sequential *model, const char *name, float *w, float gradient,
                  const float *x, const int *label) {
  const float step = 0.01f;
  float kept = *w;
  *w = kept + step;
  double above = mean_loss(model, x, label), width = (double)*w;
  *w = kept - step;
  double below = mean_loss(model, x, label);
  width -= (double)*w;
  *w = kept;
  printf("%-16s %11.7f  %11.9f  %11.9f  %11.7f  %11.7f\n", name, (double)kept,
         above, below, (above - below) / width, (double)gradient);
}

// [gradient: nudge] [gradient: main]
int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_DATA | TAKES_MODEL | TAKES_LIKE | TAKES_CONV, NULL, "",
      "Compares backward() with slopes measured by nudging weights.");
  banner("8-2 Backpropagation, beyond the book", "what fit() does unseen");

  Data data;
  Sequential model;
  if (load_data(&options, &data) != OK ||
      load_model(options.model, options.like, &model, NULL) != OK)
    return report_failure("08_gradient");
  model.kernels = chosen_kernels(&options);

// [gradient: main] [gradient: ready]
  /* evaluating one batch also says whether model and images fit together */
  Dataset batch = data.train;
  if (batch.count < IMAGES) {
    fail("%d training images; this takes %d at least", batch.count, IMAGES);
    return report_failure("08_gradient");
  }
  batch.count = IMAGES;
  Evaluation before;
  if (evaluate(&model, &batch, IMAGES, false, &before) != OK ||
      compile(&model, (Adam){0}) != OK)
    return report_failure("08_gradient");

  /* dropout off: with a rate of 0 it keeps everything */
  for (int i = 0; i < model.layer_count; i++)
    if (model.layers[i].kind == DROPOUT) model.layers[i].dropout.rate = 0;

  float *x = allocate(IMAGES * shape_count(model.input_shape), sizeof(float));
  int label[IMAGES];
  float loss[IMAGES];
  Random random = random_from_seed(options.seed);
  if (!x) return report_failure("08_gradient");
  load_batch(&batch, NULL, 0, IMAGES, x, label);
  if (!forward(&model, IMAGES, x, true, &random))
    return report_failure("08_gradient");
  backward(&model, IMAGES, label, loss);

// [gradient: ready] [gradient: table]
  printf("%-16s %11s  %11s  %11s  %11s  %11s\n", "layer", "weight",
         "loss +0.01", "loss -0.01", "slope", "backward");
  for (int i = 0; i < model.layer_count; i++) {
    Layer *layer = &model.layers[i];
    if (layer_parameter_count(layer) == 0) continue;
    Parameter *kernel = &layer->kernel;
    size_t m = steepest(kernel);
    nudge(&model, layer->name, (float *)kernel->value.data + m,
          ((const float *)kernel->gradient.data)[m], x, label);
  }
  Parameter *bias = &model.layers[model.layer_count - 1].bias;
  size_t m = steepest(bias);
  nudge(&model, "the last bias", (float *)bias->value.data + m,
        ((const float *)bias->gradient.data)[m], x, label);

  release(x);
  sequential_free(&model);
  data_free(&data);
  return EXIT_SUCCESS;
}
// [gradient: table]
