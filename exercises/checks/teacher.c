/*
 * The teacher: shows where the exercises stand, checks one, gives hints. Run by make (exercises.mk),
 * which has compiled the reader's files by then:
 *
 *     BUILD/exercises/NN_name.built  untouched, built or failed (compile.c)
 *     BUILD/exercises/NN_name.so     the reader's function, with sanitizers
 *     BUILD/exercises/NN_name.log    what the compiler said
 */
#include <ctype.h>
#include <dlfcn.h>
#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine.h"
#include "questions.h"

static const char *build = "build";
const char *build_folder(void) { return build; }

/* ---- paths ---- */
static const char *exercise_path(const Exercise *e) {
  static char path[200];
  snprintf(path, sizeof path, "exercises/%s/%02d_%s.c", e->folder, e->number, e->name);
  return path;
}
static const char *name_of(const Exercise *e) {
  static char name[80];
  snprintf(name, sizeof name, "%02d_%s", e->number, e->name);
  return name;
}
static const char *built(const Exercise *e, const char *ending) {
  static char path[2][400];
  static int next = 0;
  next = 1 - next;
  snprintf(path[next], sizeof path[0], "%s/exercises/%02d_%s%s", build, e->number, e->name, ending);
  return path[next];
}
static int processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1 ? CPU_COUNT(&set) : 1;
}
static const char *two_digits(const Exercise *e) {
  static char text[8];
  snprintf(text, sizeof text, "%02d", e->number);
  return text;
}
static char *text_for(const Exercise *e, const char *name) {
  char *text = section(language(), name_of(e), name);
  return text ? text : section(language(), "general", name);
}

/* ---- the stub: the solution without what stands between its markers ---- */
static char *stub_of(const Exercise *e) {
  char path[200];
  snprintf(path, sizeof path, "exercises/solutions/%s.c", name_of(e));
  char *text = read_text(path), *open = text ? strstr(text, "  // [answer]") : NULL;
  char *close = open ? strstr(open, "  // [end]\n") : NULL;
  if (!close) return free(text), NULL;
  char *kept = open + strlen("  // [answer]"), *line_end = strchr(kept, '\n');
  size_t size = strlen(text) + 100;
  char *stub = malloc(size);
  if (stub)
    snprintf(stub, size, "%.*s  /* TODO: your lines */\n%s%.*s%s%s", (int)(open - text), text,
             line_end > kept ? " " : "", (int)(line_end - kept), kept, line_end > kept ? "\n" : "",
             close + strlen("  // [end]\n"));
  free(text);
  return stub;
}

/* the code alone: without comments and blanks, in place */
static char *code_of(char *text) {
  char *to = text;
  for (char *from = text; from && *from;) {
    if (from[0] == '/' && from[1] == '*') {
      char *end = strstr(from + 2, "*/");
      from = end ? end + 2 : from + strlen(from);
    } else if (from[0] == '/' && from[1] == '/')
      from += strcspn(from, "\n");
    else if (isspace((unsigned char)*from))
      from++;
    else
      *to++ = *from++;
  }
  if (to) *to = '\0';
  return text;
}

static const Exercise *asked; /* the exercise that is_stub() is asked about */
static bool is_stub(const char *text) {
  char *mine = code_of(strdup(text)), *stub = code_of(stub_of(asked));
  bool same = mine && stub && strcmp(mine, stub) == 0;
  free(mine);
  free(stub);
  return same;
}

static bool not_started(const Exercise *e) {
  char *text = read_text(exercise_path(e));
  asked = e;
  bool same = text && is_stub(text);
  free(text);
  return same;
}

/* `make` asks for it when the file has changed */
static int build_one(const Exercise *e, const char *command, const char *fast_command) {
  char stem[400], path[200];
  snprintf(stem, sizeof stem, "%s", built(e, ""));
  snprintf(path, sizeof path, "%s", exercise_path(e));
  asked = e;
  int lock = lock_exercise(built(e, ".lock"));
  bool good = compile_exercise(path, stem, is_stub, command, fast_command);
  char *how = read_text(built(e, ".built")), *tries = read_text(built(e, ".tries"));
  if (how && how[0] != 'u') write_text(built(e, ".tries"), digits((tries ? atoi(tries) : 0) + 1));
  free(how);
  free(tries);
  unlock_exercise(lock);
  if (!good) fprintf(stderr, "teacher: cannot write %s.built; is the folder yours to write in?\n", stem);
  return !good;
}

/* ---- where an exercise stands ---- */
/* the state, for `make mine` and the hints */
static void remember_state(const Exercise *e, State state) {
  write_text(built(e, ".state"), state == SOLVED || state == NOT_FASTER ? "solved\n" : "open\n");
}

/* begins to judge; without a process when there is nothing to run: then the state is known */
static State look_begin(const Exercise *e, Judgement *j) {
  State state = NOT_STARTED;
  j->process = 0;
  j->lock = lock_exercise(built(e, ".lock"));
  char *how = read_text(built(e, ".built"));
  if (how ? how[0] != 'u' : !not_started(e)) {
    state = how && how[0] == 'b' ? SOLVED : DOES_NOT_BUILD;
    if (state != SOLVED) remember_state(e, state);
    snprintf(j->log, sizeof j->log, "%s", built(e, ".out"));
    if (state == SOLVED) judge_begin(j, e, built(e, ".so"), ALL_CASES);
  }
  free(how);
  return state;
}

static void look_end(const Exercise *e, Judgement *j, Verdict *v) {
  if (j->process) {
    judge_end(j, v);
    if (v->state == SOLVED && e->check->real_size && !fast_enough(e, built(e, ".fast"), v)) v->state = NOT_FASTER;
    remember_state(e, v->state);
  }
  unlock_exercise(j->lock);
}

static Verdict look_at(const Exercise *e) {
  Verdict v = {.state = NOT_STARTED};
  Judgement j;
  v.state = look_begin(e, &j);
  look_end(e, &j, &v);
  return v;
}

/* all of them, as many at a time as there are processors */
static void look_at_all(Verdict verdicts[]) {
  Judgement *judgements = calloc((size_t)exercise_count, sizeof *judgements);
  if (!judgements) return;
  int first = 0, at_a_time = processors();
  for (int i = 0; i < exercise_count; i++) {
    for (; first < i && i - first >= at_a_time; first++)
      look_end(&exercises[first], &judgements[first], &verdicts[first]);
    verdicts[i].state = look_begin(&exercises[i], &judgements[i]);
  }
  for (; first < exercise_count; first++) look_end(&exercises[first], &judgements[first], &verdicts[first]);
  free(judgements);
}

static const char *state_word(State state) {
  switch (state) {
    case NOT_STARTED: return say("not_started", 0, 0, 0);
    case SOLVED: return say("solved", 0, 0, 0);
    case WRONG: return say("wrong", 0, 0, 0);
    case DOES_NOT_BUILD: return say("does_not_build", 0, 0, 0);
    case NOT_FASTER: return say("not_faster", 0, 0, 0);
  }
  return "";
}

static void print_hint(const char *hint) {
  if (!hint) return;
  const char *label = say("Hint", 0, 0, 0);
  printf("   %s: ", label);
  for (const char *at = hint; *at; at++) {
    putchar(*at);
    if (*at == '\n') printf("   ");
  }
  putchar('\n');
}

/* the first lines of a file, when there are any */
static void print_lines(const char *heading, const char *path, int most) {
  char *text = read_text(path);
  if (text && *text) {
    printf("   %s\n", heading);
    char *line = text;
    for (int i = 0; i < most && *line; i++) {
      size_t size = strcspn(line, "\n");
      printf("     %.*s\n", (int)size, line);
      line += size + (line[size] == '\n');
    }
    if (*line) printf("     ...\n");
  }
  free(text);
}

static void print_report(const Exercise *e, const Verdict *v) {
  printf("\n%02d %s   %s   (%s)\n", e->number, e->name, state_word(v->state), exercise_path(e));
  if (v->state == DOES_NOT_BUILD) {
    print_lines(say("compiler_says", 0, 0, 0), built(e, ".log"), 12);
    char *hint = section(language(), "general", "does_not_build");
    print_hint(hint);
    free(hint);
    return;
  }
  fputs(v->report, stdout);
  fputs(v->proof, stdout);
  char *hint = text_for(e, v->hint);
  print_hint(hint ? with_words(hint, v->word[0], v->word[1], v->word[2]) : NULL);
  free(hint);
}

/* ---- which one is next: required ones first, in order; then optional ones ---- */
static const Exercise *next_of(const State state[]) {
  for (int optional = 0; optional < 2; optional++)
    for (int i = 0; i < exercise_count; i++)
      if (exercises[i].check && exercises[i].optional == optional && state[i] != SOLVED) return &exercises[i];
  return NULL;
}

static void print_next(const State state[]) {
  const Exercise *next = next_of(state);
  if (!next)
    printf("\n%s\n", say("all_solved", 0, 0, 0));
  else
    printf("\n%s %02d %s: %s, make check-%02d\n", say("Next", 0, 0, 0), next->number, next->name, exercise_path(next),
           next->number);
}

/* a milestone whose part is solved is named; not again after each exercise of a later part */
static void print_milestones(const State state[], char part) {
  bool a = true, b = true;
  for (int i = 0; i < exercise_count; i++)
    if (exercises[i].check && state[i] != SOLVED) {
      if (exercises[i].part == 'A') a = false;
      if (exercises[i].part == 'B') b = false;
    }
  if (a && part == 'A') printf("%s\n", say("milestone_a", 0, 0, 0));
  if (a && b && part <= 'B') printf("%s\n", say("milestone_b", 0, 0, 0));
}

/*
 * REPORT=check.csv: a line for each exercise, columns exercise,state,tries,date. The state is one of not_started, solved,
 * wrong, does_not_build, not_faster; tries are how often the file was compiled, the date is when it last was, in UTC.
 */
static bool write_report(const char *path, const State state[]) {
  static const char *const words[] = {"not_started", "solved", "wrong", "does_not_build", "not_faster"};
  FILE *file = fopen(path, "w");
  if (!file) return false;
  fprintf(file, "exercise,state,tries,date\n");
  for (int i = 0; i < exercise_count; i++) {
    const Exercise *e = &exercises[i];
    if (!e->check) continue;
    char *tries = read_text(built(e, ".tries")), date[32] = "";
    struct stat about;
    if (tries && stat(built(e, ".tries"), &about) == 0)
      strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", gmtime(&about.st_mtime));
    fprintf(file, "%s,%s,%d,%s\n", name_of(e), words[state[i]], tries ? atoi(tries) : 0, date);
    free(tries);
  }
  return fclose(file) == 0;
}

static int table(void) {
  Verdict *verdicts = calloc((size_t)exercise_count, sizeof *verdicts);
  State state[64];
  int counts[5] = {0}, shown = 0;
  char part = ' ';
  if (!verdicts) return 1;
  look_at_all(verdicts);
  for (int i = 0; i < exercise_count; i++) {
    const Exercise *e = &exercises[i];
    state[i] = SOLVED;
    if (!e->check) continue;
    state[i] = verdicts[i].state;
    counts[state[i]]++;
    shown++;
    char heading[3] = {(char)tolower(e->part), '\0'}, key[16];
    snprintf(key, sizeof key, "part_%s", heading);
    if (e->part != part) printf("%s%s\n", part == ' ' ? "" : "\n", say(key, 0, 0, 0));
    part = e->part;
    printf("  ");
    pad(stdout, name_of(e), 26);
    pad(stdout, say("minutes", digits(e->minutes), 0, 0), 9);
    pad(stdout, state_word(state[i]), e->optional ? 18 : 0);
    printf("%s\n", e->optional ? say("optional", 0, 0, 0) : "");
  }
  int wrong_answers = questions_table();
  printf("\n%s\n", say("count", digits(counts[SOLVED]), digits(shown), digits(counts[WRONG] + counts[DOES_NOT_BUILD])));
  print_milestones(state, 'A');
  print_next(state);
  bool bad = counts[WRONG] + counts[DOES_NOT_BUILD] + wrong_answers > 0;
  if (bad) printf("%s\n", say("error_1", 0, 0, 0));
  /* the hints last, where the eye is */
  for (int i = 0; i < exercise_count; i++)
    if (state[i] == WRONG || state[i] == DOES_NOT_BUILD) print_report(&exercises[i], &verdicts[i]);
  free(verdicts);
  const char *report = getenv("REPORT");
  if (report && *report && !write_report(report, state)) {
    fprintf(stderr, "teacher: %s: cannot be written; name a file in a folder that is yours to write in\n", report);
    return 1;
  }
  return bad;
}

/* ---- one exercise ---- */
static void states_remembered(State state[]) {
  for (int i = 0; i < exercise_count; i++) {
    char *text = exercises[i].check ? read_text(built(&exercises[i], ".state")) : NULL;
    state[i] = text && strncmp(text, "solved", 6) == 0 && !not_started(&exercises[i]) ? SOLVED : NOT_STARTED;
    free(text);
  }
}

/* after a long `make check`, whose table is out of sight by then */
static int next_remembered(void) {
  State state[64];
  states_remembered(state);
  print_next(state);
  return 0;
}

/* `watched`: by `make watch`, where make says nothing after it */
static int check_one(const Exercise *e, bool watched) {
  Verdict v = look_at(e);
  switch (v.state) {
    case NOT_STARTED: {
      char *task = text_for(e, "task");
      printf("%02d %s   %s   %s\n", e->number, e->name, state_word(v.state), say("minutes", digits(e->minutes), 0, 0));
      indent(stdout, 3, task);
      printf("   %s\n", say("open_file", exercise_path(e), two_digits(e), 0));
      free(task);
      return 0;
    }
    case SOLVED: {
      char *after = text_for(e, "after");
      print_lines(say("compiler_remarks", 0, 0, 0), built(e, ".log"), 12);
      print_lines(say("your_output", 0, 0, 0), built(e, ".out"), 20);
      printf("%02d %s   %s\n", e->number, e->name, state_word(v.state));
      printf("   %s\n", say("random_cases", digits(v.cases), digits((int)draw_seed()), 0));
      fputs(v.proof, stdout);
      if (e->part == 'D') print_ladder(e, &v);
      indent(stdout, 3, after);
      free(after);
      State state[64];
      states_remembered(state);
      print_milestones(state, e->part);
      print_next(state);
      return 0;
    }
    case WRONG:
      print_lines(say("compiler_remarks", 0, 0, 0), built(e, ".log"), 12);
      if (v.finished) print_lines(say("your_output", 0, 0, 0), built(e, ".out"), 20);
      break;
    case NOT_FASTER: {
      char asked_for[32], plain[32], yours[32];
      snprintf(asked_for, sizeof asked_for, "%g", e->check->factor);
      snprintf(plain, sizeof plain, "%.3g", v.milliseconds[0]);
      snprintf(yours, sizeof yours, "%.3g", v.milliseconds[1]);
      snprintf(v.report, sizeof v.report, "   %s\n", say("too_slow", plain, yours, asked_for));
      snprintf(v.hint, sizeof v.hint, "not_faster");
      print_ladder(e, &v);
      break;
    }
    case DOES_NOT_BUILD: break;
  }
  /* make's last word would hide the hint: it is said first */
  if (!watched) printf("%s\n", say("error_1", 0, 0, 0));
  print_report(e, &v);
  return 1;
}

static int hint(const Exercise *e) {
  char *level_text = read_text(built(e, ".hints"));
  int level = level_text ? atoi(level_text) % 3 + 1 : 1;
  free(level_text);
  char *text = text_for(e, digits(level));
  printf("%02d %s   %s\n", e->number, e->name, say("hint_level", digits(level), 0, 0));
  indent(stdout, 3, text);
  if (level < 3) printf("   %s\n", say("hint_more", two_digits(e), 0, 0));
  free(text);
  FILE *file = fopen(built(e, ".hints"), "w");
  if (file) {
    fprintf(file, "%d\n", level);
    fclose(file);
  }
  return 0;
}

static int solution(const Exercise *e) {
  const char *force = getenv("FORCE");
  if (!(force && *force) && look_at(e).state != SOLVED) {
    printf("%s\n", say("solution_later", two_digits(e), 0, 0));
    return 1;
  }
  char path[200];
  snprintf(path, sizeof path, "exercises/solutions/%s.c", name_of(e));
  char *text = read_text(path);
  for (char *line = text; line && *line;) {
    size_t size = strcspn(line, "\n");
    if (strncmp(line, "  // [answer]", 13) != 0 && strncmp(line, "  // [end]", 10) != 0)
      printf("%.*s\n", (int)size, line);
    line += size + (line[size] == '\n');
  }
  free(text);
  return 0;
}

static int reset(const Exercise *e) {
  char backup[300];
  char *mine = read_text(exercise_path(e)), *stub = stub_of(e);
  int number = 1;
  mkdir("exercises/backup", 0777);
  do snprintf(backup, sizeof backup, "exercises/backup/%s.%d.c", name_of(e), number++);
  while (access(backup, F_OK) == 0);
  bool good = stub && (!mine || write_text(backup, mine)) && write_text(exercise_path(e), stub);
  if (good && mine)
    printf("%s\n", say("reset", exercise_path(e), backup, 0));
  else if (good)
    printf("%s\n", say("reset_new", exercise_path(e), 0, 0));
  else
    fprintf(stderr, "teacher: cannot write %s: nothing was changed; is the folder yours to write in?\n",
            exercise_path(e));
  free(mine);
  free(stub);
  return !good;
}

/* ---- make watch ---- */
static double modified(const char *path) {
  struct stat s;
  return stat(path, &s) == 0 ? (double)s.st_mtim.tv_sec + (double)s.st_mtim.tv_nsec * 1e-9 : 0;
}

static int watch(void) {
  double seen[64] = {0};
  for (int i = 0; i < exercise_count; i++) seen[i] = modified(exercise_path(&exercises[i]));
  State state[64];
  for (int i = 0; i < exercise_count; i++) state[i] = exercises[i].check ? look_at(&exercises[i]).state : NOT_STARTED;
  printf("%s\n", say("watching", 0, 0, 0));
  print_next(state);
  fflush(stdout);
  for (;;) {
    nanosleep(&(struct timespec){.tv_nsec = 300000000}, NULL);
    for (int i = 0; i < exercise_count; i++) {
      double now = exercises[i].check ? modified(exercise_path(&exercises[i])) : 0;
      if (now == 0 || now == seen[i]) continue; /* an editor may have taken it away for a moment */
      seen[i] = now;
      char command[80];
      snprintf(command, sizeof command, "make --no-print-directory -s watched-%02d", exercises[i].number);
      printf("\n---- %s ----\n", exercise_path(&exercises[i]));
      fflush(stdout);
      if (system(command) < 0) return 1;
      fflush(stdout);
    }
  }
}

static int remember_language(const char *word) {
  if (!write_text("exercises/.language", word)) {
    fprintf(stderr, "teacher: cannot write exercises/.language; is the folder yours to write in?\n");
    return 1;
  }
  printf("%s\n", strncmp(word, "ko", 2) == 0 ? "이제부터 한국어로 안내합니다. (`make english`: back to English)"
                                             : "English from now on.");
  return 0;
}

/* `make prove` asks: a compiled answer, judged otherwise than a reader's with "accept" or "even" */
static int prove_file(const Exercise *e, const char *object, const char *how) {
  Verdict v;
  Judging judging = strcmp(how, "accept") == 0 ? ACCEPT_ALL : strcmp(how, "even") == 0 ? EVEN_ALONE : ALL_CASES;
  judge(e, object, built(e, ".prove"), judging, &v);
  printf("%s %s\n", v.state == SOLVED ? "solved" : "wrong",
         v.state == WRONG ? v.hint : "-"); /* for `prove`: in no language */
  return 0;
}

int main(int argc, char **argv) {
  if (getenv("TEACHER_BUILD")) build = getenv("TEACHER_BUILD");
  const char *what = argc > 1 ? argv[1] : "table";
  if (strcmp(what, "table") == 0) return table();
  if (strcmp(what, "next") == 0) return next_remembered();
  if (strcmp(what, "watch") == 0) return watch();
  if (strcmp(what, "korean") == 0) return remember_language("ko\n");
  if (strcmp(what, "english") == 0) return remember_language("en\n");
  int number = argc > 2 ? atoi(argv[2]) : 0;
  const Exercise *e = number >= 1 && number <= exercise_count ? &exercises[number - 1] : NULL;
  if (!e || !e->check) {
    fprintf(stderr, "teacher: there is no exercise %s; `make check` lists them\n",
            argc > 2 ? argv[2] : "without a number");
    return 2;
  }
  if (strcmp(what, "build") == 0 && argc > 3) return build_one(e, argv[3], argc > 4 ? argv[4] : NULL);
  if (strcmp(what, "check") == 0) return check_one(e, false);
  if (strcmp(what, "watched") == 0) return check_one(e, true);
  if (strcmp(what, "hint") == 0) return hint(e);
  if (strcmp(what, "solution") == 0) return solution(e);
  if (strcmp(what, "reset") == 0) return reset(e);
  if (strcmp(what, "solved") == 0) return look_at(e).state != SOLVED;
  if (strcmp(what, "prove-check") == 0) return prove_check(e) > 0;
  if (strcmp(what, "prove-file") == 0 && argc > 3) return prove_file(e, argv[3], argc > 4 ? argv[4] : "");
  if (strcmp(what, "stub") == 0) {
    char *stub = stub_of(e);
    if (stub) fputs(stub, stdout);
    free(stub);
    return !stub;
  }
  fprintf(stderr, "teacher: cannot `%s`\n", what);
  return 2;
}
