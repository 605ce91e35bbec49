/* A failing case made smaller: its choices one by one, then its numbers one by one, as long as it fails in the same way. */
#include <math.h>
#include <string.h>

#include "engine.h"

enum { MOST_TRIES = 400, MOST_SIMPLER = 64 };

typedef bool Wanted(const Trial *trial, const Run *run, const void *with);

/* runs the case of these choices; keeps it in `smallest` when it fails as wanted */
static bool keep_if(const Trial *trial, int number, Draw *draw, Wanted *wanted, const void *with, Run *smallest) {
  Draw again;
  draw_begin(&again, trial->exercise, number);
  again.replayed = draw->choices;
  memcpy(again.choice, draw->choice, sizeof again.choice);
  Case c;
  case_draw(&c, trial->check, &again);
  Run run;
  run_case(trial, &c, &run);
  if (!wanted(trial, &run, with)) {
    run_free(&run, true);
    return false;
  }
  run_free(smallest, true);
  *smallest = run;
  again.replayed = again.choices;
  *draw = again;
  return true;
}

/* is it simpler? whole before fractions, small before large */
static bool simpler_number(const Trial *trial, Run *smallest, float *x, float value, Wanted *wanted, const void *with) {
  float before = *x;
  if (value == before) return false;
  *x = value;
  if (trial->check->derive) trial->check->derive(&smallest->mine);
  Run run;
  run_case(trial, &smallest->mine, &run);
  if (wanted(trial, &run, with)) {
    case_free(&smallest->right, false);
    *smallest = run;
    return true;
  }
  case_free(&run.right, false);
  *x = before;
  if (trial->check->derive) trial->check->derive(&smallest->mine);
  return false;
}

void shrink(const Trial *trial, int number, Wanted *wanted, const void *with, Run *smallest) {
  Draw draw;
  draw_begin(&draw, trial->exercise, number);
  Case c;
  case_draw(&c, trial->check, &draw);
  run_case(trial, &c, smallest);
  int tries = 0;
  for (bool progress = true; progress && tries < MOST_TRIES;) {
    progress = false;
    for (int i = 0; i < draw.choices && tries < MOST_TRIES; i++) {
      int value = draw.choice[i], least = draw.least[i];
      int next[3] = {least, least + (value - least) / 2, value - 1};
      for (int k = 0; k < 3 && value > least; k++) {
        if (next[k] >= value) continue;
        Draw smaller = draw;
        smaller.choice[i] = next[k];
        tries++;
        if (keep_if(trial, number, &smaller, wanted, with, smallest)) {
          draw = smaller;
          progress = true;
          break;
        }
      }
    }
  }
  for (int i = 0; i < smallest->mine.ins; i++) {
    const Array *a = &smallest->mine.in[i];
    if (!a->simpler || a->kind != FLOATS || a->count > MOST_SIMPLER) continue;
    for (int m = 0; m < a->count; m++) {
      float *x = (float *)a->data + m, value = *x;
      if (simpler_number(trial, smallest, x, 0, wanted, with) || simpler_number(trial, smallest, x, 1, wanted, with))
        continue;
      if (simpler_number(trial, smallest, x, roundf(value), wanted, with)) continue;
      simpler_number(trial, smallest, x, roundf(value * 4) / 4, wanted, with);
    }
  }
  Run again; /* the outputs are those of the last try */
  run_case(trial, &smallest->mine, &again);
  case_free(&smallest->right, false);
  *smallest = again;
}
