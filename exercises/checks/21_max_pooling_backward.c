/* 21: back to the winner. */
#include <math.h>
#include <stdlib.h>

#include "base/error.h"
#include "check.h"
#include "kernels/max_pooling2d.h"

enum { LAST_WINS = 1, FIRST_CHANNEL, SHARED, ONE_FOR_DY, TO_CORNER, BY_HEIGHT };
static const char *const mistakes[] = {"last_wins", "first_channel", "shared", "one_for_dy",
                                       "to_corner", "by_height",     0};

static const Hand hands[] = {
    {.size = {2, 3, 1, 1, 2, 2, 1}, .in = {"1 9 2  0 3 4", 0, "5 7"}},
    {.size = {3, 3, 1, 2, 2, 2, 1}, .in = {"1 2 0  3 8 1  0 7 5", 0, "2 -1 0.5 3"}},
    {.size = {2, 4, 2, 1, 3, 2, 1}, .in = {"1 0 9 2 3 8 0 1  0.5 4 -1 2 3.5 0 2 7", 0, "5 -1 7 0.5 2 3"}},
};

/* windows of K, S apart: what the forward pass did; the reader's function sees only the winners */
static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 3), S = pick(d, 1, 3);
  spend(d, K * K);
  int C = pick_size(d, 1, 64), H = pick_size(d, K, 100), W = pick_size(d, K, 100);
  *c = (Case){.size = {H, W, C, (H - K) / S + 1, (W - K) / S + 1, K, S}};
}

static void room(Case *c) {
  int H = c->size[0], W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4];
  input(c, "x", (Sizes){{H, W, C}});
  int_input(c, "winner", (Sizes){{P, Q, C}});
  input(c, "dy", (Sizes){{P, Q, C}});
  output(c, "dx", (Sizes){{H, W, C}});
}

static void derive(Case *c) {
  int W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4], K = c->size[5], S = c->size[6];
  const float(*x)[W][C] = in(c, 0);
  int(*winner)[Q][C] = in(c, 1);
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int k = 0; k < C; k++) {
        int h = r * S, v = q * S;
        for (int tap = 0; tap < K * K; tap++) {
          int row = r * S + tap / K, column = q * S + tap % K;
          if (x[row][column][k] <= x[h][v][k]) continue;
          h = row;
          v = column;
        }
        winner[r][q][k] = h * W + v;
      }
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4], K = c->size[5], S = c->size[6];
  const int(*winner)[Q][C] = in(c, 1);
  const float(*dy)[Q][C] = in(c, 2);
  float(*dx)[W][C] = out(c, 0);
  int wide = mistake == BY_HEIGHT ? H : W;
  if (mistake == BY_HEIGHT && H < W) return false; /* leaves the array */
  for (int h = 0; h < H; h++)
    for (int v = 0; v < W; v++)
      for (int k = 0; k < C; k++) {
        begin(c, &dx[h][v][k]);
        double sum = 0;
        bool all = mistake == BY_HEIGHT || mistake == FIRST_CHANNEL; /* then it may come from any window */
        for (int r = all || h < K ? 0 : (h - K) / S; r < P && (all || r * S <= h); r++)
          for (int q = all || v < K ? 0 : (v - K) / S; q < Q && (all || q * S <= v); q++) {
            int place = winner[r][q][mistake == FIRST_CHANNEL ? 0 : k];
            bool won = mistake == TO_CORNER ? h == r * S && v == q * S : h == place / wide && v == place % wide;
            if (mistake == SHARED && h < r * S + K && v < q * S + K)
              sum += times(c, 1.0 / (K * K), (double)dy[r][q][k]);
            if (!won || mistake == SHARED) continue;
            if (mistake == LAST_WINS) sum = 0;
            sum += plus(c, mistake == ONE_FOR_DY ? 1 : (double)dy[r][q][k]);
          }
        dx[h][v][k] = (float)sum;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(max_pooling_backward) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], out(c, 0), in(c, 1), in(c, 2));
}

static void library(Case *c) {
  const int *s = c->size;
  max_pooling2d_backward(1, s[0], s[1], s[2], s[3], s[4], out(c, 0), in(c, 1), in(c, 2));
}

/* sum over the windows of their largest x times dy */
static double loss(Case *c, void *forward) {
  int H = c->size[0], W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4], K = c->size[5], S = c->size[6];
  const float(*x)[W][C] = in(c, 0), (*dy)[Q][C] = in(c, 2);
  float(*y)[Q][C] = calloc((size_t)(P * Q * C), sizeof(float));
  int *winner = calloc((size_t)(P * Q * C), sizeof(int));
  if (!y || !winner) BUG("no memory");
  __typeof__(max_pooling) *f = forward;
  if (f) f(H, W, C, K, S, P, Q, y, (void *)winner, x);
  double sum = 0;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int k = 0; k < C; k++) {
        float most = x[r * S][q * S][k];
        for (int tap = 1; tap < K * K; tap++) most = fmaxf(most, x[r * S + tap / K][q * S + tap % K][k]);
        sum += (double)(f ? y[r][q][k] : most) * (double)dy[r][q][k];
      }
  free(winner);
  free(y);
  return sum;
}

const Check check_21 = {.names = "H W C P Q",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "0 12 0 0 0 0",
                        .even = {.size = {3, 3, 3, 2, 2, 2, 1}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .derive = derive,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 9,
                        .slope_of = {0},
                        .kinks = true};
