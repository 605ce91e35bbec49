/*
 * A model to Keras's JSON: see architecture.h. The texts are Keras's own, key by key and
 * in its order, so that a file written here differs from Keras's in its values alone.
 */
#include <stdio.h>
#include <stdlib.h>

#include "files/architecture.h"

/* ---- values ---- */

static void write_string(FILE *out, const char *text) {
  fputc('"', out);
  for (const char *c = text; *c; c++) {
    if (*c == '"' || *c == '\\')
      fprintf(out, "\\%c", *c);
    else if ((unsigned char)*c < 0x20)
      fprintf(out, "\\u%04x", (unsigned)*c);
    else
      fputc(*c, out);
  }
  fputc('"', out);
}

/* the fewest digits that give the float back: 0.4, not 0.4000000059604645 */
static void write_float(FILE *out, float value) {
  char text[32];
  for (int digits = 1; digits <= 9; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, (double)value);
    if (strtof(text, NULL) == value) break;
  }
  fputs(text, out);
}

/* Keras reads its learning rate back from a float32 variable, and writes that as a double */
static void write_double(FILE *out, double value) {
  char text[32];
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, value);
    if (strtod(text, NULL) == value) break;
  }
  fputs(text, out);
}

/* [null, 28, 28, 1]: any number of images of this shape */
static void write_batch_shape(FILE *out, Shape shape) {
  fputs("[null", out);
  for (int axis = 0; axis < shape.rank; axis++) fprintf(out, ", %d", shape.size[axis]);
  fputc(']', out);
}

static const char *padding_name(Padding padding) { return padding == SAME ? "same" : "valid"; }

/* ---- Keras 2.11 ---- */

static const char keras2_weights[] =
    "\"use_bias\": true, "
    "\"kernel_initializer\": {\"class_name\": \"GlorotUniform\", \"config\": {\"seed\": null}}, "
    "\"bias_initializer\": {\"class_name\": \"Zeros\", \"config\": {}}, "
    "\"kernel_regularizer\": null, \"bias_regularizer\": null, \"activity_regularizer\": null, "
    "\"kernel_constraint\": null, \"bias_constraint\": null";

static void write_keras2_layer(FILE *out, const Layer *layer, const Shape *input) {
  fprintf(out, ", {\"class_name\": \"%s\", \"config\": {\"name\": ", layer_class(layer->kind));
  write_string(out, layer->name);
  fputs(", \"trainable\": true, \"dtype\": \"float32\"", out);
  if (input) {
    fputs(", \"batch_input_shape\": ", out);
    write_batch_shape(out, *input);
  }
  switch (layer->kind) {
    case CONV2D: {
      const Conv2D *conv2d = &layer->conv2d;
      fprintf(out,
              ", \"filters\": %d, \"kernel_size\": [%d, %d], \"strides\": [%d, %d], \"padding\": \"%s\", "
              "\"data_format\": \"channels_last\", \"dilation_rate\": [1, 1], \"groups\": 1, \"activation\": \"%s\", %s",
              conv2d->filters, conv2d->kernel_size, conv2d->kernel_size, conv2d->strides, conv2d->strides,
              padding_name(conv2d->padding), activation_name(conv2d->activation), keras2_weights);
      break;
    }
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: {
      const MaxPooling2D *pooling = &layer->pooling;
      fprintf(out,
              ", \"pool_size\": [%d, %d], \"padding\": \"%s\", \"strides\": [%d, %d], "
              "\"data_format\": \"channels_last\"",
              pooling->pool_size, pooling->pool_size, padding_name(pooling->padding), pooling->strides,
              pooling->strides);
      break;
    }
    case FLATTEN: fputs(", \"data_format\": \"channels_last\"", out); break;
    case DENSE:
      fprintf(out, ", \"units\": %d, \"activation\": \"%s\", %s", layer->dense.units,
              activation_name(layer->dense.activation), keras2_weights);
      break;
    case DROPOUT:
      fputs(", \"rate\": ", out);
      write_float(out, layer->dropout.rate);
      fputs(", \"noise_shape\": null, \"seed\": null", out);
      break;
  }
  fputs("}}", out);
}

char *keras2_model_config(const Sequential *model) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fputs("{\"class_name\": \"Sequential\", \"config\": {\"name\": ", out);
  write_string(out, model->name);
  fputs(", \"layers\": [{\"class_name\": \"InputLayer\", \"config\": {\"batch_input_shape\": ", out);
  write_batch_shape(out, model->input_shape);
  fputs(", \"dtype\": \"float32\", \"sparse\": false, \"ragged\": false, \"name\": ", out);
  write_string(out, model->input_name);
  fputs("}}", out);
  for (int i = 0; i < model->layer_count; i++)
    write_keras2_layer(out, &model->layers[i], i == 0 ? &model->input_shape : NULL);
  fputs("]}}", out);
  return fclose(out) == 0 ? text : NULL;
}

/* the settings of Adam that both versions have, in their order */
static void write_adam(FILE *out, const Adam *adam) {
  fputs("\"beta_1\": ", out);
  write_float(out, adam->beta_1);
  fputs(", \"beta_2\": ", out);
  write_float(out, adam->beta_2);
  fputs(", \"epsilon\": ", out);
  write_float(out, adam->epsilon);
  fputs(", \"amsgrad\": false", out);
}

/*
 * All but the metrics as Keras 2.11 has it. Its [[{MeanMetricWrapper ...}]] makes evaluate() raise
 * in every Keras 3, and the plain word "accuracy" gives another number in Keras 2; this spelling
 * gives the right one in both.
 */
char *keras2_training_config(const Sequential *model) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fputs("{\"loss\": \"sparse_categorical_crossentropy\", \"metrics\": [{\"class_name\": \"SparseCategoricalAccuracy\", "
        "\"config\": {\"name\": \"accuracy\", \"dtype\": \"float32\"}}], "
        "\"weighted_metrics\": null, \"loss_weights\": null, \"optimizer_config\": {\"class_name\": \"Custom>Adam\", "
        "\"config\": {\"name\": \"Adam\", \"weight_decay\": null, \"clipnorm\": null, \"global_clipnorm\": null, "
        "\"clipvalue\": null, \"use_ema\": false, \"ema_momentum\": 0.99, \"ema_overwrite_frequency\": null, "
        "\"jit_compile\": true, \"is_legacy_optimizer\": false, \"learning_rate\": ", out);
  write_double(out, (double)model->adam.learning_rate);
  fputs(", ", out);
  write_adam(out, &model->adam);
  fputs("}}}", out);
  return fclose(out) == 0 ? text : NULL;
}

/* ---- Keras 3 ---- */

static const char keras3_weights[] =
    "\"use_bias\": true, "
    "\"kernel_initializer\": {\"module\": \"keras.initializers\", \"class_name\": \"GlorotUniform\", "
    "\"config\": {\"seed\": null}, \"registered_name\": null}, "
    "\"bias_initializer\": {\"module\": \"keras.initializers\", \"class_name\": \"Zeros\", \"config\": {}, "
    "\"registered_name\": null}, \"kernel_regularizer\": null, \"bias_regularizer\": null, ";

static const char keras3_constraints[] = "\"kernel_constraint\": null, \"bias_constraint\": null";

/* Keras numbers an object that several layers share by its address; any number will do */
static void write_policy(FILE *out, bool shared) {
  fprintf(out,
          "\"dtype\": {\"module\": \"keras\", \"class_name\": \"DTypePolicy\", \"config\": {\"name\": \"float32\"}, "
          "\"registered_name\": null%s}",
          shared ? ", \"shared_object_id\": 1" : "");
}

static void write_keras3_layer(FILE *out, const Layer *layer, bool first) {
  fprintf(out, ", {\"module\": \"keras.layers\", \"class_name\": \"%s\", \"config\": {\"name\": ",
          layer_class(layer->kind));
  write_string(out, layer->name);
  fputs(", \"trainable\": true, ", out);
  write_policy(out, !first);
  switch (layer->kind) {
    case CONV2D: {
      const Conv2D *conv2d = &layer->conv2d;
      fprintf(out,
              ", \"filters\": %d, \"kernel_size\": [%d, %d], \"strides\": [%d, %d], \"padding\": \"%s\", "
              "\"data_format\": \"channels_last\", \"dilation_rate\": [1, 1], \"groups\": 1, \"activation\": \"%s\", "
              "%s\"activity_regularizer\": null, %s",
              conv2d->filters, conv2d->kernel_size, conv2d->kernel_size, conv2d->strides, conv2d->strides,
              padding_name(conv2d->padding), activation_name(conv2d->activation), keras3_weights, keras3_constraints);
      break;
    }
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: {
      const MaxPooling2D *pooling = &layer->pooling;
      fprintf(out,
              ", \"pool_size\": [%d, %d], \"padding\": \"%s\", \"strides\": [%d, %d], "
              "\"data_format\": \"channels_last\"",
              pooling->pool_size, pooling->pool_size, padding_name(pooling->padding), pooling->strides,
              pooling->strides);
      break;
    }
    case FLATTEN: fputs(", \"data_format\": \"channels_last\"", out); break;
    case DENSE:
      fprintf(out, ", \"units\": %d, \"activation\": \"%s\", %s%s", layer->dense.units,
              activation_name(layer->dense.activation), keras3_weights, keras3_constraints);
      break;
    case DROPOUT:
      fputs(", \"rate\": ", out);
      write_float(out, layer->dropout.rate);
      fputs(", \"seed\": null, \"noise_shape\": null", out);
      break;
  }
  fputs("}, \"registered_name\": null, \"build_config\": {\"input_shape\": ", out);
  write_batch_shape(out, layer->input_shape);
  fputs("}}", out);
}

static void write_compile_config(FILE *out, const Adam *adam) {
  fputs(", \"compile_config\": {\"optimizer\": {\"module\": \"keras.optimizers\", \"class_name\": \"Adam\", "
        "\"config\": {\"name\": \"adam\", \"learning_rate\": ", out);
  write_double(out, (double)adam->learning_rate);
  fputs(", \"weight_decay\": null, \"clipnorm\": null, \"global_clipnorm\": null, \"clipvalue\": null, "
        "\"use_ema\": false, \"ema_momentum\": 0.99, \"ema_overwrite_frequency\": null, \"loss_scale_factor\": null, "
        "\"gradient_accumulation_steps\": null, ", out);
  write_adam(out, adam);
  fputs("}, \"registered_name\": null}, \"loss\": \"sparse_categorical_crossentropy\", \"loss_weights\": null, "
        "\"metrics\": [\"accuracy\"], \"weighted_metrics\": null, \"run_eagerly\": false, \"steps_per_execution\": 1, "
        "\"jit_compile\": true}", out);
}

char *keras3_config(const Sequential *model) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fputs("{\"module\": \"keras\", \"class_name\": \"Sequential\", \"config\": {\"name\": ", out);
  write_string(out, model->name);
  fputs(", \"trainable\": true, ", out);
  write_policy(out, true);
  fputs(", \"layers\": [{\"module\": \"keras.layers\", \"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": ",
        out);
  write_batch_shape(out, model->input_shape);
  fputs(", \"dtype\": \"float32\", \"sparse\": false, \"name\": ", out);
  write_string(out, model->input_name);
  fputs("}, \"registered_name\": null}", out);
  for (int i = 0; i < model->layer_count; i++) write_keras3_layer(out, &model->layers[i], i == 0);
  fputs("], \"build_input_shape\": ", out);
  write_batch_shape(out, model->input_shape);
  fputs("}, \"registered_name\": null, \"build_config\": {\"input_shape\": ", out);
  write_batch_shape(out, model->input_shape);
  fputs("}", out);
  if (model->compiled) write_compile_config(out, &model->adam);
  fputs("}", out);
  return fclose(out) == 0 ? text : NULL;
}
