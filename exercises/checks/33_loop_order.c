/*
 * 33: the same bits by another order of the loops. Inputs are no whole numbers, so the order of a sum shows: here
 * the right answer is a sum of floats.
 */

#include "check.h"
#include "plain.h"
#include "kernels/conv2d.h"

enum { BIAS_LAST = 1, CHANNELS_FIRST, BACKWARDS, NO_BIAS, FIRST_BIAS, BY_HEIGHT, BIAS_EACH_TAP };
static const char *const mistakes[] = {"bias_last",  "channels_first", "backwards",     "no_bias",
                                       "first_bias", "by_height",      "bias_each_tap", 0};

static const Hand hands[] = {
    {.size = {3, 3, 1, 2, 1, 2, 2}, .in = {"1 2 0 0 3 1 4 1 1", "1 2 3 4", "0"}},
    {.size = {3, 4, 2, 2, 3, 2, 3},
     .in =
         {"0.1 0.7 0.3 -0.2 0.9 0.4 0.15 -0.6  0.8 0.2 -0.1 0.35 0.6 0.55 0.45 0.05  0.3 0.9 -0.7 0.1 0.2 0.4 0.85 "
          "0.65",
          "0.1 0.3 -0.7 0.2 0.9 0.4 -0.15 0.6 0.8 -0.2 0.1 0.35 0.6 0.55 -0.45 0.05 0.3 0.9 0.7 -0.1 0.2 0.4 0.85 0.65",
          "0.1 0.2 0.7"}},
};

static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 4);
  spend(d, K * K);
  int C = pick_size(d, 1, 64), F = pick_size(d, 1, 64), H = pick_size(d, K, 64), W = pick_size(d, K, 64);
  *c = (Case){.size = {H, W, C, K, F, H - K + 1, W - K + 1}};
}

static void room(Case *c) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], F = c->size[4];
  input(c, "x", (Sizes){{H, W, C}});
  input(c, "w", (Sizes){{K, K, C, F}});
  input(c, "b", (Sizes){{F}});
  output(c, "y", (Sizes){{c->size[5], c->size[6], F}});
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int H = s[0], W = s[1], C = s[2], K = s[3], F = s[4], P = s[5], Q = s[6];
  const float(*x)[W][C] = in(c, 0), (*w)[K][C][F] = in(c, 1), *b = in(c, 2), *flat = in(c, 0);
  float(*y)[Q][F] = out(c, 0);
  if (mistake == BY_HEIGHT && H > W) return false;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int f = 0; f < F; f++) {
        begin(c, &y[r][q][f]);
        float bias = b[mistake == FIRST_BIAS ? 0 : f];
        float sum =
            mistake == BIAS_LAST || mistake == NO_BIAS || mistake == BIAS_EACH_TAP ? 0 : (float)plus(c, (double)bias);
        for (int m = 0; m < K * K * C; m++) {
          int t = mistake == BACKWARDS ? K * K * C - 1 - m : m;
          int k = mistake == CHANNELS_FIRST ? t / (K * K) : t % C,
              tap = mistake == CHANNELS_FIRST ? t % (K * K) : t / C;
          int h = r + tap / K, v = q + tap % K;
          if (mistake == BIAS_EACH_TAP && k == 0) sum += (float)plus(c, (double)bias);
          sum += (float)times(c, (double)(mistake == BY_HEIGHT ? flat[(h * H + v) * C + k] : x[h][v][k]),
                              (double)w[tap / K][tap % K][k][f]);
        }
        if (mistake == BIAS_LAST) sum += (float)plus(c, (double)bias);
        y[r][q][f] = sum;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(loop_order) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

static void plain(Case *c, void *function) {
  (void)function;
  const int *s = c->size;
  plain_convolution(s[0], s[1], s[2], s[3], s[4], s[5], s[6], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

/* the second convolution layer of the network, one image, without its padding */
static void real_size(Case *c) { *c = (Case){.size = {16, 16, 32, 3, 64, 14, 14}}; }

const Check check_33 = {.names = "H W C K F P Q",
                        .hand = hands,
                        .hands = 2,
                        .by_hand = "17 15 22 12",
                        .even = {.size = {3, 3, 3, 2, 3, 2, 2}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .exact = true,
                        .plain = plain,
                        .real_size = real_size,
                        .factor = 2.5};
