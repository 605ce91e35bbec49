/* 23: the stamp, back. */
#include "check.h"
#include "kernels/conv2d.h"

enum { LAST_STAMP = 1, UNFLIPPED_GATHER, NO_PADDING, ONE_FILTER, TRANSPOSED, ALWAYS_SAME };
static const char *const mistakes[] = {"last_stamp", "unflipped_gather", "no_padding", "one_filter", "transposed", "always_same", 0};

static void make(Case *c, int number, Random *random) {
  int H = 3, W = 3, C = 1, K = 2, F = 1, p = 0;
  if (number == 1) H = 3, W = 4, K = 3, p = 1;
  if (number > 1) {
    K = random_between(random, 2, 3), p = number % 2 ? 1 : 0;
    H = random_between(random, 3, 4), W = H + random_between(random, 1, 2), C = random_between(random, 2, 3), F = C + 1;
  }
  if (number == EVEN_CASE) H = W = C = K = F = 3, p = 1;
  int P = H + 2 * p - K + 1, Q = W + 2 * p - K + 1;
  *c = (Case){.names = "H W C K F P Q p", .size = {H, W, C, K, F, P, Q, p}};
  input(c, "w", (Shape){{K, K, C, F}});
  if (number == 0) numbers(c, "1 2 3 4");
  else random_integers(c, random, -3, 5);
  input(c, "dy", (Shape){{P, Q, F}});
  if (number == 0) numbers(c, "1 0 0 2");
  else if (number == 7) random_numbers(c, random, -2, 3); /* for who adds up in an int */
  else random_integers(c, random, -2, 3);
  input(c, "", (Shape){{H, W, C}}); /* for the measured slope alone */
  output(c, "dx", (Shape){{H, W, C}});
  if (number == 0) {
    c->in[0].shape = (Shape){{K, K}}, c->in[1].shape = (Shape){{P, Q}}, c->in[2].shape = (Shape){{H, W}};
    c->out[0].shape = (Shape){{H, W}};
  }
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int H = s[0], W = s[1], C = s[2], K = s[3], F = s[4], P = s[5], Q = s[6];
  int p = mistake == NO_PADDING ? 0 : mistake == ALWAYS_SAME ? (K - 1) / 2 : s[7];
  const float (*w)[K][C][F] = in(c, 0), (*dy)[Q][F] = in(c, 1);
  float (*dx)[W][C] = out(c, 0);
  for (int h = 0; h < H; h++)
    for (int v = 0; v < W; v++)
      for (int k = 0; k < C; k++) {
        float sum = 0;
        begin(c, &dx[h][v][k]);
        /* from the first place to the last, as the stamps come */
        for (int i = K - 1; i >= 0; i--)
          for (int j = K - 1; j >= 0; j--) {
            int r = h + p - i, q = v + p - j;
            if (mistake == UNFLIPPED_GATHER) r = h + p - (K - 1 - i), q = v + p - (K - 1 - j);
            if (r < 0 || r >= P || q < 0 || q >= Q) continue;
            if (mistake == LAST_STAMP) {
              sum = 0;
              if (c->writing) begin(c, &dx[h][v][k]);
            }
            for (int f = 0; f < (mistake == ONE_FILTER ? 1 : F); f++)
              sum += times(c, dy[r][q][f], mistake == TRANSPOSED ? w[j][i][k][f] : w[i][j][k][f]);
          }
        dx[h][v][k] = sum;
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
  conv2d_backward_input_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], out(c, 0), in(c, 0), in(c, 1));
}

/* sum of y * dy for the image in input 2 */
static double loss(Case *c) {
  const int *s = c->size;
  float y[600], b[16] = {0};
  conv2d_forward_naive(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], s[7], s[7], (void *)y, in(c, 2), in(c, 0), b);
  double sum = 0;
  for (int m = 0; m < s[5] * s[6] * s[4]; m++) sum += (double)y[m] * (double)((float *)in(c, 1))[m];
  return sum;
}

const Check check_23 = {.cases = 8, .by_hand = "1 2 0 3 6 4 0 6 8", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .loss = loss, .slope_of = {2}, .even = true};
