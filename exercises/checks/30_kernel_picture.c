/* 30: the layout of the weights. */
#include "check.h"

enum { PYTORCH = 1, FILTER_AS_CHANNEL, TRANSPOSED, FLIPPED, BY_CHANNELS };
static const char *const mistakes[] = {"pytorch", "filter_as_channel", "transposed", "flipped", "by_channels", 0};

static void make(Case *c, int number, Random *random) {
  int K = 2, C = 1, F = 3, k = 0, f = 1;
  if (number > 0) {
    K = random_between(random, 2, 4), C = random_between(random, 2, 3), F = C + random_between(random, 1, 3);
    k = random_between(random, 0, C - 1), f = (k + 1) % C;
    if (number > 4) f = F - 1;
  }
  if (number == EVEN_CASE) K = C = F = 3, k = 1, f = 2;
  *c = (Case){.names = "K C F k f", .size = {K, C, F, k, f}};
  float *w = input(c, "w", (Shape){{K * K, C * F}});
  for (int m = 0; m < K * K * C * F; m++) w[m] = (float)(number == 0 ? m : 7 * m % 97);
  output(c, "picture", (Shape){{K, K}});
}

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2], k = c->size[3], f = c->size[4];
  const float (*w)[K][C][F] = in(c, 0), *flat = in(c, 0);
  float (*picture)[K] = out(c, 0);
  if (mistake == FILTER_AS_CHANNEL && f >= C) return false;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) {
      begin(c, &picture[i][j]);
      if (mistake == PYTORCH) {
        note(c, either("the number at w[%d][%d][%d][%d] of (filter, channel, row, column)",
                       "w[%d][%d][%d][%d](필터, 채널, 행, 열 순서)"), f, k, i, j);
        picture[i][j] = flat[((f * C + k) * K + i) * K + j];
      } else if (mistake == BY_CHANNELS) {
        note(c, "the number at place ((%d*%d + %d)*%d + %d)*%d + %d", i, K, j, C, k, C, f);
        picture[i][j] = flat[((i * K + j) * C + k) * C + f];
      } else {
        int row = mistake == TRANSPOSED ? j : mistake == FLIPPED ? K - 1 - i : i, column = mistake == TRANSPOSED ? i : mistake == FLIPPED ? K - 1 - j : j;
        int channel = mistake == FILTER_AS_CHANNEL ? f : k, filter = mistake == FILTER_AS_CHANNEL ? k : f;
        note(c, "w[%d][%d][%d][%d]", row, column, channel, filter);
        picture[i][j] = w[row][column][channel][filter];
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(kernel_picture) *f = function;
  f(c->size[0], c->size[1], c->size[2], c->size[3], c->size[4], out(c, 0), in(c, 0));
}

const Check check_30 = {.cases = 7, .by_hand = "1 4 7 10", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
