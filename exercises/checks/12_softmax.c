/* 12: sums to probabilities. */
#include <math.h>

#include "check.h"
#include "kernels/activations.h"

enum { NO_MAXIMUM = 1, ONE_MAXIMUM, SUM_OVER_BATCH, NOT_DIVIDED, NO_EXPONENTIAL, FIRST_IMAGE, SUM_TO_IMAGES, MAXIMUM_FROM_ZERO };
static const char *const mistakes[] = {"no_maximum", "one_maximum", "sum_over_batch", "not_divided", "no_exponential",
                                       "first_image", "sum_to_images", "maximum_from_zero", 0};

/* logits near 1000 overflow without the shift; rows 1000 apart show a maximum that is shared; near -1000 all
   exponentials are 0 when the search for the maximum begins at 0 */
static void make(Case *c, int number, Random *random) {
  int N = number == 0 ? 1 : number == 1 ? 2 : random_between(random, 2, 3), U = number < 2 ? 3 : N + random_between(random, 1, 5);
  if (number == EVEN_CASE) N = U = 3;
  *c = (Case){.names = "N U", .size = {N, U}};
  input(c, "z", (Shape){{N, U}});
  if (number == 0) numbers(c, "2 1 0");
  else if (number == 1) numbers(c, "0 1 3  2 2 1");
  else random_numbers(c, random, -2, 3);
  for (int i = 0; i < U; i++) ((float *)in(c, 0))[i] += number == 2 || number == 5 ? 1000.0f : number == 4 || number == 7 ? -1000.0f : 0.0f;
  output(c, "p", (Shape){{N, U}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float (*z)[U] = in(c, 0);
  float (*p)[U] = out(c, 0), of_all = z[0][0], sum_of_all = 0;
  for (int i = 0; i < N * U; i++) of_all = fmaxf(of_all, z[0][i]);
  for (int pass = 0; pass < 2; pass++)
    for (int n = 0; n < N; n++) {
      const float *row = z[mistake == FIRST_IMAGE ? 0 : n];
      float max = mistake == MAXIMUM_FROM_ZERO ? 0 : row[0], sum = 0;
      for (int u = 0; u < U; u++) max = fmaxf(max, row[u]);
      if (mistake == NO_MAXIMUM || mistake == NO_EXPONENTIAL) max = 0;
      if (mistake == ONE_MAXIMUM) max = of_all;
      for (int u = 0; u < (mistake == SUM_TO_IMAGES ? N : U); u++) sum += mistake == NO_EXPONENTIAL ? row[u] : expf(row[u] - max);
      if (pass == 0) sum_of_all += sum;
      if (mistake == SUM_OVER_BATCH) sum = sum_of_all;
      if (mistake == NOT_DIVIDED) sum = 1;
      for (int u = 0; u < U; u++) {
        float e = mistake == NO_EXPONENTIAL ? row[u] : expf(row[u] - max);
        begin(c, &p[n][u]);
        note(c, mistake == NO_EXPONENTIAL ? "%.4g / %.4g" : "exp(%.4g) / %.4g", (double)(row[u] - max), (double)sum);
        p[n][u] = e / sum;
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(softmax) *f = function;
  f(c->size[0], c->size[1], out(c, 0), in(c, 0));
}

static void library(Case *c) { softmax(c->size[0], c->size[1], out(c, 0), in(c, 0)); }

const Check check_12 = {.cases = 8, .by_hand = "0.6652 0.2447 0.0900", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .even = true};
