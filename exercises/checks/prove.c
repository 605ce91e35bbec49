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
      double hand = strtod(text, &end), value = number_at(a, i);
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
static int prove_slopes(Case *c, const Case *right) {
  const Check *check = proved->check;
  const float step = 0.0625f;
  int compared = 0;
  for (int o = 0; o < right->outs; o++) {
    int i = check->slope_of[o];
    if (i < 0) continue;
    for (int k = 0; k < right->out[o].count; k++) {
      float *x = (float *)c->in[i].data + (check->slope_at ? check->slope_at[o] : k), before = *x;
      *x = before + step;
      double up = check->loss(c, NULL);
      *x = before - step;
      double down = check->loss(c, NULL), slope = (up - down) / (2 * (double)step);
      *x = before;
      double bend = (up + down - 2 * check->loss(c, NULL)) / (double)step, value = number_at(&right->out[o], k);
      if (check->kinks && fabs(bend) > 0.02) continue;
      compared++;
      if (!(fabs(slope - value) <= 4e-3 * fmax(1, fabs(slope))))
        fault("is not the loss's slope:", place_name(&right->out[o], k));
    }
  }
  return compared;
}

/* the library is a second author, on the strangers' cases, too; sums of floats differ from its by what its are off */
static void prove_library(const Case *right, const char *number) {
  const Check *check = proved->check;
  Case theirs;
  case_copy(&theirs, right);
  check->library(&theirs);
  int which, place;
  if (!case_equal(&theirs, right, check, &which, &place)) {
    printf("library %s, definition %s\n", number_text(&theirs.out[which], place),
           number_text(&right->out[which], place));
    fault("library and definition differ in case", number);
  }
  case_free(&theirs, false);
}

enum { FEW = 150 }; /* of the strangers' cases: mistakes are compared on these */

int prove_check(const Exercise *exercise) {
  const Check *check = exercise->check;
  int count = mistake_count(check), which, place, zeros_wrong = 0, wrong[MOST_MISTAKES] = {0}, compared = 0;
  bool apart[MOST_MISTAKES][MOST_MISTAKES] = {{0}};
  faults = 0;
  proved = exercise;
  if (check->hands < 2) fault("has fewer than two cases by hand", NULL);

  for (int n = EVEN_CASE; n < case_count(check); n++) { /* by the even case no reader is judged, but it must be right */
    Case c, right, zero, mistaken[MOST_MISTAKES];
    bool says[MOST_MISTAKES];
    case_make(&c, exercise, n);
    case_copy(&right, &c);
    if (!case_answer(&right, check, 0)) fault("gives no answer in case", digits(n));
    if (n == 0) prove_by_hand(&right);
    if (check->library) prove_library(&right, digits(n));
    if (n >= check->hands + FEW || n == EVEN_CASE) {
      case_free(&right, false);
      case_free(&c, true);
      continue;
    }
    case_copy(&zero, &c);
    for (int o = 0; o < zero.outs; o++) memset(zero.out[o].data, 0, array_size(&zero.out[o]));
    zeros_wrong += !case_equal(&zero, &right, check, &which, &place);
    if (check->loss && n < check->hands) compared += prove_slopes(&c, &right);

    for (int m = 1; m <= count; m++) {
      case_copy(&mistaken[m], &c);
      says[m] = case_answer(&mistaken[m], check, m);
      if (says[m] && !case_equal(&mistaken[m], &right, check, &which, &place)) wrong[m]++;
    }
    for (int m = 1; m <= count; m++)
      for (int k = 1; k < m; k++)
        if (says[m] && says[k] && !case_equal(&mistaken[m], &mistaken[k], check, &which, &place)) apart[m][k] = true;
    for (int m = 1; m <= count; m++) case_free(&mistaken[m], false);
    case_free(&zero, false);
    case_free(&right, false);
    case_free(&c, true);
  }
  if (check->loss && compared == 0) fault("has no slope to compare", NULL);
  if (zeros_wrong == 0) fault("takes all zeros for an answer", NULL);
  for (int m = 1; m <= count; m++) {
    if (wrong[m] < 2) fault("in fewer than two cases wrong: mistake", check->mistakes[m - 1]);
    for (int k = 1; k < m; k++)
      if (!apart[m][k]) fault("not told from another mistake:", check->mistakes[m - 1]);
  }
  return faults;
}
