/* 14: the loss. */
#include <math.h>

#include "check.h"
#include "kernels/losses.h"

enum { LOG10 = 1, SUM_FOR_MEAN, LOG_OF_PROBABILITY, SIGN, MEAN_OVER_CLASSES, NO_LOGARITHM, BY_CLASSES, FIRST_LABEL, NO_MAXIMUM,
       MAXIMUM_FROM_ZERO };
static const char *const mistakes[] = {"log10", "sum_for_mean", "log_of_probability", "sign", "mean_over_classes", "no_logarithm",
                                       "by_classes", "first_label", "no_maximum", "maximum_from_zero", 0};

static void make(Case *c, int number, Random *random) {
  int N = number == 0 || number == 2 ? 1 : random_between(random, 2, 4), U = number == 2 ? 2 : number == 0 ? 3 : N + random_between(random, 1, 4);
  if (number == EVEN_CASE) N = U = 3;
  *c = (Case){.names = "N U", .size = {N, U}};
  input(c, "z", (Shape){{N, U}});
  if (number == 0) numbers(c, "2 1 0");
  else if (number == 2) numbers(c, "1e8 1e8"); /* -log .5 */
  else random_numbers(c, random, -2, 3);
  int_input(c, "label", (Shape){{N}});
  random_integers(c, random, 0, U - 1);
  if (number == 0) numbers(c, "1");
  if (number == 3 || number == 6) { /* the right class gets a probability too small for a float */
    float (*z)[U] = in(c, 0);
    z[0][((int *)in(c, 1))[0]] = -200;
  }
  for (int u = 0; u < U && (number == 4 || number == 7); u++) ((float *)in(c, 0))[u] -= 1000; /* all exponentials 0, if not shifted */
  output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float (*z)[U] = in(c, 0);
  const int *label = in(c, 1);
  float *result = out(c, 0), total = 0;
  begin(c, result);
  for (int n = 0; n < N; n++) {
    float max = z[n][0], sum = 0;
    for (int u = 0; u < U; u++) max = fmaxf(max, z[n][u]);
    if (mistake == LOG_OF_PROBABILITY && fabsf(max) > 80) return false; /* with or without the shift: two ways */
    if (mistake == NO_MAXIMUM || (mistake == MAXIMUM_FROM_ZERO && max < 0)) max = 0;
    for (int u = 0; u < U; u++) sum += expf(z[n][u] - max);
    float d = z[n][label[mistake == FIRST_LABEL ? 0 : n]] - max, loss = logf(sum) - d;
    if (mistake == LOG10) loss = loss / logf(10);
    if (mistake == LOG_OF_PROBABILITY) loss = -logf(expf(d) / sum);
    if (mistake == SIGN) loss = -loss;
    if (mistake == NO_LOGARITHM) loss = 1 - expf(d) / sum;
    total += plus(c, loss);
  }
  if (N > 1) {
    char terms[sizeof c->arithmetic];
    for (int i = 0; i < (int)sizeof terms; i++) terms[i] = c->arithmetic[i];
    if (mistake != SUM_FOR_MEAN) note(c, "(%.200s) / %d", terms, mistake == MEAN_OVER_CLASSES ? N * U : N);
  }
  int by = mistake == SUM_FOR_MEAN ? 1 : mistake == MEAN_OVER_CLASSES ? N * U : mistake == BY_CLASSES ? U : N;
  *result = total / (float)by;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(cross_entropy) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], in(c, 0), in(c, 1));
}

static void library(Case *c) {
  int N = c->size[0], U = c->size[1];
  float loss[8], total = 0;
  sparse_categorical_crossentropy(N, U, loss, in(c, 0), in(c, 1));
  for (int n = 0; n < N; n++) total += loss[n];
  *(float *)out(c, 0) = total / (float)N;
}

const Check check_14 = {.cases = 9, .by_hand = "1.4076", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .even = true};
