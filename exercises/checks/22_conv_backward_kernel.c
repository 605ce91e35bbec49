/* 22: gradient of the kernel and the bias. */
#include "check.h"
#include "kernels/conv2d.h"

enum { DB_MISSING = 1, LAST_IMAGE, NO_PADDING, FLIPPED, DB_LAST_PLACE, MEAN, ALWAYS_SAME, FIRST_IMAGE };
static const char *const mistakes[] = {"db_missing", "last_image", "no_padding", "flipped", "db_last_place", "mean",
                                       "always_same", "first_image", 0};

static void make(Case *c, int number, Random *random) {
  int N = 1, H = 3, W = 3, C = 1, K = 2, F = 1, p = 0;
  if (number == 1) N = 2, H = 3, W = 4, p = 1;
  if (number > 1) {
    N = random_between(random, 2, 3), K = random_between(random, 2, 3), p = number % 2 ? 1 : 0;
    H = random_between(random, 3, 4), W = H + random_between(random, 1, 2), C = random_between(random, 2, 3), F = C + 1;
  }
  if (number == EVEN_CASE) N = H = W = C = K = F = 3, p = 1;
  int P = H + 2 * p - K + 1, Q = W + 2 * p - K + 1;
  *c = (Case){.names = "N H W C K F P Q p", .size = {N, H, W, C, K, F, P, Q, p}};
  input(c, "x", (Shape){{N, H, W, C}});
  if (number == 0) numbers(c, "1 2 0  0 3 1  4 1 1");
  else random_integers(c, random, -3, 5);
  input(c, "dy", (Shape){{N, P, Q, F}});
  if (number == 0) numbers(c, "1 0 0 2");
  else if (number == 6) random_numbers(c, random, -2, 3); /* for who adds up in an int */
  else random_integers(c, random, -2, 3);
  output(c, "dw", (Shape){{K, K, C, F}});
  output(c, "db", (Shape){{F}});
  input(c, "", (Shape){{K, K, C, F}}); /* for the measured slope alone */
  input(c, "", (Shape){{F}});
  if (number == 0) { /* a picture of plain rows and columns */
    c->in[0].shape = (Shape){{H, W}}, c->in[1].shape = (Shape){{P, Q}};
    c->out[0].shape = (Shape){{K, K}};
  }
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int N = s[0], H = s[1], W = s[2], C = s[3], K = s[4], F = s[5], P = s[6], Q = s[7];
  int p = mistake == NO_PADDING ? 0 : mistake == ALWAYS_SAME ? (K - 1) / 2 : s[8];
  const float (*x)[H][W][C] = in(c, 0), (*dy)[P][Q][F] = in(c, 1);
  float (*dw)[K][C][F] = out(c, 0), *db = out(c, 1), by = mistake == MEAN ? (float)N : 1;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = 0; k < C; k++)
        for (int f = 0; f < F; f++) {
          float *to = mistake == FLIPPED ? &dw[K - 1 - i][K - 1 - j][k][f] : &dw[i][j][k][f], sum = 0;
          begin(c, to);
          for (int n = mistake == LAST_IMAGE ? N - 1 : 0; n < N; n++)
            for (int r = 0; r < P; r++)
              for (int q = 0; q < Q; q++) {
                int h = r + i - p, v = q + j - p;
                if (h >= 0 && h < H && v >= 0 && v < W) sum += times(c, x[mistake == FIRST_IMAGE ? 0 : n][h][v][k], dy[n][r][q][f]);
              }
          *to = sum / by;
        }
  for (int f = 0; f < F; f++) {
    begin(c, &db[f]);
    float sum = 0;
    for (int n = mistake == LAST_IMAGE ? N - 1 : 0; n < N; n++)
      for (int r = 0; r < P; r++)
        for (int q = 0; q < Q; q++) {
          if (mistake == DB_LAST_PLACE) sum = 0;
          sum += plus(c, dy[n][r][q][f]);
        }
    db[f] = mistake == DB_MISSING ? 0 : sum / by;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(conv_backward_kernel) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], out(c, 0), out(c, 1), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  const int *s = c->size;
  conv2d_backward_kernel_naive(s[0], s[1], s[2], s[3], s[4], s[5], 1, s[6], s[7], s[8], s[8], out(c, 0), out(c, 1), in(c, 0), in(c, 1));
}

/* sum of y * dy with the kernel in input 2 and the bias in input 3 */
static double loss(Case *c) {
  const int *s = c->size;
  int count = s[0] * s[6] * s[7] * s[5];
  float y[2000];
  conv2d_forward_naive(s[0], s[1], s[2], s[3], s[4], s[5], 1, s[6], s[7], s[8], s[8], (void *)y, in(c, 0), in(c, 2), in(c, 3));
  double sum = 0;
  for (int m = 0; m < count; m++) sum += (double)y[m] * (double)((float *)in(c, 1))[m];
  return sum;
}

const Check check_22 = {.cases = 7, .by_hand = "7 4 2 5  3", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .loss = loss, .slope_of = {2, 3}, .even = true};
