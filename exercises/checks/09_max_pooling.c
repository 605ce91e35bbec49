/* 09: the largest of each window, and where it stood. */
#include "check.h"
#include "kernels/max_pooling2d.h"

enum { STARTS_AT_ZERO = 1, LAST_OF_TIES, INDEX_IN_WINDOW, STRIDE_FORGOTTEN, BY_HEIGHT, MEAN };
static const char *const mistakes[] = {"starts_at_zero", "last_of_ties", "index_in_window", "stride_forgotten", "by_height", "mean", 0};

static void make(Case *c, int number, Random *random) {
  int H = 4, W = 4, C = 1, K = 2, S = 2;
  if (number > 1) {
    K = random_between(random, 2, 3), S = random_between(random, 2, 3);
    H = K + S * random_between(random, 1, 2) + number % 2, W = H + random_between(random, 1, 3), C = random_between(random, 2, 3);
  }
  if (number == EVEN_CASE) H = W = C = 4, K = S = 2;
  int P = (H - K) / S + 1, Q = (W - K) / S + 1;
  *c = (Case){.names = "H W C K S P Q", .size = {H, W, C, K, S, P, Q}};
  input(c, "x", (Shape){{H, W, C}});
  if (number == 0) numbers(c, "1 3 -1 -4  2 0 -2 -1  5 5 0 0  4 5 0 0");
  else if (number == 1) numbers(c, "-3 -2 4 4  -2 -5 1 4  0 7 -1 -1  7 7 -1 -6");
  else if (number == 8) random_numbers(c, random, -5, 2); /* for who keeps the largest in an int */
  else random_integers(c, random, -5, 2);
  output(c, "y", (Shape){{P, Q, C}});
  int_output(c, "winner", (Shape){{P, Q, C}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], C = c->size[2], K = c->size[3], S = c->size[4], P = c->size[5], Q = c->size[6];
  const float (*x)[W][C] = in(c, 0);
  float (*y)[Q][C] = out(c, 0);
  int (*winner)[Q][C] = out(c, 1), step = mistake == STRIDE_FORGOTTEN ? 1 : S;
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int k = 0; k < C; k++) {
        int h0 = r * step, v0 = q * step, at_i = 0, at_j = 0;
        float largest = mistake == STARTS_AT_ZERO ? 0 : x[h0][v0][k], sum = 0;
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            float value = x[h0 + i][v0 + j][k];
            sum += value;
            if (value > largest || (mistake == LAST_OF_TIES && value == largest)) largest = value, at_i = i, at_j = j;
          }
        begin(c, &y[r][q][k]);
        if (mistake == MEAN) note(c, either("the mean of the window", "창의 평균"));
        else
          note(c, either("the largest of x[%d..%d][%d..%d]", "x[%d..%d][%d..%d]에서 가장 큰 수"), h0, h0 + K - 1, v0, v0 + K - 1);
        y[r][q][k] = mistake == MEAN ? sum / (float)(K * K) : largest;
        begin(c, &winner[r][q][k]);
        int row = mistake == INDEX_IN_WINDOW ? at_i : h0 + at_i, column = mistake == INDEX_IN_WINDOW ? at_j : v0 + at_j;
        int wide = mistake == INDEX_IN_WINDOW ? K : mistake == BY_HEIGHT ? H : W;
        note(c, "%d*%d + %d", row, wide, column);
        winner[r][q][k] = row * wide + column;
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

const Check check_09 = {.cases = 9, .by_hand = "3 -1 5 0  1 2 8 10", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .even = true};
