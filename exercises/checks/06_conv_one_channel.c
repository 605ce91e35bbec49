/* 06: the sum at each place of the kernel, and ways to get it wrong. */
#include "check.h"
#include "kernels/conv2d.h"

enum { FLIPPED = 1, TRANSPOSED, SUM_NOT_RESET, BY_HEIGHT, TRANSPOSED_PATCH, RESET_EACH_ROW };
static const char *const mistakes[] = {
    "flipped", "transposed", "sum_not_reset", "by_height", "patch_transposed", "reset_in_row", 0};

static const Hand hands[] = {
    {.size = {3, 3, 2}, .in = {"1 2 0  0 3 1  4 1 1", "1 2  3 4"}},
    {.size = {3, 4, 2}, .in = {"2 -1 0 3  1 4 -2 0  0 5 1 -3", "1 -2  0.5 3"}},
    {.size = {3, 4, 3}, .in = {"1.5 2 -1 0  0 3 1 2.5  4 1 -2 1", "0 1 2  -1 0.5 3  2 0 1"}},
};

static void draw(Case *c, Draw *d) {
  int K = c->size[2] = pick_size(d, 1, 7);
  c->size[0] = pick_size(d, K, 150);
  c->size[1] = pick_size(d, K, 150);
}

static void room(Case *c) {
  int H = c->size[0], W = c->size[1], K = c->size[2];
  input(c, "x", (Sizes){{H, W}});
  input(c, "w", (Sizes){{K, K}});
  output(c, "y", (Sizes){{H - K + 1, W - K + 1}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], K = c->size[2];
  const float(*x)[W] = in(c, 0), (*w)[K] = in(c, 1), *flat = in(c, 0);
  float(*y)[W - K + 1] = out(c, 0);
  if (mistake == BY_HEIGHT && H > W) return false;
  double sum = 0;
  for (int r = 0; r < H - K + 1; r++)
    for (int q = 0; q < W - K + 1; q++) {
      begin(c, &y[r][q]);
      if (mistake != SUM_NOT_RESET && !(mistake == RESET_EACH_ROW && q > 0))
        sum = 0;
      else if (sum != 0)
        plus(c, sum);
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
          double pixel = (double)(mistake == BY_HEIGHT ? flat[(r + i) * H + q + j] : x[r + i][q + j]);
          if (mistake == TRANSPOSED_PATCH) {
            if (q + j >= H || r + i >= W) return false;
            pixel = (double)x[q + j][r + i];
          }
          sum += times(c, pixel,
                       (double)(mistake == FLIPPED      ? w[K - 1 - i][K - 1 - j]
                                : mistake == TRANSPOSED ? w[j][i]
                                                        : w[i][j]));
        }
      y[r][q] = (float)sum;
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

const Check check_06 = {.names = "H W K",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "17 15 22 12",
                        .even = {.size = {4, 4, 2}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library};
