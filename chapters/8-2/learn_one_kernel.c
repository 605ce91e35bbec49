// [learn: top]
/*
 * Before section 8-2's fit: a kernel of two weights, learned by hand.
 *
 * The picture is one row of five pixels, dark and then bright. The kernel shall
 * answer 9 where dark turns into bright, and 0 elsewhere. It starts from 0 0.
 */
#include <stdio.h>
#include <stdlib.h>

#include "chapter.h"
#include "kernels/adam.h"

static const float x[5] = {0, 0, 9, 9, 9}, target[4] = {0, 9, 0, 0};

// [learn: top] [learn: loss]
static float y(const float w[2], int c) {
  return x[c] * w[0] + x[c + 1] * w[1];
}

static float loss(const float w[2]) {
  float sum = 0;
  for (int c = 0; c < 4; c++)
    sum += (y(w, c) - target[c]) * (y(w, c) - target[c]);
  return sum / 4;
}

// [learn: loss] [learn: nudge]
/* What the loss gains for each unit of weight i: nudge it both ways. */
static float slope(float w[2], int i) {
  const float h = 0.01f, kept = w[i];
  w[i] = kept + h;
  float above = loss(w);
  w[i] = kept - h;
  float below = loss(w);
  w[i] = kept;
  return (above - below) / (2 * h);
}

// [learn: nudge] [learn: row]
static void print_row(int step, const float w[2]) {
  printf("%4d  %7.4f %7.4f  ", step, w[0], w[1]);
  for (int c = 0; c < 4; c++) printf("%6.2f", y(w, c));
  printf("  %8.4f\n", loss(w));
}

// [learn: row] [learn: main]
int main(int argc, char **argv) {
  parse_options(argc, argv, 0, NULL, "",
                "Learns one kernel of two weights by nudging them.");
  banner("8-2 One kernel, learned by hand",
         "what fit() does, with two weights");

  printf("step       w0      w1       y: wanted 0 9 0 0        loss\n");
  float w[2] = {0, 0};
  print_row(0, w);
  for (int step = 1; step <= 10; step++) {
    float g[2] = {slope(w, 0), slope(w, 1)};
    for (int i = 0; i < 2; i++) w[i] -= 0.008f * g[i];
    print_row(step, w);
  }

// [learn: main] [learn: adam]
  printf("\nthe same with Adam\n");
  float a[2] = {0, 0}, m[2] = {0, 0}, v[2] = {0, 0};
  for (int step = 1; step <= 10; step++) {
    float g[2] = {slope(a, 0), slope(a, 1)};
    adam_step(2, step, 0.2f, 0.9f, 0.999f, 1e-7f, a, m, v, g);
    print_row(step, a);
  }
  return EXIT_SUCCESS;
}
// [learn: adam]
