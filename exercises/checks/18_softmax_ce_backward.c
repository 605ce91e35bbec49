/* 18: from the loss into the sums before softmax. */
#include <math.h>

#include "check.h"
#include "kernels/activations.h"
#include "kernels/losses.h"

enum { NO_MEAN = 1, SIGN, LOSS_ALONE, BY_CLASSES, NO_TARGET, FIRST_LABEL };
static const char *const mistakes[] = {"no_mean", "sign", "loss_alone", "by_classes", "no_target", "first_label", 0};

/* z is drawn as well, so that the slope of the loss can be measured: p = softmax(z) */
static void make(Case *c, int number, Random *random) {
  int N = number == 0 ? 1 : number == 1 ? 2 : random_between(random, 2, 4), U = number < 2 ? 3 : N + random_between(random, 1, 4);
  if (number == EVEN_CASE) N = U = 3;
  *c = (Case){.names = "N U", .size = {N, U}};
  float *p = input(c, "p", (Shape){{N, U}});
  int_input(c, "label", (Shape){{N}});
  random_integers(c, random, 0, U - 1);
  if (number == 0) numbers(c, "1");
  else if (((int *)in(c, 1))[0] == ((int *)in(c, 1))[1]) ((int *)in(c, 1))[1] = (((int *)in(c, 1))[0] + 1) % U;
  output(c, "dz", (Shape){{N, U}});
  float *z = input(c, "", (Shape){{N, U}});
  for (int i = 0; i < N * U; i++) z[i] = number == 0 ? (float)(2 - i) : (float)random_between(random, -16, 16) / 8;
  softmax(N, U, (void *)p, (void *)z);
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float (*p)[U] = in(c, 0);
  const int *label = in(c, 1);
  float (*dz)[U] = out(c, 0);
  float by = mistake == NO_MEAN ? 1 : (float)(mistake == BY_CLASSES ? U : N);
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      float target = mistake != NO_TARGET && u == label[mistake == FIRST_LABEL ? 0 : n] ? 1 : 0;
      begin(c, &dz[n][u]);
      if (mistake == LOSS_ALONE) {
        note(c, "-%g / %.4g / %g", (double)target, (double)p[n][u], (double)by);
        dz[n][u] = -target / p[n][u] / by;
      } else {
        note(c, mistake == SIGN ? "(-%.4g + %g) / %g" : "(%.4g - %g) / %g", (double)p[n][u], (double)target, (double)by);
        dz[n][u] = (mistake == SIGN ? target - p[n][u] : p[n][u] - target) / by;
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(softmax_ce_backward) *f = function;
  f(c->size[0], c->size[1], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) { softmax_crossentropy_backward(c->size[0], c->size[1], c->size[0], out(c, 0), in(c, 0), in(c, 1)); }

/* the mean loss of the sums in input 2, from the definition alone: log(sum of e^z) - z of the target */
static double loss(Case *c) {
  int N = c->size[0], U = c->size[1];
  const int *label = in(c, 1);
  const float (*z)[U] = in(c, 2);
  double mean = 0;
  for (int n = 0; n < N; n++) {
    double sum = 0;
    for (int u = 0; u < U; u++) sum += exp((double)z[n][u]);
    mean += (log(sum) - (double)z[n][label[n]]) / N;
  }
  return mean;
}

const Check check_18 = {.cases = 8, .by_hand = "0.6652 -0.7553 0.0900", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .loss = loss, .slope_of = {2}, .even = true};
