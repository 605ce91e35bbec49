/* model.summary(): Keras's table of layers. */
#include <string.h>

#include "model/sequential.h"

enum { WIDTH = 70, NAME_COLUMN = 33, SHAPE_COLUMN = 24 };

static void rule(FILE *out, char drawn) {
  for (int i = 0; i < WIDTH; i++) fputc(drawn, out);
  fputc('\n', out);
}

/* 333526 -> 333,526 */
static const char *with_commas(size_t number, char text[32]) {
  char digits[24];
  int length = snprintf(digits, sizeof digits, "%zu", number);
  char *end = text;
  for (int i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0) *end++ = ',';
    *end++ = digits[i];
  }
  *end = '\0';
  return text;
}

/* four bytes a weight, in the unit that Keras would choose */
static const char *in_bytes(size_t parameters, char text[32]) {
  double bytes = (double)parameters * (double)sizeof(float);
  if (bytes < 1024)
    snprintf(text, 32, "%.2f B", bytes);
  else if (bytes < 1024 * 1024)
    snprintf(text, 32, "%.2f KB", bytes / 1024);
  else
    snprintf(text, 32, "%.2f MB", bytes / (1024 * 1024));
  return text;
}

/* (None, 28, 28, 32): Keras leaves the number of images open */
static const char *batch_shape_text(Shape shape, size_t size, char text[size]) {
  char inner[64];
  shape_text(shape, sizeof inner, inner);
  size_t length = strlen(inner);
  if (shape.rank == 1) inner[length - 2] = ')', inner[length - 1] = '\0'; /* (10,) -> (10) */
  snprintf(text, size, "(None, %s", inner + 1);
  return text;
}

static void line(FILE *out, const char *label, size_t parameters) {
  char number[32], bytes[32];
  fprintf(out, "%s: %s (%s)\n", label, with_commas(parameters, number), in_bytes(parameters, bytes));
}

void summary(const Sequential *model, FILE *out) {
  fprintf(out, "Model: \"%s\"\n", model->name);
  rule(out, '_');
  fprintf(out, " %-*s%-*s%s\n", NAME_COLUMN, "Layer (type)", SHAPE_COLUMN, "Output Shape", "Param #");
  rule(out, '=');
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    char name[NAME_SIZE + 32], shape[80], number[32];
    snprintf(name, sizeof name, "%s (%s)", layer->name, layer_class(layer->kind));
    fprintf(out, " %-*s%-*s%s\n", NAME_COLUMN, name, SHAPE_COLUMN,
            batch_shape_text(layer->output_shape, sizeof shape, shape),
            with_commas(layer_parameter_count(layer), number));
  }
  rule(out, '=');
  line(out, "Total params", parameter_count(model));
  line(out, "Trainable params", parameter_count(model));
  line(out, "Non-trainable params", 0);
  rule(out, '_');
}
