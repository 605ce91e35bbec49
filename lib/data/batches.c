/* Some images of a data set as the floats that a network takes: see batches.h. */
#include "data/batches.h"

#include "base/error.h"

int batch_count(int count, int batch_size) { return count / batch_size + (count % batch_size != 0); }

int batch_images(int count, int batch_size, int batch) {
  int left = count - batch * batch_size;
  return left < batch_size ? left : batch_size;
}

/*
 * x[i] = pixel[i] / 255
 *
 * NumPy divides in double and rounds to float afterwards. A float division gives the same
 * float: double has more than twice float's digits, so rounding twice cannot differ
 * from rounding once (Figueroa 1995). A test compares all 256 quotients.
 */
static void scale(size_t size, float x[size], const uint8_t pixel[size]) {
  for (size_t i = 0; i < size; i++) x[i] = (float)pixel[i] / 255.0f;
}

void load_batch(const Dataset *set, const int *order, int first, int N, float *x, int *label) {
  if (first < 0 || N < 0 || N > set->count - first)
    BUG("images %d to %d of a data set of %d", first, first + N - 1, set->count);

  size_t size = (size_t)set->height * (size_t)set->width * (size_t)set->channels;
  for (int n = 0; n < N; n++) {
    int image = order ? order[first + n] : first + n;
    scale(size, x + (size_t)n * size, dataset_pixels(set, image));
    if (label) label[n] = dataset_label(set, image);
  }
}
