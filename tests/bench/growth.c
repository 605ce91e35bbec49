/*
 * `make growth`: how the time grows with the batch, the image, the channels and the threads.
 *
 * In a plot of logarithms a power law is a line, and its slope the power: 1 where twice the
 * work takes twice the time. A slope well above what the arithmetic says would be a cache
 * that no longer holds what it should, or memory taken again and again.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/denormals.h"
#include "kernels/threads.h"
#include "work.h"

enum { MOST = 16, ROUNDS = 5 };

/* Least squares of log(seconds) over log(size). */
static double slope(int count, const double size[], const double seconds[]) {
  double x = 0, y = 0, xx = 0, xy = 0;
  for (int m = 0; m < count; m++) {
    double a = log(size[m]), b = log(seconds[m]);
    x += a, y += b, xx += a * a, xy += a * b;
  }
  return (count * xy - x * y) / (count * xx - x * x);
}

/* Runs all sizes in turn, prints their smallest times and the slope. */
static void run_series(FILE *csv, const char *name, const char *expected, int count, const double size[], Work works[]) {
  double seconds[MOST];
  for (int round = 0; round < ROUNDS; round++)
    for (int m = 0; m < count; m++) {
      rest();
      measure(&works[m], works[m].count && smallest(&works[m]) > 0.02 ? 1 : 5);
    }
  printf("%s\n", name);
  for (int m = 0; m < count; m++) {
    seconds[m] = smallest(&works[m]);
    printf("  %6.0f  %10.3f ms", size[m], 1e3 * seconds[m]);
    if (works[m].flop > 0) printf("  %8.1f GFLOP/s", works[m].flop / seconds[m] * 1e-9);
    printf("\n");
    fprintf(csv, "%s,%.0f,%.5f\n", name, size[m], 1e3 * seconds[m]);
  }
  printf("  slope %.2f (%s)\n\n", slope(count, size, seconds), expected);
}

static Work step(int batch, int threads) {
  Network *network = new_network(&library_kernels, batch, 4 * batch);
  if (!network) exit(report_failure("growth"));
  return step_work(network, "default", threads);
}

static Work forward_pass(int N, int side, int C, int F, int threads) {
  Layer2D *layer = malloc(sizeof *layer);
  if (!layer) exit(1);
  *layer = new_layer("conv", N, side, C, F);
  return pass_work(layer, "forward", "default", library_kernels.conv2d_forward, NULL, NULL, threads);
}

static Work works[4][MOST];

int main(int argc, char **argv) {
  flush_denormals();
  int T = threads_available();
  char name[512];
  snprintf(name, sizeof name, "%s/growth.csv", argc > 1 ? argv[1] : ".");
  FILE *csv = fopen(name, "w");
  if (!csv) return fail("cannot write %s", name), report_failure(argv[0]);
  fprintf(csv, "series,size,min_ms\n");

  double batch[] = {1, 2, 4, 8, 16, 32, 64, 128, 256}, side[] = {14, 28, 42, 56, 84, 112};
  double channels[] = {8, 16, 32, 64, 128, 256}, threads[] = {1, 2, 4, 8};
  for (int m = 0; m < 9; m++) works[0][m] = step((int)batch[m], T);
  for (int m = 0; m < 6; m++) works[1][m] = forward_pass(4, (int)side[m], 32, 64, T);
  for (int m = 0; m < 6; m++) works[2][m] = forward_pass(8, 14, (int)channels[m], (int)channels[m], T);
  for (int m = 0; m < 4; m++) works[3][m] = step(32, (int)threads[m]);

  run_series(csv, "training step against batch size", "1 when each image takes the same; less while the fixed part shows", 9,
             batch, works[0]);
  run_series(csv, "conv forward against image side", "2: the number of pixels", 6, side, works[1]);
  run_series(csv, "conv forward against channels and filters", "2: their product", 6, channels, works[2]);
  run_series(csv, "training step against threads", "-1 while there are cores for them", 4, threads, works[3]);
  printf("%d threads fit this machine. All figures: %s\n", T, name);
  return fclose(csv) != 0;
}
