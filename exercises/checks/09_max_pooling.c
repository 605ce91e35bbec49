/* 09: the largest of each window, and where it stood. */
#include "check.h"
#include "kernels/max_pooling2d.h"

enum {
  STARTS_AT_ZERO = 1,
  LAST_OF_TIES,
  INDEX_IN_WINDOW,
  STRIDE_FORGOTTEN,
  BY_HEIGHT,
  MEAN,
  ZERO_UNSET,
  ZERO_AT_ZERO,
  SMALLEST,
  PLACE_SWAPPED,
  CHANNELS_COUNTED
};
static const char *const mistakes[] = {"starts_at_zero", "last_of_ties",  "index_in_window",  "stride_forgotten",
                                       "by_height",      "mean",          "zero_and_unset",   "zero_and_first",
                                       "smallest",       "place_swapped", "channels_counted", 0};

static const Hand hands[] = {
    {.size = {4, 4, 1, 2, 2, 2, 2}, .in = {"1 3 -1 -4  2 0 -2 -1  5 5 0 0  4 5 0 0"}},
    {.size = {4, 4, 1, 2, 2, 2, 2}, .in = {"-3 -2 4 4  -2 -5 1 4  0 7 -1 -1  7 7 -1 -6"}},
    {.size = {3, 5, 1, 2, 3, 1, 2}, .in = {"0.5 1.25 2 -0.5 -2  1.5 -1 0 -0.75 -3  2 2 1 0 4"}},
};

static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 4), S = pick(d, 1, 4), C = pick_size(d, 1, 64), H = pick_size(d, K, 150), W = pick_size(d, K, 150);
  *c = (Case){.size = {H, W, C, K, S, (H - K) / S + 1, (W - K) / S + 1}};
}

static void room(Case *c) {
  int H = c->size[0], W = c->size[1], C = c->size[2], P = c->size[5], Q = c->size[6];
  input(c, "x", (Sizes){{H, W, C}});
  output(c, "y", (Sizes){{P, Q, C}});
  int_output(c, "winner", (Sizes){{P, Q, C}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], S = c->size[4], P = c->size[5], Q = c->size[6];
  const float(*x)[W][C] = in(c, 0);
  float(*y)[Q][C] = out(c, 0);
  int(*winner)[Q][C] = out(c, 1), step = mistake == STRIDE_FORGOTTEN ? 1 : S;
  bool zero = mistake == STARTS_AT_ZERO || mistake == ZERO_UNSET || mistake == ZERO_AT_ZERO;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int k = 0; k < C; k++) {
        int h0 = r * step, v0 = q * step, at_i = 0, at_j = 0;
        float largest = zero ? 0 : x[h0][v0][k];
        double sum = 0;
        bool found = !zero;
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            float value = x[h0 + i][v0 + j][k];
            sum += (double)value;
            bool better = mistake == SMALLEST ? value < largest : value > largest;
            if (!better && !(mistake == LAST_OF_TIES && value == largest)) continue;
            largest = value;
            at_i = i;
            at_j = j;
            found = true;
          }
        begin(c, &y[r][q][k]);
        if (mistake == MEAN)
          note(c, either("the mean of the window", "창의 평균"));
        else
          note(c, either("the largest of x[%d..%d][%d..%d]", "x[%d..%d][%d..%d]에서 가장 큰 수"), h0, h0 + K - 1, v0,
               v0 + K - 1);
        y[r][q][k] = mistake == MEAN ? (float)(sum / (K * K)) : largest;
        begin(c, &winner[r][q][k]);
        int row = mistake == INDEX_IN_WINDOW ? at_i : h0 + at_i, column = mistake == INDEX_IN_WINDOW ? at_j : v0 + at_j;
        int wide = mistake == INDEX_IN_WINDOW ? K : mistake == BY_HEIGHT ? H : W, place = row * wide + column;
        note(c, "%d*%d + %d", row, wide, column);
        if (mistake == PLACE_SWAPPED) place = column * W + row;
        if (mistake == CHANNELS_COUNTED) place = place * C + k;
        if (!found) place = mistake == ZERO_UNSET ? UNTOUCHED : mistake == ZERO_AT_ZERO ? 0 : place;
        winner[r][q][k] = place;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(max_pooling) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], out(c, 0), out(c, 1), in(c, 0));
}

static void library(Case *c) {
  const int *s = c->size;
  max_pooling2d_forward(1, s[0], s[1], s[2], s[3], s[4], s[5], s[6], 0, 0, out(c, 0), out(c, 1), in(c, 0));
}

const Check check_09 = {.names = "H W C K S P Q",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "3 -1 5 0  1 2 8 10",
                        .even = {.size = {4, 4, 4, 2, 2, 2, 2}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .exact = true};
