/* model.summary(): Keras's table of layers, of a whole network or of a part of one. */
#include "model/functional.h"

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

/* one layer's line of the table */
static void layer_line(FILE *out, const char *name, const char *class, Shape output, size_t parameters) {
  char both[NAME_SIZE + 32], shape[80], number[32];
  snprintf(both, sizeof both, "%s (%s)", name, class);
  fprintf(out, " %-*s%-*s%s\n", NAME_COLUMN, both, SHAPE_COLUMN, batch_shape_text(output, sizeof shape, shape),
          with_commas(parameters, number));
}

static void line(FILE *out, const char *label, size_t parameters) {
  char number[32], bytes[32];
  fprintf(out, "%s: %s (%s)\n", label, with_commas(parameters, number), in_bytes(parameters, bytes));
}

/* the table's lines of the layers `first` to before `end`; returns how many weights they have */
static size_t layer_lines(const Sequential *model, int first, int end, FILE *out) {
  size_t parameters = 0;
  for (int i = first; i < end; i++) {
    const Layer *layer = &model->layers[i];
    const size_t weights = layer_parameter_count(layer);
    layer_line(out, layer->name, layer_class(layer->kind), layer->output_shape, weights);
    parameters += weights;
  }
  return parameters;
}

static void table_head(FILE *out, const char *name) {
  fprintf(out, "Model: \"%s\"\n", name);
  rule(out, '_');
  fprintf(out, " %-*s%-*s%s\n", NAME_COLUMN, "Layer (type)", SHAPE_COLUMN, "Output Shape", "Param #");
  rule(out, '=');
}

static void table_foot(FILE *out, size_t parameters) {
  rule(out, '=');
  line(out, "Total params", parameters);
  line(out, "Trainable params", parameters);
  line(out, "Non-trainable params", 0);
  rule(out, '_');
}

void summary(const Sequential *model, FILE *out) {
  table_head(out, model->name);
  table_foot(out, layer_lines(model, 0, model->layer_count, out));
}

void functional_summary(const Functional *model, FILE *out) {
  const Sequential *network = model->inputs.network;
  table_head(out, model->name);
  layer_line(out, keras_tensor_name(model->inputs), "InputLayer", keras_tensor_shape(model->inputs), 0);
  table_foot(out, layer_lines(network, model->inputs.after, model->outputs.after, out));
}
