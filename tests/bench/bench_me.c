/*
 * `make bench-me`: the ladder of lib/kernels/conv2d_ladder.h on this machine, rung by rung,
 * in less than half a minute. The work is the forward pass of the book's second
 * convolution, 32 images of 14 x 14 with 32 channels to 64 filters: 231 million
 * multiplications and additions.
 */
#include <stdio.h>

#include "base/denormals.h"
#include "kernels/threads.h"
#include "kernels/vector.h"
#include "work.h"

typedef struct Rung {
  const char *name, *idea;
  Conv2DForward *forward;
} Rung;

static const Rung rungs[] = {
    {"naive", "the definition, one output at a time", conv2d_forward_naive},
    {"channels innermost", "the same sum in another order", conv2d_forward_channels_innermost},
    {"tiled", "a tile of outputs in local variables", conv2d_forward_tiled},
    {"blocked", "the tile in vector types", conv2d_forward_blocked},
    {"winograd 1d", "four products for six", conv2d_forward_winograd_1d},
    {"winograd", "sixteen products for thirty-six", conv2d_forward_winograd},
};

enum { RUNGS = sizeof rungs / sizeof rungs[0], ROUNDS = 10 };

int main(void) {
  flush_denormals();
  int T = threads_available();
  Layer2D layer = new_layer("conv2", 32, 14, 32, 64);
  Work one[RUNGS], all[RUNGS], peak = peak_work(1);
  for (int m = 0; m < RUNGS; m++) {
    one[m] = pass_work(&layer, "forward", rungs[m].name, rungs[m].forward, NULL, NULL, 1);
    all[m] = pass_work(&layer, "forward", rungs[m].name, rungs[m].forward, NULL, NULL, T);
  }
  for (int round = 0; round < ROUNDS; round++) {
    measure(&peak, 3);
    for (int m = 0; m < RUNGS; m++) {
      int times = m < 2 ? 1 : 10;
      rest();
      measure(&one[m], times);
      rest();
      measure(&all[m], times);
    }
  }

  double best = peak.flop / smallest(&peak) * 1e-9;
  printf("One core of this machine: %.0f GFLOP/s at most, with vectors of %d floats\n\n", best, WIDTH);
  printf("rung                                                   1 thread          %2d threads   faster than\n", T);
  printf("                                                           ms   of peak         ms     the naive\n");
  for (int m = 0; m < RUNGS; m++) {
    double ms = 1e3 * smallest(&one[m]);
    printf("%d %-18s %-36s %8.3f %7.1f%% %10.3f %12.1fx\n", m + 1, rungs[m].name, rungs[m].idea, ms,
           100 * one[m].flop / smallest(&one[m]) * 1e-9 / best, 1e3 * smallest(&all[m]),
           smallest(&one[0]) / smallest(&one[m]));
  }
  printf("\nThe arithmetic is counted as the definition has it: Winograd leaves some out, so it may pass 100%%.\n");
  free_layer(&layer);
  return 0;
}
