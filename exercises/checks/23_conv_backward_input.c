/* 23: the stamp, back. */
#include <stdlib.h>

#include "base/error.h"
#include "check.h"
#include "kernels/conv2d.h"

enum {
  LAST_STAMP = 1,
  UNFLIPPED_GATHER,
  NO_PADDING,
  ONE_FILTER,
  TRANSPOSED,
  ALWAYS_SAME,
  LAST_PRODUCT,
  LAST_FILTER,
  PADDED_WRONG_WAY
};
static const char *const mistakes[] = {
    "last_stamp",  "unflipped_gather", "no_padding",  "one_filter",       "transposed",
    "always_same", "last_product",     "last_filter", "padded_wrong_way", 0};

/* the last input is the image, for the measured slope alone */
static const Hand hands[] = {
    {.size = {3, 3, 1, 2, 1, 2, 2, 0}, .in = {"1 2 3 4", "1 0 0 2"}},
    {.size = {3, 4, 1, 3, 1, 3, 4, 1}, .in = {"1 2 0  -1 3 1  2 0.5 4", "1 0 2 -1  3 1 0 2  0.5 2 1 1"}},
    {.size = {2, 3, 2, 2, 3, 1, 2, 0},
     .in = {"1 2 0 -1 3 1  2 0.5 4 1 0 2  -2 1 3 0 1 1  2 2 -1 0.25 1 3", "1 -1 2 0.5 3 1"}},
};

static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 5), p = pick(d, 0, K - 1);
  spend(d, K * K);
  int C = pick_size(d, 1, 64), F = pick_size(d, 1, 64);
  int H = pick_size(d, 1, 100), W = pick_size(d, 1, 100);
  if (H + 2 * p < K) H = K;
  if (W + 2 * p < K) W = K;
  *c = (Case){.size = {H, W, C, K, F, H + 2 * p - K + 1, W + 2 * p - K + 1, p}};
}

static void room(Case *c) {
  const int *s = c->size;
  input(c, "w", (Sizes){{s[3], s[3], s[2], s[4]}});
  input(c, "dy", (Sizes){{s[5], s[6], s[4]}});
  input(c, "", (Sizes){{s[0], s[1], s[2]}});
  output(c, "dx", (Sizes){{s[0], s[1], s[2]}});
}

static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  strange(c, 1, d);
  fractions(c, 2, d, -1, 1);
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int H = s[0], W = s[1], C = s[2], K = s[3], F = s[4], P = s[5], Q = s[6];
  int p = mistake == NO_PADDING ? 0 : mistake == ALWAYS_SAME ? (K - 1) / 2 : mistake == PADDED_WRONG_WAY ? -s[7] : s[7];
  const float(*w)[K][C][F] = in(c, 0), (*dy)[Q][F] = in(c, 1);
  float(*dx)[W][C] = out(c, 0);
  for (int h = 0; h < H; h++)
    for (int v = 0; v < W; v++)
      for (int k = 0; k < C; k++) {
        double sum = 0;
        begin(c, &dx[h][v][k]);
        /* from the first place to the last, as the stamps come */
        for (int i = K - 1; i >= 0; i--)
          for (int j = K - 1; j >= 0; j--) {
            int r = h + p - i, q = v + p - j;
            if (mistake == UNFLIPPED_GATHER) {
              r = h + p - (K - 1 - i);
              q = v + p - (K - 1 - j);
            }
            if (r < 0 || r >= P || q < 0 || q >= Q) continue;
            if (mistake == LAST_STAMP) {
              sum = 0;
              begin(c, &dx[h][v][k]);
            }
            int first = mistake == LAST_FILTER || mistake == LAST_PRODUCT ? F - 1 : 0;
            for (int f = first; f < (mistake == ONE_FILTER ? 1 : F); f++) {
              if (mistake == LAST_PRODUCT) {
                sum = 0;
                begin(c, &dx[h][v][k]);
              }
              sum += times(c, (double)dy[r][q][f], (double)(mistake == TRANSPOSED ? w[j][i][k][f] : w[i][j][k][f]));
            }
          }
        dx[h][v][k] = (float)sum;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(conv_backward_input) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  const int *s = c->size;
  conv2d_backward_input_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], out(c, 0), in(c, 0),
                              in(c, 1));
}

/* sum of y * dy for the image in input 2 */
static double loss(Case *c, void *forward) {
  const int *s = c->size;
  int count = s[5] * s[6] * s[4];
  float *y = calloc((size_t)count, sizeof(float)), *none = calloc((size_t)s[4], sizeof(float));
  const float *dy = in(c, 1);
  if (!y || !none) BUG("no memory");
  __typeof__(conv_channels) *f = forward;
  if (f)
    f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], (void *)y, in(c, 2), in(c, 0), none);
  else
    conv2d_forward_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], (void *)y, in(c, 2), in(c, 0),
                         none);
  double sum = 0;
  for (int m = 0; m < count; m++) sum += (double)y[m] * (double)dy[m];
  free(none);
  free(y);
  return sum;
}

const Check check_23 = {.names = "H W C K F P Q p",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "1 2 0 3 6 4 0 6 8",
                        .even = {.size = {3, 3, 3, 3, 3, 3, 3, 1}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 7,
                        .slope_of = {2}};
