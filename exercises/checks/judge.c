/*
 * The reader's function against the cases. It may do anything: run for ever, write where it
 * must not. So it runs in a process of its own (Check's fork mode), compiled with the address
 * and undefined-behaviour sanitizers; what it finds is written to memory that both share.
 */
#include <check.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#undef fail /* Check has one, too */
#ifdef _OPENMP
#include <omp.h>
#endif
#include "base/error.h"
#include "engine.h"

enum {
  SECONDS_OF_WORK = 1, /* processor time: a busy machine does not make a loop endless */
  SECONDS_IN_ALL = 20  /* for one that waits for something */
};

/* what the judging process is about; set before Check forks it */
static const Exercise *judged;
static const char *shared_object, *log_path;
static Judging how;
static Verdict *found;

const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=0:color=never:handle_segv=1:allocator_may_return_null=1:print_legend=0:print_full_thread_history=0";
}

/* ---- the report ---- */
/* the array as lines of a column, in brackets when they are the reader's; null when it has no small picture */
static int picture(const Array *a, bool yours, char lines[6][40]) {
  int columns = a->count, rows = 1;
  if (a->shape.size[1] > 0) rows = a->shape.size[0], columns = a->count / rows;
  if (rows > 5 || columns > 6 || a->shape.size[2] > 1) return 0;
  for (int r = 0; r < rows; r++) {
    size_t used = (size_t)snprintf(lines[r], 40, "%s", yours ? "[" : "");
    for (int c = 0; c < columns && used < 36; c++)
      used += (size_t)snprintf(lines[r] + used, 40 - used, "%s%s", c ? " " : "", number_text(a, r * columns + c));
    if (used >= 38) return 0;
    if (yours) strcat(lines[r], "]");
  }
  return rows;
}

/* inputs, expected and yours side by side; false when they are too large for that */
static bool report_pictures(FILE *file, const Case *c, const Case *expected, int which) {
  static char lines[MOST_ARRAYS + 2][6][40];
  const char *names[MOST_ARRAYS + 2];
  int rows[MOST_ARRAYS + 2], wide[MOST_ARRAYS + 2], count = 0, most = 0, all = 3;
  for (int i = 0; i < c->ins; i++)
    if (c->in[i].name[0]) names[count] = c->in[i].name, rows[count] = picture(&c->in[i], false, lines[count]), count++;
  for (int o = 0; o < c->outs; o++)
    if (c->out[o].start) {
      if (count == MOST_ARRAYS) return false;
      Array before = c->out[o];
      before.data = (void *)(size_t)before.start;
      names[count] = before.name, rows[count] = picture(&before, false, lines[count]), count++;
    }
  if (count > MOST_ARRAYS) return false;
  names[count] = say("expected", 0, 0, 0), rows[count] = picture(&expected->out[which], false, lines[count]), count++;
  names[count] = say("yours", 0, 0, 0), rows[count] = picture(&c->out[which], true, lines[count]), count++;
  for (int i = 0; i < count; i++) {
    wide[i] = width(names[i]);
    for (int r = 0; r < rows[i]; r++)
      if (width(lines[i][r]) > wide[i]) wide[i] = width(lines[i][r]);
    all += wide[i] + 3;
    if (rows[i] == 0) return false;
    if (rows[i] > most) most = rows[i];
  }
  if (all > 79) return false;
  for (int r = -1; r < most; r++) {
    fprintf(file, "   ");
    for (int i = 0; i < count; i++) pad(file, r < 0 ? names[i] : r < rows[i] ? lines[i][r] : "", i + 1 < count ? wide[i] + 3 : 0);
    fputc('\n', file);
  }
  return true;
}

/* "H 3  W 5", from the check's names */
static void report_sizes(FILE *file, const Case *c) {
  if (!c->names || !*c->names) return;
  char text[300] = "", names[200];
  snprintf(names, sizeof names, "%s", c->names);
  int i = 0;
  for (char *name = strtok(names, " "); name && i < MOST_SIZES; name = strtok(NULL, " "), i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %d", i ? ", " : "", name, c->size[i]);
  fprintf(file, "   %s\n", say("sizes", text, 0, 0));
}

/* the arithmetic of one element, by the definition or by a mistake */
static void arithmetic(const Case *c, int which, int place, int mistake, char *text, size_t size) {
  Case copy;
  case_copy(&copy, c);
  copy.wanted = (const char *)copy.out[which].data + (size_t)place * sizeof(float);
  copy.arithmetic[0] = '\0';
  if (judged->check->answer(&copy, mistake)) snprintf(text, size, "%s", copy.arithmetic);
  else text[0] = '\0';
  case_free(&copy, false);
}

/* "1*2 + 3*4 = 14"; words end in a blank: "0.25 in epoch 2"; and a sum of one term is the number itself */
static void with_value(char *text, size_t size, const char *sum, const char *value) {
  size_t length = strlen(sum);
  if (length == 0 || strcmp(sum, value) == 0) snprintf(text, size, "%s", value);
  else snprintf(text, size, "%s%s%s", sum, sum[length - 1] == ' ' ? "" : " = ", value);
}

static void report(const Case *c, const Case *expected, int which, int place) {
  FILE *file = fmemopen(found->report, sizeof found->report, "w");
  if (!file) return;
  if (c->note) fprintf(file, "   %s\n", c->note);
  report_sizes(file, c);
  report_pictures(file, c, expected, which);
  char sum[300], right[400];
  arithmetic(c, which, place, 0, sum, sizeof sum);
  const char *number = number_text(&expected->out[which], place), *mine = number_text(&c->out[which], place);
  char more[2][24]; /* where only the last bits differ */
  if (strcmp(number, mine) == 0 && !c->out[which].integer) {
    snprintf(more[0], sizeof more[0], "%.9g", (double)((float *)expected->out[which].data)[place]);
    snprintf(more[1], sizeof more[1], "%.9g", (double)((float *)c->out[which].data)[place]);
    number = more[0], mine = more[1];
  }
  with_value(right, sizeof right, sum, number);
  const char *name = strcmp(c->out[which].name, "result") == 0 ? say("result", 0, 0, 0) : place_name(&c->out[which], place);
  /* a long sum stands on a line of its own */
  fprintf(file, "   %s: %s.%s%s: {yours}.\n", name, right, width(sum) > 36 ? "\n   " : "  ", say("Yours", 0, 0, 0));
  fclose(file);
  snprintf(found->mine, sizeof found->mine, "%s", mine);
  for (int m = 1; m <= mistake_count(judged->check); m++)
    arithmetic(c, which, place, m, found->yours[m], sizeof found->yours[m]);
}

/* ---- what kind of wrong, when no named mistake fits ---- */
static double number_at(const Array *a, int i) { return a->integer ? ((int *)a->data)[i] : (double)((float *)a->data)[i]; }

/* how many numbers of the reader's array are so */
static int how_many(const Array *mine, const Array *right, bool (*is)(double mine, double right)) {
  int count = 0;
  for (int i = 0; i < mine->count; i++) count += is(number_at(mine, i), number_at(right, i));
  return count;
}
static bool is_zero(double mine, double right) { return (void)right, mine == 0; }
static bool is_added(double mine, double right) { return fabs(mine - right - UNTOUCHED) < 1e-2; }
static bool is_untouched(double mine, double right) { return (void)right, mine == UNTOUCHED; }
static bool is_strange(double mine, double right) { return isnan(mine) && !isnan(right); }
static bool is_whole(double mine, double right) { return (void)right, mine == floor(mine); }
static bool is_cut(double mine, double right) { return mine == floor(mine) && right != floor(right); }

static bool all_zero(const Case *c, const Case *expected) {
  for (int o = 0; o < c->outs; o++)
    if (how_many(&c->out[o], &expected->out[o], is_zero) < c->out[o].count) return false;
  return true;
}

/* whole numbers where fractions belong */
static bool whole(const Array *mine, const Array *right) {
  return !mine->integer && how_many(mine, right, is_whole) == mine->count && how_many(mine, right, is_cut) > 0;
}

/* about the array that the report shows, and first about the number that it marks */
static const char *general_hint(const Case *c, const Case *expected, int which, int place) {
  const Array *mine = &c->out[which], *right = &expected->out[which];
  double number = number_at(mine, place), wanted = number_at(right, place);
  if (mine->start && memcmp(mine->data, mine->start, (size_t)mine->count * sizeof(float)) == 0) return "unchanged";
  if (!mine->start) {
    int untouched = how_many(mine, right, is_untouched);
    if (untouched < mine->count && how_many(mine, right, is_added) == mine->count) return "not_set";
    if (number == UNTOUCHED) return "not_written";
    if (is_added(number, wanted)) return "not_set";
    if (untouched > 0) return "not_written";
  }
  if (!judged->check->zeros_hint && all_zero(c, expected)) return "zeros";
  if (how_many(mine, right, is_strange) > 0) return "nan";
  if (whole(mine, right) && (mine->count > 1 || fabs(number - wanted) < 1)) return "whole";
  return "look";
}

/* ---- one case ---- */
static void remember_arrays(const Case *c) {
  for (int i = 0; i < 2 * MOST_ARRAYS; i++) {
    bool input = i < MOST_ARRAYS;
    int place = input ? i : i - MOST_ARRAYS;
    const Array *a = place < (input ? c->ins : c->outs) ? (input ? &c->in[place] : &c->out[place]) : NULL;
    found->array_data[i] = a ? a->data : NULL;
    found->array_count[i] = a ? a->count : 0;
    snprintf(found->array_at[i], sizeof found->array_at[i], "%s", a ? a->name : "");
  }
}

/* which mistakes would have given these answers, too */
static void compare_mistakes(const Case *c, const Case *expected) {
  int which, place;
  for (int m = 1; m <= mistake_count(judged->check); m++) {
    Case mistaken;
    case_copy(&mistaken, c);
    if (judged->check->answer(&mistaken, m)) {
      if (!case_equal(c, &mistaken, judged->check, &which, &place)) found->alive[m] = false;
      if (!case_equal(&mistaken, expected, judged->check, &which, &place)) found->wrong[m]++;
    }
    case_free(&mistaken, false);
  }
}

/* copies of the inputs, to see whether the function writes into one */
static void inputs_copy(const Case *c, void *copy[MOST_ARRAYS]) {
  for (int i = 0; i < c->ins; i++) {
    copy[i] = malloc((size_t)c->in[i].count * sizeof(float));
    if (!copy[i]) BUG("no memory");
    memcpy(copy[i], c->in[i].data, (size_t)c->in[i].count * sizeof(float));
  }
}

/* says which number of an input is another one now; puts them back */
static void inputs_compare(const Case *c, void *copy[MOST_ARRAYS]) {
  for (int i = 0; i < c->ins; i++) {
    Array before = c->in[i];
    before.data = copy[i];
    for (int m = 0; m < before.count && !found->failed; m++)
      if (memcmp((char *)copy[i] + (size_t)m * sizeof(float), (char *)c->in[i].data + (size_t)m * sizeof(float), sizeof(float)) != 0) {
        FILE *file = fmemopen(found->report, sizeof found->report, "w");
        if (!file) break;
        report_sizes(file, c);
        fprintf(file, "   %s\n", say("input_was", place_name(&before, m), number_text(&before, m), number_text(&c->in[i], m)));
        fclose(file);
        snprintf(found->hint, sizeof found->hint, "input_changed");
        found->failed = found->input_changed = true;
      }
    memcpy(c->in[i].data, copy[i], (size_t)before.count * sizeof(float));
    free(copy[i]);
  }
}

static void run_case(int number, void *function) {
  const Check *check = judged->check;
  Case c, expected;
  int which = 0, place = 0;
  case_make(&c, judged, number);
  case_copy(&expected, &c);
  case_solve(&expected, check);
  remember_arrays(&c);
  found->running = number;
  void *before[MOST_ARRAYS];
  inputs_copy(&c, before);
  check->call(&c, function);
  inputs_compare(&c, before);
  bool right = how == ACCEPT_ALL || case_equal(&c, &expected, check, &which, &place);
  compare_mistakes(&c, &expected);
  if (!right && !found->failed) {
    report(&c, &expected, which, place);
    snprintf(found->hint, sizeof found->hint, "%s", general_hint(&c, &expected, which, place));
    found->failed = true;
  } else if (!right && strcmp(found->hint, "whole") == 0 && !whole(&c.out[which], &expected.out[which])) {
    snprintf(found->hint, sizeof found->hint, "look"); /* the whole number had come about by chance */
  }
  found->cases++;
  case_free(&c, true);
  case_free(&expected, false);
}

/* ---- the process ---- */
START_TEST(all_cases) {
  struct rlimit work = {SECONDS_OF_WORK, SECONDS_OF_WORK};
  int log = open(log_path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (log >= 0) dup2(log, STDOUT_FILENO), dup2(log, STDERR_FILENO);
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
#ifdef _OPENMP
  omp_set_num_threads(1);
#endif

  void *object = dlopen(shared_object, RTLD_NOW | RTLD_LOCAL);
  const char *error = object ? NULL : dlerror(), *missing = error ? strstr(error, "undefined symbol: ") : NULL;
  if (missing) {
    snprintf(found->report, sizeof found->report, "   %s\n", say("calls_unknown", missing + strlen("undefined symbol: "), 0, 0));
    snprintf(found->hint, sizeof found->hint, "unknown_function");
    found->failed = found->finished = true;
    return;
  }
  void *function = object ? dlsym(object, judged->name) : NULL;
  if (!function) {
    snprintf(found->hint, sizeof found->hint, "no_function");
    found->failed = found->finished = true;
    return;
  }
  setrlimit(RLIMIT_CPU, &work);
  if (how == EVEN_ALONE) run_case(judged->check->even ? EVEN_CASE : 0, function);
  else
    for (int i = 0; i < judged->check->cases; i++) run_case(i, function);
  found->finished = true;
}
END_TEST

/* the hint: the one mistake that gave all these answers, wrong ones in two cases at least */
static void choose_hint(Verdict *v) {
  const char *sum = "";
  for (int m = 1; m <= mistake_count(judged->check) && !v->input_changed; m++)
    if (v->alive[m] && v->wrong[m] >= 2) {
      snprintf(v->hint, sizeof v->hint, "%s", judged->check->mistakes[m - 1]);
      sum = v->yours[m];
      break;
    }
  char *hole = strstr(v->report, "{yours}"), yours[400], rest[1200];
  if (!hole) return;
  with_value(yours, sizeof yours, sum, v->mine);
  snprintf(rest, sizeof rest, "%s", hole + strlen("{yours}"));
  snprintf(hole, sizeof v->report - (size_t)(hole - v->report), "%s%s", yours, rest);
}

/* ---- a crash in plain words ---- */
/* the line of the reader's file that a sanitizer names, or 0 */
static int line_named(const char *text) {
  char file[80];
  snprintf(file, sizeof file, "%02d_%s", judged->number, judged->name);
  for (const char *at = text; (at = strstr(at, file)); at++) {
    const char *colon = strstr(at, ".c:");
    if (colon && colon - at < 60) return atoi(colon + 3);
  }
  return 0;
}

/* at which array did the address sanitizer see it? */
static const char *array_near(const char *text, int *count) {
  const char *at = strstr(text, "on address 0x");
  if (!at) return NULL;
  size_t address = strtoull(at + strlen("on address "), NULL, 16);
  const char *name = NULL, *region = strstr(text, "-byte region [0x");
  size_t nearest = 4096;
  if (strstr(text, "in stack of thread") || strstr(text, "of global variable")) return NULL; /* an array of the reader's own */
  if (region) { /* it knows the allocation: that array, or none of the case's */
    size_t begins = strtoull(region + strlen("-byte region ["), NULL, 16);
    for (int i = 0; i < 2 * MOST_ARRAYS; i++)
      if ((size_t)found->array_data[i] == begins && begins) name = found->array_at[i], *count = found->array_count[i];
    return name;
  }
  for (int i = 0; i < 2 * MOST_ARRAYS; i++) {
    size_t start = (size_t)found->array_data[i], end = start + (size_t)found->array_count[i] * sizeof(float);
    size_t distance = address >= end ? address - end : start > address ? start - address : 0;
    if (found->array_data[i] && distance < nearest) nearest = distance, name = found->array_at[i], *count = found->array_count[i];
  }
  return name;
}

static void explain_crash(Verdict *v, int signal_seen) {
  char *log = read_text(log_path), *text = log ? log : NULL, *at;
  const char *empty = "", *line = text_of(line_named(text ? text : empty));
  if (!text) text = strdup("");
  const char *words, *hint = "crash";
  int count = 0, length = 0;
  long long index = 0;
  if ((at = strstr(text, "runtime error: index "))) {
    sscanf(at, "runtime error: index %lld out of bounds for type '%*[^[][%d", &index, &length);
    char shown[24];
    snprintf(shown, sizeof shown, "%lld", index);
    words = length > 0 ? say("crash_index", line, shown, text_of(length)) : say("crash_index_unknown", line, shown, 0);
    hint = "out_of_bounds";
  } else if (strstr(text, "stack-overflow")) words = say("crash_recursion", line, 0, 0);
  else if (strstr(text, "buffer-overflow") || strstr(text, "use-after") || strstr(text, "unknown-crash")) {
    const char *name = array_near(text, &count);
    bool writes = strstr(text, "\nWRITE of size") != NULL;
    if (name) words = say(writes ? "crash_writes" : "crash_reads", line, name, text_of(count));
    else words = say("crash_outside", line, 0, 0);
    hint = "out_of_bounds";
  } else if (strstr(text, "division by zero")) words = say("crash_division", line, 0, 0);
  else if (strstr(text, "SEGV") || strstr(text, "DEADLYSIGNAL")) {
    words = say("crash_address", line, 0, 0);
    hint = "out_of_bounds";
  } else if ((at = strstr(text, "runtime error: "))) {
    at[strcspn(at, "\n")] = '\0';
    words = say("crash_other", line, at + strlen("runtime error: "), 0);
  } else if (signal_seen) {
    words = say("crash_endless", 0, 0, 0);
    hint = "endless";
  } else words = say("crash_ended", 0, 0, 0);

  size_t used = strlen(v->report);
  snprintf(v->report + used, sizeof v->report - used, "   %s\n", words);
  snprintf(v->hint, sizeof v->hint, "%s", hint);
  v->failed = true;
  free(text);
}

/* what the function was given when it crashed; a case before may have been wrong already */
static void report_crashed_case(Verdict *v) {
  Case c;
  case_make(&c, judged, v->running);
  size_t used = strlen(v->report);
  FILE *file = fmemopen(v->report + used, sizeof v->report - used, "w");
  if (file) {
    report_sizes(file, &c);
    fclose(file);
  }
  case_free(&c, true);
}

void judge(const Exercise *exercise, const char *library, const char *log, Judging judging, Verdict *verdict) {
  judged = exercise, shared_object = library, log_path = log, how = judging;
  found = mmap(NULL, sizeof *found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (found == MAP_FAILED) BUG("no memory to share");
  for (int m = 0; m < MOST_MISTAKES; m++) found->alive[m] = true;

  Suite *suite = suite_create(exercise->name);
  TCase *cases = tcase_create("cases");
  tcase_set_timeout(cases, SECONDS_IN_ALL);
  tcase_add_test(cases, all_cases);
  suite_add_tcase(suite, cases);
  SRunner *runner = srunner_create(suite);
  srunner_set_fork_status(runner, CK_FORK);
  fflush(NULL);
  srunner_run_all(runner, CK_SILENT);
  bool by_signal = false;
  if (srunner_ntests_failed(runner) > 0) {
    TestResult **failures = srunner_failures(runner);
    const char *message = tr_msg(failures[0]);
    by_signal = message && (strstr(message, "signal") || strstr(message, "timeout"));
    free(failures);
  }
  srunner_free(runner);

  *verdict = *found;
  if (!verdict->finished) {
    report_crashed_case(verdict);
    explain_crash(verdict, by_signal);
  }
  choose_hint(verdict);
  verdict->state = verdict->failed ? WRONG : SOLVED;
  munmap(found, sizeof *found);
}
