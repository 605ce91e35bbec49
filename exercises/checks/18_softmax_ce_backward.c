/* 18: from the loss into the sums before softmax. */
#include <float.h>
#include <math.h>

#include "check.h"
#include "kernels/losses.h"

enum {
  NO_MEAN = 1,
  SIGN,
  LOSS_ALONE,
  BY_CLASSES,
  NO_TARGET,
  FIRST_LABEL,
  WHOLE_MEAN,
  ZERO_ELSEWHERE,
  TARGET_NOT_DIVIDED
};
static const char *const mistakes[] = {
    "no_mean",     "sign",       "loss_alone",     "by_classes",          "no_target",
    "first_label", "whole_mean", "zero_elsewhere", "mean_of_target_only", 0};

/* the sums z come first and are not shown: p = softmax(z), so that the slope of the loss can be measured */
static const Hand hands[] = {{.size = {1, 3}, .in = {"2 1 0", 0, "1"}},
                             {.size = {2, 3}, .in = {"0.5 1 -1  2 0 1", 0, "0 2"}},
                             {.size = {3, 4}, .in = {"0.5 1 -1 2  2 0 1 0.25  -1 0.5 2 1", 0, "3 1 0"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 33);
  c->size[1] = pick_size(d, 1, 128);
}

static void room(Case *c) {
  int N = c->size[0], U = c->size[1];
  input(c, "", (Sizes){{N, U}});
  input(c, "p", (Sizes){{N, U}});
  int_input(c, "label", (Sizes){{N}});
  output(c, "dz", (Sizes){{N, U}});
}

static void fill(Case *c, Draw *d) {
  if (pick(d, 0, 2) == 2)
    strange(c, 0, d);
  else
    fractions(c, 0, d, -2, 2);
  integers(c, 2, d, 0, c->size[1] - 1);
}

static void derive(Case *c) {
  int N = c->size[0], U = c->size[1];
  const float(*z)[U] = in(c, 0);
  float(*p)[U] = in(c, 1);
  for (int n = 0; n < N; n++) {
    double sum = 0, max = (double)z[n][0];
    for (int u = 0; u < U; u++) max = fmax(max, (double)z[n][u]);
    for (int u = 0; u < U; u++) sum += exp((double)z[n][u] - max);
    for (int u = 0; u < U; u++) p[n][u] = (float)(exp((double)z[n][u] - max) / sum);
  }
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float(*p)[U] = in(c, 1);
  const int *label = in(c, 2);
  float(*dz)[U] = out(c, 0);
  double by = mistake == NO_MEAN ? 1 : mistake == BY_CLASSES ? U : N;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      double target = mistake != NO_TARGET && u == label[mistake == FIRST_LABEL ? 0 : n] ? 1 : 0,
             probability = (double)p[n][u], value;
      begin(c, &dz[n][u]);
      note(c, mistake == SIGN ? "(-%.4g + %g) / %g" : "(%.4g - %g) / %g", probability, target, by);
      if (mistake == LOSS_ALONE) {
        note(c, "-%g / %.4g / %g", target, probability, by);
        value = -target / probability / by;
      } else if (mistake == WHOLE_MEAN) {
        note(c, "(%.4g - %g) * (1 / %d)", probability, target, N);
        value = (probability - target) * (1 / N);
      } else if (mistake == ZERO_ELSEWHERE && target == 0) {
        note(c, "0");
        value = 0;
      } else if (mistake == TARGET_NOT_DIVIDED) {
        note(c, "%.4g - %g / %g", probability, target, by);
        value = probability - target / by;
      } else
        value = (mistake == SIGN ? target - probability : probability - target) / by;
      within(c, 2 * (double)FLT_EPSILON / by + 2 * (double)FLT_EPSILON * (isfinite(value) ? fabs(value) : 0));
      dz[n][u] = (float)value;
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(softmax_ce_backward) *f = function;
  f(c->size[0], c->size[1], out(c, 0), in(c, 1), in(c, 2));
}

static void library(Case *c) { softmax_crossentropy_backward(c->size[0], c->size[1], c->size[0], out(c, 0), in(c, 1), in(c, 2)); }

/* the mean loss of the sums, from the definition: log(sum of e^z) - z of the target; or by the reader's cross_entropy */
static double loss(Case *c, void *forward) {
  int N = c->size[0], U = c->size[1];
  const int *label = in(c, 2);
  const float(*z)[U] = in(c, 0);
  __typeof__(cross_entropy) *f = forward;
  if (f) return (double)f(N, U, z, label);
  double mean = 0;
  for (int n = 0; n < N; n++) {
    double sum = 0, max = (double)z[n][0];
    for (int u = 0; u < U; u++) max = fmax(max, (double)z[n][u]);
    for (int u = 0; u < U; u++) sum += exp((double)z[n][u] - max);
    mean += (log(sum) + max - (double)z[n][label[n]]) / N;
  }
  return mean;
}

const Check check_18 = {.names = "N U",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "0.6652 -0.7553 0.0900",
                        .even = {.size = {3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .derive = derive,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 14,
                        .slope_of = {0}};
