/* 05: weights and biases of a convolution. */
#include "check.h"

enum { NO_BIAS = 1, NO_DEPTH, BIAS_PER_CHANNEL, ONE_BIAS, ONE_SIDE, BIAS_BY_DEPTH };
static const char *const mistakes[] = {"no_bias", "no_depth", "bias_per_channel", "one_bias", "one_side", "bias_by_depth", 0};

static void make(Case *c, int number, Random *random) {
  static const int sizes[3][3] = {{3, 32, 64}, {2, 3, 4}, {3, 1, 32}};
  int K = random_between(random, 2, 7), C = random_between(random, 2, 9), F = C + random_between(random, 1, 9);
  if (number == EVEN_CASE) K = C = F = 3;
  *c = (Case){.names = "K C F", .size = {K, C, F}};
  for (int i = 0; i < 3 && number < 3; i++) c->size[i] = sizes[number][i];
  int_output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2], *result = out(c, 0);
  begin(c, result);
  switch (mistake) {
    case NO_BIAS: note(c, "%d*%d*%d*%d", K, K, C, F); *result = K * K * C * F; break;
    case NO_DEPTH: note(c, "%d*%d*%d + %d", K, K, F, F); *result = K * K * F + F; break;
    case BIAS_PER_CHANNEL: note(c, "%d*%d*%d*%d + %d*%d", K, K, C, F, C, F); *result = K * K * C * F + C * F; break;
    case ONE_BIAS: note(c, "%d*%d*%d*%d + 1", K, K, C, F); *result = K * K * C * F + 1; break;
    case ONE_SIDE: note(c, "%d*%d*%d + %d", K, C, F, F); *result = K * C * F + F; break;
    case BIAS_BY_DEPTH: note(c, "%d*%d*%d*%d + %d", K, K, C, F, C); *result = K * K * C * F + C; break;
    default: note(c, "%d*%d*%d*%d + %d", K, K, C, F, F); *result = K * K * C * F + F;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(count_parameters) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], c->size[2]);
}

const Check check_05 = {.cases = 7, .by_hand = "18496", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
