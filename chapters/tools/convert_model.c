/*
 * A model from one format to another: Keras HDF5 (.h5), Keras zip (.keras),
 * PyTorch (.pt). The format of IN is told by its content, that of OUT by its
 * name. The weights stay the same, bit for bit.
 */
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "base/text.h"
#include "files/model_file.h"

/* what a state_dict has no place for is lost: say so */
static void tell_loss(const char *out, const Sequential *model) {
  const char *dot = strrchr(out, '.');
  if (!dot || strncmp(dot, ".pt", 3) != 0) return;
  char shown[1024];
  printf("%s: holds the weights alone%s\n",
         printable(sizeof shown, shown, out),
         model->compiled ? "; Adam's averages stay behind" : "");
}

int main(int argc, char **argv) {
  Options options =
      parse_options(argc, argv, TAKES_LIKE, NULL, "IN OUT",
                    "Converts a model file: .h5, .keras, .pt or .pth.");
  const char *in = options.arguments[0], *out = options.arguments[1];

  Sequential model;
  TrainingState state;
  if (load_model(in, options.like, &model, &state) != OK)
    return report_failure("convert_model");
  Status status = save_model(out, &model, state.epoch > 0 ? &state : NULL);
  if (status == OK) {
    char from[1024], to[1024];
    printf("%s -> %s\n", printable(sizeof from, from, in),
           printable(sizeof to, to, out));
    tell_loss(out, &model);
  }

  history_free(&state.history);
  sequential_free(&model);
  return status == OK ? EXIT_SUCCESS : report_failure("convert_model");
}
