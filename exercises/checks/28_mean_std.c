/* 28: mean and standard deviation, as exact as double sums are. */
#include <float.h>
#include <math.h>

#include "check.h"
#include "kernels/statistics.h"

enum {
  N_MINUS_1 = 1,
  INTEGER_MEAN,
  VARIANCE,
  FLOAT_SQUARES,
  ABSOLUTE,
  WHOLE_SUM,
  FLOAT_SUM,
  SQUARES_FLOAT_ONLY,
  NO_MEAN,
  NOT_SQUARED
};
static const char *const mistakes[] = {
    "n_minus_1", "integer_mean",         "variance",       "float_squares", "absolute", "whole_sum",
    "float_sum", "float_sum_of_squares", "mean_not_taken", "not_squared",   0};

static const Hand hands[] = {{.size = {5}, .in = {"1 2 3 4 10"}},
                             {.size = {4}, .in = {"-1 0 2 4.5"}},
                             /* a large mean and a small spread, where the square of the mean eats the digits */
                             {.size = {6}, .in = {"8192 8193.5 8190.25 8194 8191 8192.75"}},
                             /* two numbers so large that a float sum has no place for the others */
                             {.size = {6}, .in = {"16777216 1.5 2.25 -0.5 3 -16777216"}}};

static void draw(Case *c, Draw *d) { c->size[0] = pick_size(d, 1, 60000); }

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  double_output(c, "mean", (Sizes){{1}});
  double_output(c, "std", (Sizes){{1}});
}

/* sometimes one number that is far larger than the others */
static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  if (pick(d, 0, 3) == 3) ((float *)in(c, 0))[0] = 20000.25f;
}

static bool answer(Case *c, int mistake) {
  int n = c->size[0];
  const float *x = in(c, 0);
  double *m = out(c, 0), *s = out(c, 1), sum = 0, squares = 0, sizes = 0, all_squares = 0;
  float float_sum = 0, float_squares = 0;
  int whole_sum = 0;
  if (mistake == N_MINUS_1 && n == 1) return false;
  for (int i = 0; i < n; i++) {
    sum += (double)x[i];
    sizes += fabs((double)x[i]);
    all_squares += (double)x[i] * (double)x[i];
    float_sum += x[i];
    if (mistake == WHOLE_SUM) {
      if (sizes > 1e8) return false;
      whole_sum = (int)((float)whole_sum + x[i]);
    }
  }
  if (mistake == FLOAT_SUM || mistake == FLOAT_SQUARES) sum = (double)float_sum;
  if (mistake == WHOLE_SUM) sum = whole_sum;
  if (mistake == INTEGER_MEAN && fabs(sum) > 1e9) return false;
  double mean = mistake == INTEGER_MEAN ? (double)((int)sum / n) : sum / n;
  if (mistake == FLOAT_SQUARES) mean = (double)(float_sum / (float)n);
  begin(c, m);
  note(c, "%.9g / %d", sum, n);
  *m = mean;
  within(c, (n + 8) * DBL_EPSILON * sizes / n + 1e-300);
  for (int i = 0; i < n; i++) {
    double d = (double)x[i] - (mistake == NO_MEAN ? 0 : mean);
    squares += mistake == ABSOLUTE ? fabs(d) : mistake == NOT_SQUARED ? d : d * d;
    float_squares += mistake == FLOAT_SQUARES ? x[i] * x[i] : (float)(d * d);
  }
  if (mistake == SQUARES_FLOAT_ONLY) squares = (double)float_squares;
  double variance = squares / (mistake == N_MINUS_1 ? n - 1 : n);
  if (mistake == FLOAT_SQUARES) variance = (double)(float_squares / (float)n - (float)mean * (float)mean);
  begin(c, s);
  bool no_root = mistake == VARIANCE || mistake == ABSOLUTE;
  note(c, no_root ? "%.9g / %d" : "sqrt(%.9g / %d)", squares, mistake == N_MINUS_1 ? n - 1 : n);
  *s = no_root ? variance : sqrt(variance);
  /* the mean of the squares minus the square of the mean, in double, is right, too, but loses digits; and when all
     numbers are equal it leaves the root of what was lost */
  double lost = (n + 8) * DBL_EPSILON * all_squares / n;
  within(c, 1e-7 * fabs(*s) + fmin(sqrt(lost), lost / fmax(fabs(*s), 1e-300)));
  return true;
}

static void run(Case *c, __typeof__(mean_std) *f) { f(c->size[0], out(c, 0), out(c, 1), in(c, 0)); }
static void call(Case *c, void *function) { run(c, function); }
static void library(Case *c) { run(c, mean_std); }

const Check check_28 = {.names = "n",
                        .hand = hands,
                        .hands = 4,
                        .by_hand = "4 3.1623",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .library = library};
