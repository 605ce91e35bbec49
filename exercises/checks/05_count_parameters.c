/* 05: weights and biases of a convolution. */
#include "check.h"

enum { NO_BIAS = 1, NO_DEPTH, BIAS_PER_CHANNEL, ONE_BIAS, ONE_SIDE, BIAS_BY_DEPTH, XOR, BIAS_PER_WEIGHT };
static const char *const mistakes[] = {"no_bias",       "no_depth", "bias_per_channel", "one_bias", "one_side",
                                       "bias_by_depth", "xor",      "bias_per_tap",     0};

static const Hand hands[] = {{.size = {3, 32, 64}}, {.size = {2, 3, 4}}, {.size = {3, 1, 32}}, {.size = {5, 3, 7}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick(d, 1, 11);
  c->size[1] = pick_size(d, 1, 128);
  c->size[2] = pick_size(d, 1, 784);
}

static void room(Case *c) { int_output(c, "result", (Sizes){{1}}); }

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2], *result = out(c, 0);
  begin(c, result);
  switch (mistake) {
    case NO_BIAS:
      note(c, "%d*%d*%d*%d", K, K, C, F);
      *result = K * K * C * F;
      break;
    case NO_DEPTH:
      note(c, "%d*%d*%d + %d", K, K, F, F);
      *result = K * K * F + F;
      break;
    case BIAS_PER_CHANNEL:
      note(c, "%d*%d*%d*%d + %d*%d", K, K, C, F, C, F);
      *result = K * K * C * F + C * F;
      break;
    case ONE_BIAS:
      note(c, "%d*%d*%d*%d + 1", K, K, C, F);
      *result = K * K * C * F + 1;
      break;
    case ONE_SIDE:
      note(c, "%d*%d*%d + %d", K, C, F, F);
      *result = K * C * F + F;
      break;
    case BIAS_BY_DEPTH:
      note(c, "%d*%d*%d*%d + %d", K, K, C, F, C);
      *result = K * K * C * F + C;
      break;
    case XOR:
      note(c, "(%d ^ 2)*%d*%d + %d", K, C, F, F);
      *result = (K ^ 2) * C * F + F;
      break;
    case BIAS_PER_WEIGHT:
      note(c, "%d*%d*(%d*%d + %d)", K, K, C, F, F);
      *result = K * K * (C * F + F);
      break;
    default: note(c, "%d*%d*%d*%d + %d", K, K, C, F, F); *result = K * K * C * F + F;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(count_parameters) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], c->size[2]);
}

const Check check_05 = {.names = "K C F",
                        .hand = hands,
                        .hands = 4,
                        .by_hand = "18496",
                        .even = {.size = {3, 3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call};
