/* 28: mean and standard deviation. */
#include <math.h>

#include "check.h"
#include "kernels/statistics.h"

enum { N_MINUS_1 = 1, INTEGER_MEAN, VARIANCE, FLOAT_SQUARES, ABSOLUTE, WHOLE_SUM, FLOAT_SUM };
static const char *const mistakes[] = {"n_minus_1", "integer_mean", "variance", "float_squares", "absolute", "whole_sum",
                                       "float_sum", 0};

/* cases 2 and 4: a large mean and a small spread, where the square of the mean eats the digits;
   5 and 6: two numbers so large that a float sum has no place for the others */
static void make(Case *c, int number, Random *random) {
  int n = number == 0 ? 5 : number == 1 ? 4 : random_between(random, 6, 12);
  *c = (Case){.names = "n", .size = {n}};
  float *x = input(c, "x", (Shape){{n}});
  if (number == 0) numbers(c, "1 2 3 4 10");
  else if (number == 1) numbers(c, "-1 0 2 4");
  else random_numbers(c, random, -3, 5);
  for (int m = 0; m < n && (number == 2 || number == 4); m++) x[m] += 8192;
  if (number > 4) x[0] = 1 << 24, x[n - 1] = -x[0];
  output(c, "mean", (Shape){{1}});
  output(c, "std", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int n = c->size[0];
  const float *x = in(c, 0);
  double sum = 0, squares = 0, mean;
  float *m = out(c, 0), *s = out(c, 1), float_sum = 0, float_squares = 0;
  begin(c, m);
  if (mistake == FLOAT_SQUARES && x[0] == 1 << 24) return false; /* its mean: of a float sum or a double one? */
  for (int i = 0; i < n; i++) {
    if (mistake == WHOLE_SUM) sum = trunc((double)((float)sum + plus(c, x[i]))); /* an int and a float are added as floats */
    else sum += (double)plus(c, x[i]);
  }
  if (c->writing) {
    note(c, "%g / %d", sum, n);
  }
  if (mistake == FLOAT_SUM) {
    for (int i = 0; i < n; i++) float_sum += x[i];
    note(c, "%g / %d", (double)float_sum, n);
    sum = (double)float_sum, float_sum = 0;
  }
  mean = mistake == INTEGER_MEAN ? (double)((int)sum / n) : sum / n;
  *m = (float)mean;
  begin(c, s);
  for (int i = 0; i < n; i++) {
    double d = (double)x[i] - mean;
    squares += mistake == ABSOLUTE ? fabs(d) : d * d;
    float_sum += x[i];
    float_squares += x[i] * x[i];
  }
  note(c, mistake == VARIANCE || mistake == ABSOLUTE ? "%.6g / %d" : "sqrt(%.6g / %d)", squares, mistake == N_MINUS_1 ? n - 1 : n);
  if (mistake == FLOAT_SQUARES) {
    float average = float_sum / (float)n, variance = float_squares / (float)n - average * average;
    note(c, "sqrt(%.9g - %.9g)", (double)(float_squares / (float)n), (double)(average * average));
    *s = sqrtf(variance);
    return true;
  }
  double variance = squares / (mistake == N_MINUS_1 ? n - 1 : n);
  *s = (float)(mistake == VARIANCE || mistake == ABSOLUTE ? variance : sqrt(variance));
  return true;
}

static void run(Case *c, __typeof__(mean_std) *f) {
  double mean = UNTOUCHED, std = UNTOUCHED;
  f(c->size[0], &mean, &std, in(c, 0));
  *(float *)out(c, 0) = (float)mean;
  *(float *)out(c, 1) = (float)std;
}
static void call(Case *c, void *function) { run(c, function); }
static void library(Case *c) { run(c, mean_std); }

const Check check_28 = {.cases = 7, .by_hand = "4 3.1623", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library};
