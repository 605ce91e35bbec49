/*
 * One step of training, to be compared with PyTorch's:
 *
 *     one_step MODEL BATCH OUT
 *
 * BATCH holds the number of images, then for each its label and its numbers, as text. The
 * answers to the images go to stdout; then one step of Adam is taken on the batch, without
 * dropout, and the model saved to OUT.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "files/model_file.h"

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  Sequential model;
  TrainingState state;
  if (load_model(argv[1], NULL, &model, &state) != OK) return report_failure("one_step");
  if (!model.compiled && compile(&model, (Adam){0}) != OK) return report_failure("one_step");
  for (int i = 0; i < model.layer_count; i++)
    if (model.layers[i].kind == DROPOUT) model.layers[i].dropout.rate = 0;

  int N = 0;
  FILE *batch = fopen(argv[2], "r");
  if (!batch || fscanf(batch, "%d", &N) != 1 || N < 1) return 2;
  size_t pixels = shape_count(model.input_shape);
  int classes = model.layers[model.layer_count - 1].output_shape.size[0];
  float *x = allocate((size_t)N * pixels, sizeof(float)), *loss = allocate((size_t)N, sizeof(float));
  float *p = allocate((size_t)(N * classes), sizeof(float));
  int *label = allocate((size_t)N, sizeof(int));
  for (int n = 0; n < N; n++) {
    if (fscanf(batch, "%d", &label[n]) != 1) return 2;
    for (size_t m = 0; m < pixels; m++)
      if (fscanf(batch, "%f", &x[(size_t)n * pixels + m]) != 1) return 2;
  }
  fclose(batch);

  if (predict(&model, N, x, p) != OK) return report_failure("one_step");
  for (int m = 0; m < N * classes; m++) printf("%.9g%c", (double)p[m], (m + 1) % classes ? ' ' : '\n');

  Random random = random_from_seed(1);
  if (!forward(&model, N, x, &random)) return report_failure("one_step");
  backward(&model, N, label, loss);
  update(&model);
  Status status = save_model(argv[3], &model, NULL);
  release(x), release(loss), release(p), release(label);
  sequential_free(&model);
  return status == OK ? EXIT_SUCCESS : report_failure("one_step");
}
