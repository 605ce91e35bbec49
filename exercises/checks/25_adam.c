/* 25: one step, or several after one another; w begins at zero, so that it shows the steps. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "kernels/adam.h"

enum { UNCORRECTED = 1, FROM_ZERO, EPSILON_INSIDE, WRONG_WAY, NO_SQUARE, SGD, NO_ROOT, T_IGNORED, NOT_KEPT };
static const char *const mistakes[] = {"uncorrected", "from_zero", "epsilon_inside", "wrong_way", "no_square",
                                       "sgd", "no_root", "t_ignored", "not_kept", 0};

/* cases 2 and 5 have gradients so small that epsilon counts; in case 1 and others a step has been made before */
static void make(Case *c, int number, Random *random) {
  int count = number < 2 ? 1 : random_between(random, 3, 6), steps = number == 0 ? 1 : number == 1 ? 2 : random_between(random, 1, 3);
  *c = (Case){.names = "count steps", .size = {count, steps}};
  c->note = either("learning rate .001, beta .9 and .999, epsilon 1e-7; w, m, v begin at 0",
                   "learning_rate .001, beta .9와 .999, epsilon 1e-7, w와 m과 v는 0에서 시작");
  float *g = input(c, "g", (Shape){{steps, count}});
  if (number == 0) numbers(c, "0.5");
  else if (number == 1) numbers(c, "0.5 -0.25");
  else {
    random_integers(c, random, 1, 9);
    for (int i = 0; i < steps * count; i++) g[i] *= number == 2 || number == 5 ? 1e-6f : i % 3 == 1 ? -0.125f : 0.0625f;
  }
  float *zero = input(c, "", (Shape){{count}});
  changed(c, "w", (Shape){{count}}, zero);
  changed(c, "m", (Shape){{count}}, zero);
  changed(c, "v", (Shape){{count}}, zero);
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0];
  const float (*g)[count] = in(c, 0);
  float *w = out(c, 0), *m = out(c, 1), *v = out(c, 2);
  for (int step = 0; step < c->size[1]; step++) {
    float t = (float)(mistake == FROM_ZERO ? step : mistake == T_IGNORED ? 1 : step + 1);
    float one = (float)(1 - pow(0.9, (double)t)), two = (float)(1 - pow(0.999, (double)t)); /* 1 - .999f would be off in the fifth digit */
    for (int i = 0; i < count; i++) {
      if (mistake == NOT_KEPT) m[i] = v[i] = 0;
      begin(c, &m[i]);
      note(c, "0.9*%.4g + 0.1*%.4g", (double)m[i], (double)g[step][i]);
      m[i] = 0.9f * m[i] + 0.1f * g[step][i];
      begin(c, &v[i]);
      note(c, "0.999*%.4g + 0.001*%.4g^2", (double)v[i], (double)g[step][i]);
      v[i] = 0.999f * v[i] + 0.001f * g[step][i] * (mistake == NO_SQUARE ? fabsf(g[step][i]) / (fabsf(g[step][i]) + 1e-30f) : g[step][i]);
      begin(c, &w[i]);
      float root = mistake == NO_ROOT ? v[i] : sqrtf(v[i]), by;
      if (mistake == UNCORRECTED) by = 0.001f * m[i] / (root + 1e-7f);
      else if (mistake == SGD) by = 0.001f * g[step][i];
      else if (mistake == EPSILON_INSIDE) by = 0.001f * (m[i] / one) / (sqrtf(v[i] / two) + 1e-7f);
      else by = 0.001f * (sqrtf(two) / one) * m[i] / (root + 1e-7f);
      if (mistake == WRONG_WAY) by = -by;
      if (mistake == UNCORRECTED) note(c, "%.4g - .001 * %.4g / %.4g", (double)w[i], (double)m[i], (double)(root + 1e-7f));
      else note(c, "%.4g - %.6g", (double)w[i], (double)by);
      w[i] -= by;
    }
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(adam) *f = function;
  int count = c->size[0];
  for (int step = 0; step < c->size[1]; step++)
    f(count, step + 1, 0.001f, 0.9f, 0.999f, 1e-7f, out(c, 0), out(c, 1), out(c, 2), (float *)in(c, 0) + step * count);
}

static void library(Case *c) {
  int count = c->size[0];
  for (int step = 0; step < c->size[1]; step++)
    adam_step(count, step + 1, 0.001f, 0.9f, 0.999f, 1e-7f, out(c, 0), out(c, 1), out(c, 2), (float *)in(c, 0) + step * count);
}

const Check check_25 = {.cases = 8, .by_hand = "-0.00099999 0.05 0.00025", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .tolerance = 5e-4};
