/*
 * Tests of a check itself: hand, definition and library agree; each mistake is a wrong answer in
 * two cases and no two are the same; all zeros are refused; slopes are what they say.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

static int faults;
static const Exercise *proved;

static void fault(const char *what, const char *more) {
  printf("%02d %s: %s %s\n", proved->number, proved->name, what, more ? more : "");
  faults++;
}

/* the numbers in by_hand are the outputs of case 0 */
static void prove_by_hand(const Case *right) {
  const char *text = proved->check->by_hand;
  for (int o = 0; o < right->outs; o++) {
    const Array *a = &right->out[o];
    for (int i = 0; i < a->count; i++) {
      char *end;
      double hand = strtod(text, &end), value = a->integer ? ((int *)a->data)[i] : (double)((float *)a->data)[i];
      if (end == text) return fault("by_hand has too few numbers, wanted", place_name(a, i));
      if (!(fabs(hand - value) <= 2e-4 * fmax(fabs(hand), .3)) && !(isnan(hand) && isnan(value)))
        fault("by_hand is not the answer at", place_name(a, i));
      text = end;
    }
  }
  if (text[strspn(text, " \n")]) fault("by_hand has too many numbers", NULL);
}

/*
 * Central differences of the loss, by each number of an input. At a corner, such as ReLU's at 0, the slopes
 * before and behind differ, by 1 and more; elsewhere these losses are straight, or bend by less than 0.02.
 */
static void prove_slopes(Case *c, const Case *right) {
  const float step = 0.0625f;
  int compared = 0;
  for (int o = 0; o < right->outs; o++) {
    int i = proved->check->slope_of[o];
    if (i < 0) continue;
    for (int k = 0; k < c->in[i].count; k++) {
      float *x = (float *)c->in[i].data + k, before = *x;
      *x = before + step;
      double up = proved->check->loss(c);
      *x = before - step;
      double down = proved->check->loss(c), slope = (up - down) / (2 * (double)step);
      *x = before;
      double bend = (up + down - 2 * proved->check->loss(c)) / (double)step, value = (double)((float *)right->out[o].data)[k];
      if (proved->check->kinks && fabs(bend) > 0.1) continue;
      compared++;
      if (!(fabs(slope - value) <= 2e-3 * fmax(1, fabs(slope)))) fault("is not the loss's slope:", place_name(&right->out[o], k));
    }
  }
  if (compared == 0) fault("has a case without a slope to compare", NULL);
}

int prove_check(const Exercise *exercise) {
  const Check *check = exercise->check;
  int count = mistake_count(check), which, place, zeros_wrong = 0, wrong[MOST_MISTAKES] = {0};
  bool apart[MOST_MISTAKES][MOST_MISTAKES] = {{0}};
  faults = 0;
  proved = exercise;
  if (check->cases < 3 || check->cases > MOST_CASES) fault("has too few or too many cases", NULL);

  for (int n = 0; n < check->cases; n++) {
    Case c, right, defined, zero, mistaken[MOST_MISTAKES];
    bool says[MOST_MISTAKES];
    case_make(&c, exercise, n);
    case_copy(&right, &c), case_copy(&defined, &c), case_copy(&zero, &c);
    case_solve(&right, check);
    if (n == 0) prove_by_hand(&right);
    if (!check->answer(&defined, 0) || !case_equal(&defined, &right, check, &which, &place))
      fault("library and definition differ in case", text_of(n));
    for (int o = 0; o < zero.outs; o++) memset(zero.out[o].data, 0, (size_t)zero.out[o].count * sizeof(float));
    zeros_wrong += !case_equal(&zero, &right, check, &which, &place);
    if (check->loss) prove_slopes(&c, &right);

    for (int m = 1; m <= count; m++) {
      case_copy(&mistaken[m], &c);
      says[m] = check->answer(&mistaken[m], m);
      if (says[m] && !case_equal(&mistaken[m], &right, check, &which, &place)) wrong[m]++;
    }
    for (int m = 1; m <= count; m++)
      for (int k = 1; k < m; k++)
        if (says[m] && says[k] && !case_equal(&mistaken[m], &mistaken[k], check, &which, &place)) apart[m][k] = true;
    for (int m = 1; m <= count; m++) case_free(&mistaken[m], false);
    case_free(&zero, false), case_free(&defined, false), case_free(&right, false), case_free(&c, true);
  }

  if (check->even) { /* by it no reader is judged, but it must be right */
    Case c, right;
    case_make(&c, exercise, EVEN_CASE);
    case_copy(&right, &c);
    case_solve(&right, check);
    if (!check->answer(&c, 0) || !case_equal(&c, &right, check, &which, &place))
      fault("library and definition differ in the even case", NULL);
    case_free(&right, false), case_free(&c, true);
  }
  if (zeros_wrong == 0) fault("takes all zeros for an answer", NULL);
  for (int m = 1; m <= count; m++) {
    if (wrong[m] < 2) fault("in fewer than two cases wrong: mistake", check->mistakes[m - 1]);
    for (int k = 1; k < m; k++)
      if (!apart[m][k]) fault("not told from another mistake:", check->mistakes[m - 1]);
  }
  return faults;
}
