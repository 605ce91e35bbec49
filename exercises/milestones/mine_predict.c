/*
 * Milestone after part A: your forward functions in the trained network. They classify the
 * first validation bag and judge 1,000 validation images; then the library does the same.
 *
 *     make mine-predict
 */
#include <math.h>
#include <stdlib.h>

#include "chapter.h"
#include "data/batches.h"
#include "files/model_file.h"
#include "mine.h"

enum { IMAGES = 1000, BATCH = 32, BATCHES = (IMAGES + BATCH - 1) / BATCH, CLASS_COUNT = 10, PIXELS = 28 * 28 };

/*
 * The reader's functions outside of the table; null: not solved. Their types are written out here,
 * for some exercises have the name of a library function with another type.
 */
static void (*my_scale_pixels)(int count, float scaled[count], const uint8_t pixel[count]);
static int (*my_argmax)(int n, const float x[n]);
static float (*my_evaluate)(int count, int batch_size, int batches, const float loss[batches]);

/* N images from place `first` on: through the reader's scale_pixels, or the library's */
static void load(const Dataset *set, int first, int N, float x[][PIXELS], int label[], bool mine) {
  load_batch(set, NULL, first, N, &x[0][0], label);
  for (int n = 0; n < N && mine && my_scale_pixels; n++) my_scale_pixels(PIXELS, x[n], dataset_pixels(set, first + n));
}

static int largest(const float p[CLASS_COUNT]) {
  int best = 0;
  for (int u = 1; u < CLASS_COUNT; u++)
    if (p[u] > p[best]) best = u;
  return best;
}

/* mean loss and the number of right answers over the first IMAGES */
static Status judge(Sequential *model, const Dataset *set, bool mine, double *loss, int *right) {
  static float x[BATCH][PIXELS], p[BATCH][CLASS_COUNT], losses[BATCHES];
  int label[BATCH];
  *loss = *right = 0;
  for (int m = 0; m < BATCHES; m++) {
    int N = batch_images(IMAGES, BATCH, m);
    float sum = 0;
    load(set, m * BATCH, N, x, label, mine);
    if (predict(model, N, &x[0][0], &p[0][0]) != OK) return FAILED;
    for (int n = 0; n < N; n++) {
      int answer = mine && my_argmax ? my_argmax(CLASS_COUNT, p[n]) : largest(p[n]);
      *right += answer == label[n];
      sum -= logf(p[n][label[n]] > 1e-30f ? p[n][label[n]] : 1e-30f);
    }
    losses[m] = sum / (float)N;
    *loss += (double)sum / IMAGES;
  }
  if (mine && my_evaluate) *loss = (double)my_evaluate(IMAGES, BATCH, BATCHES, losses);
  return OK;
}

int main(int argc, char **argv) {
  Options options = parse_options(argc, argv, TAKES_DATA | TAKES_MODEL, NULL, "",
                                  "Classifies images with the functions that you wrote in the exercises.");
  banner("Milestone: your forward pass", "model.predict(val_scaled[0:1]); model.evaluate(...)");
  Data data;
  Sequential model;
  if (load_data(&options, &data) != OK || load_model(options.model, NULL, &model, NULL) != OK)
    return report_failure("mine_predict");
  my_scale_pixels = mine_function("02_scale_pixels");
  my_argmax = mine_function("13_argmax");
  my_evaluate = mine_function("15_evaluate");
  model.kernels = mine_kernels(true);
  static const char *const forward_names[] = {"02_scale_pixels", "07_conv_channels", "08_relu", "09_max_pooling", "11_dense",
                                              "12_softmax", "13_argmax", "15_evaluate"};
  bool any = false;
  for (size_t i = 0; i < sizeof forward_names / sizeof forward_names[0]; i++) any = any || mine_function(forward_names[i]);
  if (!any) {
    puts("None of your forward functions is solved yet, so nothing of yours would run here: `make check` shows the next.");
    sequential_free(&model);
    data_free(&data);
    return EXIT_FAILURE;
  }

  float x[1][PIXELS], p[1][CLASS_COUNT];
  load(&data.val, 0, 1, x, NULL, true);
  if (predict(&model, 1, &x[0][0], &p[0][0]) != OK) return report_failure("mine_predict");
  int answer = my_argmax ? my_argmax(CLASS_COUNT, p[0]) : largest(p[0]);
  if (answer < 0 || answer >= CLASS_COUNT) answer = 0;
  printf("\nfirst validation image: %s (%s), probability %.4f\n", class_names[answer], class_names_ko[answer],
         (double)p[0][answer]);

  double loss[2];
  int right[2];
  for (int library = 0; library < 2; library++) {
    if (library) model.kernels = &library_kernels;
    if (judge(&model, &data.val, !library, &loss[library], &right[library]) != OK) return report_failure("mine_predict");
    printf("%s %d validation images: loss %.6f, %d right\n", library ? "the library on" : "yours on", IMAGES, loss[library],
           right[library]);
  }
  bool same = fabs(loss[0] - loss[1]) < 1e-4 && right[0] == right[1];
  puts(same ? "The same. Your forward pass works." : "They differ, and no single function does: please report it.");
  sequential_free(&model);
  data_free(&data);
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
