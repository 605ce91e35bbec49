/* 06: the sum at each place of the kernel, and ways to get it wrong. */
#include "check.h"
#include "kernels/conv2d.h"

enum { FLIPPED = 1, TRANSPOSED, SUM_NOT_RESET, BY_HEIGHT };
static const char *const mistakes[] = {"flipped", "transposed", "sum_not_reset", "by_height", 0};

static void make(Case *c, int number, Random *random) {
  int H = 3, W = 3, K = 2;
  if (number > 1) K = random_between(random, 2, 4), H = K + number, W = H + random_between(random, 1, 4);
  if (number == EVEN_CASE) K = 2, H = W = 4;
  *c = (Case){.names = "H W K", .size = {H, W, K}};
  input(c, "x", (Shape){{H, W}});
  if (number == 0) numbers(c, "1 2 0  0 3 1  4 1 1");
  else if (number == 7) random_numbers(c, random, -4, 9); /* for who adds up in an int */
  else random_integers(c, random, -4, 9);
  input(c, "w", (Shape){{K, K}});
  if (number == 0) numbers(c, "1 2  3 4");
  else random_integers(c, random, -3, 5);
  output(c, "y", (Shape){{H - K + 1, W - K + 1}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], K = c->size[2];
  const float (*x)[W] = in(c, 0), (*w)[K] = in(c, 1), *flat = in(c, 0);
  float (*y)[W - K + 1] = out(c, 0);
  float sum = 0;
  for (int r = 0; r < H - K + 1; r++)
    for (int q = 0; q < W - K + 1; q++) {
      begin(c, &y[r][q]);
      if (mistake != SUM_NOT_RESET) sum = 0;
      else if (sum != 0) plus(c, sum);
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++)
          sum += times(c, mistake == BY_HEIGHT ? flat[(r + i) * H + q + j] : x[r + i][q + j],
                       mistake == FLIPPED ? w[K - 1 - i][K - 1 - j] : mistake == TRANSPOSED ? w[j][i] : w[i][j]);
      y[r][q] = sum;
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(conv_one_channel) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  int H = c->size[0], W = c->size[1], K = c->size[2];
  conv2d_forward_naive(1, H, W, 1, K, 1, 1, H - K + 1, W - K + 1, 0, 0, out(c, 0), in(c, 0), in(c, 1), (float[1]){0});
}

const Check check_06 = {.cases = 8, .by_hand = "17 15 22 12", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .even = true};
