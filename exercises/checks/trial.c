/* The reader's function on all cases: those made by hand, those that a milestone kept, and strangers'. */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>

#include "base/error.h"
#include "engine.h"

enum { CASE_SECONDS = 1 }; /* processor time of one case: a busy machine does not make a loop endless */

/* ---- one call ---- */
static void remember_arrays(Verdict *found, const Case *c) {
  memset(found->array_data, 0, sizeof found->array_data);
  for (int i = 0; i < c->ins + c->outs; i++) {
    const Array *a = i < c->ins ? &c->in[i] : &c->out[i - c->ins];
    found->array_data[i] = a->data;
    found->array_count[i] = a->count;
    found->array_size[i] = (int)number_size(a);
    snprintf(found->array_name[i], sizeof found->array_name[i], "%s", a->name);
  }
}

static void remember_case(const Trial *trial, const Case *c) {
  FILE *file = fmemopen(trial->found->running, sizeof trial->found->running, "w");
  if (!file) return;
  if (c->note[0]) fprintf(file, "   %s\n", c->note);
  report_sizes(file, trial->check, c);
  fclose(file);
}

/* copies of the inputs, to see whether the function writes into one */
static void inputs_copy(const Case *c, void *copy[MOST_ARRAYS]) {
  for (int i = 0; i < c->ins; i++) {
    copy[i] = malloc(array_size(&c->in[i]) + 1);
    if (!copy[i]) BUG("no memory");
    memcpy(copy[i], c->in[i].data, array_size(&c->in[i]));
  }
}

/* says which number of an input is another one now; puts them back */
static void inputs_compare(const Trial *trial, Case *c, void *copy[MOST_ARRAYS]) {
  Verdict *found = trial->found;
  for (int i = 0; i < c->ins; i++) {
    Array before = c->in[i];
    before.data = copy[i];
    size_t size = number_size(&before);
    bool same = memcmp(copy[i], c->in[i].data, array_size(&before)) == 0;
    for (int m = 0; m < before.count && !same && !found->failed; m++) {
      if (memcmp((char *)copy[i] + (size_t)m * size, (char *)c->in[i].data + (size_t)m * size, size) == 0) continue;
      FILE *file = fmemopen(found->report, sizeof found->report, "w");
      if (!file) break;
      report_sizes(file, trial->check, c);
      fprintf(file, "   %s\n",
              say("input_was", place_name(&before, m), number_text(&before, m), number_text(&c->in[i], m)));
      fclose(file);
      snprintf(found->hint, sizeof found->hint, "input_changed");
      found->failed = found->input_changed = true;
    }
    memcpy(c->in[i].data, copy[i], array_size(&before));
    free(copy[i]);
  }
}

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static long waits_so_far(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_nvcsw;
}

/* the call, with a limit on its processor time; who gives the processor away for long waits for something */
static void call(const Trial *trial, Case *c) {
  struct itimerval limit = {.it_value.tv_sec = CASE_SECONDS}, none = {0};
  setitimer(ITIMER_PROF, &limit, NULL);
  double before = seconds_now();
  long waited = waits_so_far();
  trial->check->call(c, trial->function);
  double took = seconds_now() - before;
  setitimer(ITIMER_PROF, &none, NULL);
  if (took > 0.15 && waits_so_far() > waited) {
    trial->found->waits = true;
    exit(0);
  }
}

void run_case(const Trial *trial, const Case *c, Run *run) {
  *run = (Run){.mine = *c};
  case_copy(&run->right, c);
  if (!case_answer(&run->right, trial->check, 0)) BUG("the definition gives no answer");
  case_reset(&run->mine);
  remember_arrays(trial->found, c);
  remember_case(trial, c);
  void *before[MOST_ARRAYS];
  inputs_copy(c, before);
  call(trial, &run->mine);
  inputs_compare(trial, &run->mine, before);
  run->wrong = trial->how != ACCEPT_ALL && !case_equal(&run->mine, &run->right, trial->check, &run->which, &run->place);
}

void run_free(Run *run, bool inputs) {
  case_free(&run->right, false);
  if (inputs) case_free(&run->mine, true);
}

/* ---- all cases ---- */
static bool wrong_case(const Trial *trial, const Case *c, int number) {
  Run run;
  run_case(trial, c, &run);
  bool wrong = run.wrong;
  if (wrong && !trial->found->failed) { /* should a later case crash, this is known */
    diagnose_case(trial, &run);
    trial->found->failed = true;
  } else if (!wrong && trial->check->loss && !trial->found->proof[0] && number >= trial->check->hands + 3 &&
             c->out[0].count < 13) {
    report_slopes(trial, &run); /* on fractions that nobody chose */
  }
  trial->found->cases++;
  run_free(&run, true);
  return wrong;
}

void trial_run(const Trial *trial) {
  static bool wrong[MOST_RUNS];
  const Check *check = trial->check;
  int cases = trial->limit < case_count(check) ? trial->limit : case_count(check), wrongs = 0;
  if (cases > MOST_RUNS) BUG("more than %d cases", MOST_RUNS);
  Case c;
  if (trial->how == EVEN_ALONE) {
    case_make(&c, trial->exercise, EVEN_CASE);
    wrong_case(trial, &c, EVEN_CASE);
    return;
  }
  for (int number = 0; number < cases && !trial->found->input_changed; number++) {
    if (number == check->hands && trial->how == ALL_CASES && case_kept(&c, trial->exercise)) wrong_case(trial, &c, -1);
    case_make(&c, trial->exercise, number);
    wrong[number] = wrong_case(trial, &c, number);
    wrongs += wrong[number];
    if (wrongs > 0 && number > check->hands + 400) cases = number + 1; /* enough is known */
  }
  if (wrongs > 0 && !trial->found->input_changed) diagnose(trial, cases, wrong);
}
