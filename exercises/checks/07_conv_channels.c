/* 07: the whole convolution of one image. */
#include "check.h"
#include "kernels/conv2d.h"

enum { BIAS_PER_CHANNEL = 1, BIAS_PER_TAP, BIAS_FORGOTTEN, NO_PADDING, PADDED_ONE_MORE, FIRST_BIAS, FILTER_FIRST, ONE_CHANNEL,
       ALWAYS_SAME };
static const char *const mistakes[] = {"bias_per_channel", "bias_per_tap", "bias_forgotten", "no_padding", "padded_one_more",
                                       "first_bias", "filter_first", "one_channel", "always_same", 0};

static void make(Case *c, int number, Random *random) {
  int H = 2, W = 2, C = 2, K = 2, F = 1, p = 0;
  if (number == 1) H = 3, W = 4, C = 1, K = 3, F = 2, p = 1;
  if (number > 1) {
    K = random_between(random, 2, 3), p = number % 3 == 2 ? 0 : random_between(random, 1, K - 1);
    H = random_between(random, 4, 5), W = H + random_between(random, 1, 2), C = random_between(random, 2, 3), F = C + random_between(random, 1, 2);
  }
  if (number == EVEN_CASE) H = W = C = K = F = 3, p = 1;
  int P = H + 2 * p - K + 1, Q = W + 2 * p - K + 1;
  *c = (Case){.names = "H W C K F P Q p", .size = {H, W, C, K, F, P, Q, p}};
  input(c, "x", (Shape){{H, W, C}});
  if (number == 0) numbers(c, "1 10 2 20 3 30 4 40");
  else random_integers(c, random, -3, 6);
  input(c, "w", (Shape){{K, K, C, F}});
  if (number == 0) numbers(c, "1 1 1 1 1 1 1 1");
  else random_integers(c, random, -2, 3);
  input(c, "b", (Shape){{F}});
  if (number == 0) numbers(c, "0.5");
  else for (int f = 0; f < F; f++) ((float *)in(c, 2))[f] = (float)(f + 1) * 0.25f;
  output(c, "y", (Shape){{P, Q, F}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], F = c->size[4], P = c->size[5], Q = c->size[6], p = c->size[7];
  const float (*x)[W][C] = in(c, 0), (*w)[K][C][F] = in(c, 1), *b = in(c, 2), *flat = in(c, 1);
  float (*y)[Q][F] = out(c, 0);
  if (mistake == NO_PADDING) p = 0;
  if (mistake == PADDED_ONE_MORE) p = p + 1;
  if (mistake == ALWAYS_SAME) p = (K - 1) / 2;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int f = 0; f < F; f++) {
        begin(c, &y[r][q][f]);
        bool spread = mistake == BIAS_PER_CHANNEL || mistake == BIAS_PER_TAP || mistake == BIAS_FORGOTTEN;
        float sum = spread ? 0 : plus(c, b[mistake == FIRST_BIAS ? 0 : f]);
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r + i - p, v = q + j - p;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            if (mistake == BIAS_PER_TAP) sum += plus(c, b[f]);
            for (int k = 0; k < (mistake == ONE_CHANNEL ? 1 : C); k++)
              sum += times(c, x[h][v][k], mistake == FILTER_FIRST ? flat[((f * K + i) * K + j) * C + k] : w[i][j][k][f]);
          }
        for (int k = 0; k < C && mistake == BIAS_PER_CHANNEL; k++) sum += plus(c, b[f]);
        y[r][q][f] = sum;
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
  conv2d_forward_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

const Check check_07 = {.cases = 8, .by_hand = "110.5", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .even = true};
