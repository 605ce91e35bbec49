/*
 * 25: one step, or several after one another. The weights are one array, or two that take turns, as the layers of a
 * network do: what a function keeps from call to call would be another array's.
 */
#include <float.h>
#include <math.h>

#include "check.h"
#include "kernels/adam.h"

enum {
  UNCORRECTED = 1,
  FROM_ZERO,
  EPSILON_INSIDE,
  WRONG_WAY,
  NO_SQUARE,
  SGD,
  NO_ROOT,
  T_IGNORED,
  NOT_KEPT,
  WEIGHTS_FIRST,
  BETAS_SWAPPED,
  TYPED_IN,
  EPSILON_IN_ROOT,
  T_ONE_LATE
};
static const char *const mistakes[] = {"uncorrected",   "from_zero", "epsilon_inside",  "wrong_way",  "no_square",
                                       "sgd",           "no_root",   "t_ignored",       "not_kept",   "weights_first",
                                       "betas_swapped", "typed_in",  "epsilon_in_root", "t_one_late", 0};

enum { RATE, BETA_1, BETA_2, EPSILON };
#define AS_KERAS \
  { 0.001f, 0.9f, 0.999f, 1e-7f }
static const Hand hands[] = {
    {.size = {1, 1, 1}, .number = AS_KERAS, .in = {"0.5", "0"}},
    {.size = {1, 2, 1}, .number = AS_KERAS, .in = {"0.5 -0.25", "0"}},
    {.size = {3, 2, 1}, .number = AS_KERAS, .in = {"2e-6 -5e-6 1e-6  3e-6 1e-6 -2e-6", "0 0 0"}}, /* epsilon counts */
    {.size = {2, 3, 1}, .number = {0.01f, 0.8f, 0.99f, 1e-7f}, .in = {"0.5 -1  0.25 2  -0.5 1", "0.5 -0.25"}},
    {.size = {2, 2, 2}, .number = AS_KERAS, .in = {"0.5 -1  0.25 2", "0 0"}},
};

static void draw(Case *c, Draw *d) {
  int count = pick_size(d, 1, 784);
  *c = (Case){.size = {count, pick(d, 1, 4), count > 1 ? pick(d, 1, 2) : 1}};
  c->number[RATE] = (float[]){0.001f, 0.01f, 0.1f, 0.0003f, 0.05f}[pick(d, 0, 4)];
  c->number[BETA_1] = (float[]){0.9f, 0.8f, 0.5f, 0.95f, 0.75f}[pick(d, 0, 4)];
  c->number[BETA_2] = (float[]){0.999f, 0.99f, 0.9f, 0.98f, 0.75f}[pick(d, 0, 4)];
  c->number[EPSILON] = (float[]){1e-7f, 1e-3f, 1e-8f, 0.1f, 1e-5f}[pick(d, 0, 4)];
}

static void room(Case *c) {
  int count = c->size[0];
  if (c->size[2] == 2)
    case_note(
        c, either("two arrays of weights take turns, %d and %d", "가중치 배열 둘이 번갈아 갱신됩니다. 크기는 %d, %d"),
        count / 2, count - count / 2);
  input(c, "g", (Sizes){{c->size[1], count}});
  input(c, "start", (Sizes){{count}});
  input(c, "", (Sizes){{count}});
  changed(c, "w", (Sizes){{count}}, 1);
  changed(c, "m", (Sizes){{count}}, 2);
  changed(c, "v", (Sizes){{count}}, 2);
}

/* no gradient is 0; the averages begin at 0, the weights near it, so that steps show */
static void fill(Case *c, Draw *d) {
  float least = (float[]){0.25f, 1e-6f, 4}[pick(d, 0, 2)];
  fractions(c, 0, d, least, 4 * least);
  for (int m = 0; m < c->in[0].count; m++)
    if (m % 3 == 1) ((float *)in(c, 0))[m] *= -1;
  fractions(c, 1, d, -0.01f, 0.01f);
}

/* the averages begin at 0 */
static void derive(Case *c) {
  for (int i = 0; i < c->size[0]; i++) ((float *)in(c, 2))[i] = 0;
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0];
  const float(*g)[count] = in(c, 0);
  float *w = out(c, 0), *m = out(c, 1), *v = out(c, 2), usual[] = AS_KERAS;
  const float *number = mistake == TYPED_IN ? usual : c->number;
  double rate = (double)c->number[RATE], epsilon = (double)number[EPSILON];
  double b1 = (double)number[mistake == BETAS_SWAPPED ? BETA_2 : BETA_1],
         b2 = (double)number[mistake == BETAS_SWAPPED ? BETA_1 : BETA_2];
  for (int i = 0; i < count; i++) {
    double weight = (double)w[i], mean = 0, square = 0, off_w = 0, off_m = 0, off_v = 0;
    for (int step = 0; step < c->size[1]; step++) {
      double t = mistake == FROM_ZERO ? step : mistake == T_IGNORED ? 1 : mistake == T_ONE_LATE ? step + 2 : step + 1;
      double gradient = (double)g[step][i], one = 1 - pow(b1, t), two = 1 - pow(b2, t), old_mean = mean,
             old_square = square;
      if (mistake == NOT_KEPT) mean = square = 0;
      begin(c, &m[i]);
      note(c, "%g*%.4g + %.4g*%.4g", b1, mean, 1 - b1, gradient);
      off_m = off_m * b1 + 4e-7 * (fabs(b1 * mean) + fabs((1 - b1) * gradient));
      mean = b1 * mean + (1 - b1) * gradient;
      within(c, off_m);
      m[i] = (float)mean;
      begin(c, &v[i]);
      note(c, "%g*%.4g + %.4g*%.4g^2", b2, square, 1 - b2, gradient);
      square = b2 * square + (1 - b2) * (mistake == NO_SQUARE ? gradient : gradient * gradient);
      off_v = 8e-7 * fabs(square);
      within(c, off_v);
      v[i] = (float)square;
      begin(c, &w[i]);
      double used = mistake == WEIGHTS_FIRST ? old_mean : mean, root = mistake == WEIGHTS_FIRST ? old_square : square,
             by;
      if (mistake == EPSILON_IN_ROOT)
        root = sqrt(root + epsilon);
      else
        root = (mistake == NO_ROOT ? root : sqrt(root)) + epsilon;
      if (mistake == UNCORRECTED)
        by = rate * used / root;
      else if (mistake == SGD)
        by = rate * gradient;
      else if (mistake == EPSILON_INSIDE)
        by = rate * (used / one) / (sqrt(square / two) + epsilon);
      else
        by = rate * (sqrt(two) / one) * used / root;
      if (mistake == WRONG_WAY) by = -by;
      if (mistake == UNCORRECTED)
        note(c, "%.4g - %g * %.4g / %.4g", weight, rate, used, root);
      else
        note(c, "%.4g - %.6g", weight, by);
      weight -= by;
      /* 1 - powf(beta, t) loses digits where the power is near 1; and a step by m that nearly vanishes */
      double lost = 4e-7 + 1.2e-7 / fmax(one, 1e-9) + 1.2e-7 / fmax(two, 1e-9);
      if (isfinite(by))
        off_w += fabs(by) * lost + rate * off_m / fmax(fabs(root), 1e-30) * fabs(sqrt(fabs(two)) / fmax(one, 1e-9)) +
                 1.2e-7 * fabs(weight);
      within(c, off_w);
      w[i] = (float)weight;
    }
  }
  return true;
}

/* all arrays in turn, step by step */
static void steps(Case *c, __typeof__(adam) *f) {
  int count = c->size[0], parts = c->size[2];
  const float *n = c->number;
  float *w = out(c, 0), *m = out(c, 1), *v = out(c, 2);
  for (int step = 0; step < c->size[1]; step++)
    for (int part = 0; part < parts; part++) {
      int from = part * (count / 2), size = parts == 1 ? count : part == 0 ? count / 2 : count - count / 2;
      f(size, step + 1, n[RATE], n[BETA_1], n[BETA_2], n[EPSILON], w + from, m + from, v + from,
        (float *)in(c, 0) + step * count + from);
    }
}
static void call(Case *c, void *function) { steps(c, function); }
static void library(Case *c) { steps(c, adam_step); }

const Check check_25 = {.names = "count steps arrays",
                        .number_names = "learning_rate beta_1 beta_2 epsilon",
                        .hand = hands,
                        .hands = 5,
                        .by_hand = "-0.00099999 0.05 0.00025",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .derive = derive,
                        .answer = answer,
                        .call = call,
                        .library = library};
