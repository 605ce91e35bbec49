/*
 * What is in a model file: its format and version, the layers with their
 * shapes, how many parameters, and how far its training had come.
 */
#include <math.h>
#include <stdlib.h>

#include "options.h"
#include "base/text.h"
#include "files/contents.h"

/* kernel and bias of each layer, with the range of their numbers */
static void print_weights(const Sequential *model) {
  printf("\n%-24s %-18s %-8s %12s %12s\n", "weights", "kernel", "bias",
         "smallest", "largest");
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!layer->kernel.value.data) continue;
    const float *kernel = layer->kernel.value.data;
    float smallest = NAN, largest = NAN; /* of the numbers that are none NaN */
    for (size_t m = 0; m < tensor_count(&layer->kernel.value); m++) {
      smallest = fminf(smallest, kernel[m]);
      largest = fmaxf(largest, kernel[m]);
    }
    char shape[64], bias[64];
    printf("%-24s %-18s %-8s %12.6f %12.6f\n", layer->name,
           shape_text(layer->kernel.value.shape, sizeof shape, shape),
           shape_text(layer->bias.value.shape, sizeof bias, bias),
           (double)smallest, (double)largest);
  }
}

static void print_training(const Contents *contents) {
  const Description *description = &contents->description;
  if (description->has_optimizer)
    printf("\noptimizer: Adam, learning rate %g, after %d steps\n",
           (double)description->adam.learning_rate, description->step);
  else
    printf("\noptimizer: none in the file\n");

  if (description->epoch > 0)
    printf("epoch: %d; best val_loss %.4f after epoch %d\n",
           description->epoch, description->best, description->best_epoch);
  else
    printf("epoch: the file does not tell\n");
}

int main(int argc, char **argv) {
  Options options = parse_options(
      argc, argv, TAKES_LIKE, NULL, "FILE",
      "Shows what is in a model file of Keras, PyTorch or this workbook.");
  const char *path = options.arguments[0];

  Contents contents;
  if (load_contents(path, options.like, true, &contents) != OK)
    return report_failure("inspect_model");
  const Description *description = &contents.description;
  char shown[1024];
  printf("%s: %s%s%s\n", printable(sizeof shown, shown, path),
         format_name(description->format),
         description->version[0] ? ", version " : "", description->version);
  if (description->note[0]) printf("%s\n", description->note);

  char shape[64];
  printf("input: %s\n\n",
         shape_text(description->input_shape, sizeof shape, shape));
  summary(&contents.model, stdout);
  print_weights(&contents.model);
  print_training(&contents);
  if (check_finite(path, &contents.model) != OK)
    return report_failure("inspect_model");
  contents_free(&contents);
  return EXIT_SUCCESS;
}
