/*
 * 33: the same bits by another order of the loops. Inputs are no whole numbers, so the
 * order of a sum shows.
 */

#include "check.h"
#include "kernels/conv2d.h"

enum { BIAS_LAST = 1, CHANNELS_FIRST, BACKWARDS, NO_BIAS, FIRST_BIAS, BY_HEIGHT };
static const char *const mistakes[] = {"bias_last", "channels_first", "backwards", "no_bias", "first_bias", "by_height", 0};

static void make(Case *c, int number, Random *random) {
  int H = 3, W = 3, C = 1, K = 2, F = 1;
  if (number > 0) K = random_between(random, 2, 3), H = random_between(random, 4, 5), W = H + 1, C = random_between(random, 2, 3), F = C + 2;
  if (number == EVEN_CASE) H = W = C = F = 3, K = 2;
  int P = H - K + 1, Q = W - K + 1;
  *c = (Case){.names = "H W C K F P Q", .size = {H, W, C, K, F, P, Q}};
  float *x = input(c, "x", (Shape){{H, W, C}});
  if (number == 0) numbers(c, "1 2 0 0 3 1 4 1 1");
  else for (int m = 0; m < H * W * C; m++) x[m] = random_uniform(random) - 0.3f;
  float *w = input(c, "w", (Shape){{K, K, C, F}});
  if (number == 0) numbers(c, "1 2 3 4");
  else for (int m = 0; m < K * K * C * F; m++) w[m] = random_uniform(random) - 0.4f;
  float *b = input(c, "b", (Shape){{F}});
  for (int f = 0; f < F && number > 0; f++) b[f] = random_uniform(random);
  output(c, "y", (Shape){{P, Q, F}});
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int H = s[0], W = s[1], C = s[2], K = s[3], F = s[4], P = s[5], Q = s[6];
  const float (*x)[W][C] = in(c, 0), (*w)[K][C][F] = in(c, 1), *b = in(c, 2), *flat = in(c, 0);
  float (*y)[Q][F] = out(c, 0);
  for (int r = 0; r < P; r++)
    for (int q = 0; q < Q; q++)
      for (int f = 0; f < F; f++) {
        begin(c, &y[r][q][f]);
        float sum = mistake == BIAS_LAST || mistake == NO_BIAS ? 0 : plus(c, b[mistake == FIRST_BIAS ? 0 : f]);
        for (int m = 0; m < K * K * C; m++) {
          int t = mistake == BACKWARDS ? K * K * C - 1 - m : m;
          int k = mistake == CHANNELS_FIRST ? t / (K * K) : t % C, tap = mistake == CHANNELS_FIRST ? t % (K * K) : t / C;
          int h = r + tap / K, v = q + tap % K;
          sum += times(c, mistake == BY_HEIGHT ? flat[(h * H + v) * C + k] : x[h][v][k], w[tap / K][tap % K][k][f]);
        }
        if (mistake == BIAS_LAST) sum += plus(c, b[f]);
        y[r][q][f] = sum;
      }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(loop_order) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

/* the second convolution layer of the network, one image, without its padding */
static void real_size(Case *c) {
  int H = 16, W = 16, C = 32, K = 3, F = 64, P = 14, Q = 14;
  *c = (Case){.size = {H, W, C, K, F, P, Q}};
  Random random = random_from_seed(33);
  float *x = input(c, "x", (Shape){{H, W, C}}), *w = input(c, "w", (Shape){{K, K, C, F}});
  for (int m = 0; m < H * W * C; m++) x[m] = random_uniform(&random);
  for (int m = 0; m < K * K * C * F; m++) w[m] = random_uniform(&random) - 0.5f;
  input(c, "b", (Shape){{F}});
  output(c, "y", (Shape){{P, Q, F}});
}

/* exercise 07's order: one y after the other */
static void plain(Case *c) {
  const int *s = c->size;
  conv2d_forward_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], 0, 0, out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

const Check check_33 = {.cases = 7, .by_hand = "17 15 22 12", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .same_bits = true, .even = true, .real_size = real_size, .plain = plain};
