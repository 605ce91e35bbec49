/* 30: the layout of the weights. */
#include "check.h"

enum { PYTORCH = 1, FILTER_AS_CHANNEL, TRANSPOSED, FLIPPED, BY_CHANNELS, WHOLE, FIRST_CHANNEL, FIRST_FILTER };
static const char *const mistakes[] = {"pytorch", "filter_as_channel", "transposed",   "flipped", "by_channels",
                                       "cut_off", "first_channel",     "first_filter", 0};

static const Hand hands[] = {
    {.size = {2, 1, 3, 0, 1}, .in = {"0 1 2  3 4 5  6 7 8  9 10 11"}},
    {.size = {2, 2, 2, 1, 0}, .in = {"1 2 3 4  5.5 6 7 8  9 10 11.5 12  13 14 15 16"}},
    {.size = {2, 2, 3, 0, 2}, .in = {"1 2 3 4 5 6  7 8 9.5 10 11 12  13 14 15 16 17 18  19 20 21 22 23 24"}}};

static void draw(Case *c, Draw *d) {
  int K = pick_size(d, 1, 11), C = pick_size(d, 1, 64), F = pick_size(d, 1, 128);
  *c = (Case){.size = {K, C, F, pick(d, 0, C - 1), pick(d, 0, F - 1)}};
}

static void room(Case *c) {
  int K = c->size[0], C = c->size[1], F = c->size[2];
  input(c, "w", (Sizes){{K * K, C * F}});
  output(c, "picture", (Sizes){{K, K}});
}

/* numbers that are all different, and fractions */
static void fill(Case *c, Draw *d) {
  int step = pick(d, 1, 7);
  for (int m = 0; m < c->in[0].count; m++)
    ((float *)in(c, 0))[m] = (float)(step * m) + 0.25f - (float)(c->in[0].count / 2);
}

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2], k = c->size[3], f = c->size[4];
  const float(*w)[K][C][F] = in(c, 0), *flat = in(c, 0);
  float(*picture)[K] = out(c, 0);
  if ((mistake == FILTER_AS_CHANNEL && (f >= C || k >= F)) || (mistake == BY_CHANNELS && C > F)) return false;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) {
      begin(c, &picture[i][j]);
      if (mistake == PYTORCH) {
        note(c,
             either("the number at w[%d][%d][%d][%d] of (filter, channel, row, column)",
                    "w[%d][%d][%d][%d](필터, 채널, 행, 열 순서)"),
             f, k, i, j);
        picture[i][j] = flat[((f * C + k) * K + i) * K + j];
      } else if (mistake == BY_CHANNELS) {
        note(c, "the number at place ((%d*%d + %d)*%d + %d)*%d + %d", i, K, j, C, k, C, f);
        picture[i][j] = flat[((i * K + j) * C + k) * C + f];
      } else {
        int row = mistake == TRANSPOSED ? j
                  : mistake == FLIPPED  ? K - 1 - i
                                        : i,
            column = mistake == TRANSPOSED ? i
                     : mistake == FLIPPED  ? K - 1 - j
                                           : j;
        int channel = mistake == FILTER_AS_CHANNEL ? f : mistake == FIRST_CHANNEL ? 0 : k;
        int filter = mistake == FILTER_AS_CHANNEL ? k : mistake == FIRST_FILTER ? 0 : f;
        note(c, "w[%d][%d][%d][%d]", row, column, channel, filter);
        picture[i][j] = w[row][column][channel][filter];
        if (mistake == WHOLE) picture[i][j] = (float)(int)picture[i][j];
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(kernel_picture) *f = function;
  f(c->size[0], c->size[1], c->size[2], c->size[3], c->size[4], out(c, 0), in(c, 0));
}

const Check check_30 = {.names = "K C F k f",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "1 4 7 10",
                        .even = {.size = {3, 3, 3, 1, 2}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .exact = true};
