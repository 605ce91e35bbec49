/* 21: back to the winner. */
#include <math.h>

#include "check.h"
#include "kernels/max_pooling2d.h"

enum { LAST_WINS = 1, FIRST_CHANNEL, SHARED };
static const char *const mistakes[] = {"last_wins", "first_channel", "shared", 0};

static void make(Case *c, int number, Random *random) {
  int H = 2, W = 3, C = 1, K = 2;
  if (number == 1) H = 3, W = 3;
  if (number > 1) H = random_between(random, 3, 4), W = H + random_between(random, 1, 3), C = random_between(random, 2, 3);
  if (number == EVEN_CASE) H = W = C = 3;
  int P = H - K + 1, Q = W - K + 1;
  *c = (Case){.names = "H W C P Q", .size = {H, W, C, P, Q, K}};
  float *x = input(c, "x", (Shape){{H, W, C}});
  if (number == 0) numbers(c, "1 9 2  0 3 4");
  else if (number == 1) numbers(c, "1 2 0  3 8 1  0 7 5");
  else random_integers(c, random, -9, 9);
  int *winner = int_input(c, "winner", (Shape){{P, Q, C}});
  float y[200];
  max_pooling2d_forward(1, H, W, C, K, 1, P, Q, 0, 0, (void *)y, (void *)winner, (void *)x);
  input(c, "dy", (Shape){{P, Q, C}});
  if (number == 0) numbers(c, "5 7");
  else if (number == 7) random_numbers(c, random, 1, 9); /* for who adds up in an int */
  else random_integers(c, random, 1, 9);
  output(c, "dx", (Shape){{H, W, C}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4], K = c->size[5];
  const int (*winner)[Q][C] = in(c, 1);
  const float (*dy)[Q][C] = in(c, 2);
  float (*dx)[W][C] = out(c, 0);
  for (int h = 0; h < H; h++)
    for (int v = 0; v < W; v++)
      for (int k = 0; k < C; k++) {
        begin(c, &dx[h][v][k]);
        dx[h][v][k] = 0;
        for (int r = 0; r < P; r++)
          for (int q = 0; q < Q; q++) {
            int place = winner[r][q][mistake == FIRST_CHANNEL ? 0 : k], row = place / W, column = place % W;
            bool won = h == row && v == column;
            if (mistake == SHARED && h >= r && h < r + K && v >= q && v < q + K) dx[h][v][k] += times(c, 1.0f / (float)(K * K), dy[r][q][k]);
            if (mistake == LAST_WINS && won) dx[h][v][k] = 0;
            if (won && mistake != SHARED) dx[h][v][k] += plus(c, dy[r][q][k]);
          }
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
static double loss(Case *c) {
  int W = c->size[1], C = c->size[2], P = c->size[3], Q = c->size[4], K = c->size[5];
  const float (*x)[W][C] = in(c, 0), (*dy)[Q][C] = in(c, 2);
  double sum = 0;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int k = 0; k < C; k++) {
        float most = x[r][q][k];
        for (int tap = 1; tap < K * K; tap++) most = fmaxf(most, x[r + tap / K][q + tap % K][k]);
        sum += (double)most * (double)dy[r][q][k];
      }
  return sum;
}

const Check check_21 = {.cases = 8, .by_hand = "0 12 0 0 0 0", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .loss = loss, .slope_of = {0}, .kinks = true, .even = true};
