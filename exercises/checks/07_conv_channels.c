/* 07: the whole convolution of one image. */
#include "check.h"
#include "kernels/conv2d.h"

enum {
  BIAS_PER_CHANNEL = 1,
  BIAS_PER_TAP,
  BIAS_FORGOTTEN,
  NO_PADDING,
  PADDED_ONE_MORE,
  FIRST_BIAS,
  FILTER_FIRST,
  ONE_CHANNEL,
  ALWAYS_SAME,
  FLIPPED,
  TRANSPOSED,
  PADDED_WRONG_WAY,
  SUM_NOT_RESET,
  EDGE_NOT_CHECKED_BELOW
};
static const char *const mistakes[] = {
    "bias_per_channel", "bias_per_tap",     "bias_forgotten", "no_padding",          "padded_one_more",
    "first_bias",       "filter_first",     "one_channel",    "always_same",         "flipped",
    "transposed",       "padded_wrong_way", "sum_not_reset",  "first_pixel_skipped", 0};

static const Hand hands[] = {
    {.size = {2, 2, 2, 2, 1, 1, 1, 0}, .in = {"1 10 2 20 3 30 4 40", "1 1 1 1 1 1 1 1", "0.5"}},
    {.size = {3, 4, 1, 3, 2, 3, 4, 1},
     .in = {"3 -1 2 0  1 4 -2 5  0 2 1 -3", "1 2 0 -1 2 3  -2 0 3 1 1 -1  0 2 -1 3 2 0.5", "0.25 0.5"}},
    {.size = {2, 3, 2, 2, 2, 3, 4, 1},
     .in = {"1 2 -1 3 0 1  4 0.5 2 -2 1 3", "1 -1 2 0  3 1 -2 2  0 4 1 1  -1 2 0.5 3", "0.25 -0.5"}},
};

static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 5), p = pick(d, 0, K - 1);
  spend(d, K * K);
  int C = pick_size(d, 1, 64), F = pick_size(d, 1, 64);
  int H = pick_size(d, 1, 150), W = pick_size(d, 1, 150);
  if (H + 2 * p < K) H = K;
  if (W + 2 * p < K) W = K;
  int more = pick(d, 0, 4) == 4 && p > 0; /* zeros before, one less behind, as `same` does */
  Case sizes = {.size = {H, W, C, K, F, H + 2 * p - K + 1 - more, W + 2 * p - K + 1 - more, p}};
  if (sizes.size[5] < 1) sizes.size[5] = 1;
  if (sizes.size[6] < 1) sizes.size[6] = 1;
  *c = sizes;
}

static void room(Case *c) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], F = c->size[4];
  input(c, "x", (Sizes){{H, W, C}});
  input(c, "w", (Sizes){{K, K, C, F}});
  input(c, "b", (Sizes){{F}});
  output(c, "y", (Sizes){{c->size[5], c->size[6], F}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], F = c->size[4], P = c->size[5], Q = c->size[6],
      p = c->size[7];
  const float(*x)[W][C] = in(c, 0), (*w)[K][C][F] = in(c, 1), *b = in(c, 2), *flat = in(c, 1);
  float(*y)[Q][F] = out(c, 0);
  if (mistake == NO_PADDING) p = 0;
  if (mistake == PADDED_ONE_MORE) p = p + 1;
  if (mistake == ALWAYS_SAME) p = (K - 1) / 2;
  if (mistake == PADDED_WRONG_WAY) p = -p;
  bool spread = mistake == BIAS_PER_CHANNEL || mistake == BIAS_PER_TAP || mistake == BIAS_FORGOTTEN;
  double carried = 0;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int f = 0; f < F; f++) {
        begin(c, &y[r][q][f]);
        double sum = spread ? 0 : plus(c, (double)b[mistake == FIRST_BIAS ? 0 : f]);
        if (mistake == SUM_NOT_RESET) sum += carried == 0 ? 0 : plus(c, carried);
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r + i - p, v = q + j - p;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            if (mistake == EDGE_NOT_CHECKED_BELOW && (h == 0 || v == 0)) continue;
            if (mistake == BIAS_PER_TAP) sum += plus(c, (double)b[f]);
            for (int k = 0; k < (mistake == ONE_CHANNEL ? 1 : C); k++) {
              float weight = w[i][j][k][f];
              if (mistake == FILTER_FIRST) weight = flat[((f * K + i) * K + j) * C + k];
              if (mistake == FLIPPED) weight = w[K - 1 - i][K - 1 - j][k][f];
              if (mistake == TRANSPOSED) weight = w[j][i][k][f];
              sum += times(c, (double)x[h][v][k], (double)weight);
            }
          }
        for (int k = 0; k < C && mistake == BIAS_PER_CHANNEL; k++) sum += plus(c, (double)b[f]);
        carried = sum;
        y[r][q][f] = (float)sum;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(conv_channels) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

static void library(Case *c) {
  const int *s = c->size;
  conv2d_forward_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], out(c, 0), in(c, 0), in(c, 1),
                       in(c, 2));
}

const Check check_07 = {.names = "H W C K F P Q p",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "110.5",
                        .even = {.size = {3, 3, 3, 3, 3, 3, 3, 1}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library};
