/*
 * The reader's function runs in a process of its own, for it may do anything: run for ever, write where it
 * must not. It is compiled with the address and undefined-behaviour sanitizers; what is found is written to memory
 * that both processes share.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/error.h"
#include "engine.h"

enum { SECONDS_OF_WORK = 10, SECONDS_IN_ALL = 30 }; /* of all cases; trial.c has a limit for one */

const char *__asan_default_options(void);
const char *__asan_default_options(void) {
  return "detect_leaks=0:color=never:handle_segv=1:allocator_may_return_null=1:print_legend=0:print_full_thread_"
         "history=0:"
         "max_allocation_size_mb=1024:detect_stack_use_after_return=0";
}

/* ---- the process ---- */
static void run_child(const Judgement *j, int limit, Verdict *found) {
  const Exercise *exercise = j->exercise;
  struct rlimit work = {SECONDS_OF_WORK, SECONDS_OF_WORK}, no_core = {0, 0};
  int log = open(j->log, O_WRONLY | O_CREAT | O_TRUNC, 0666), nothing = open("/dev/null", O_RDONLY);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
#ifdef _OPENMP
  omp_set_num_threads(1);
#endif
  setrlimit(RLIMIT_CORE, &no_core);
  setrlimit(RLIMIT_CPU, &work);
  alarm(SECONDS_IN_ALL);

  void *object = dlopen(j->library, RTLD_NOW | RTLD_LOCAL);
  const char *error = object ? NULL : dlerror(), *missing = error ? strstr(error, "undefined symbol: ") : NULL;
  void *function = object ? dlsym(object, exercise->name) : NULL;
  if (missing)
    snprintf(found->report, sizeof found->report, "   %s\n",
             say("calls_unknown", missing + strlen("undefined symbol: "), 0, 0));
  if (!function) {
    snprintf(found->hint, sizeof found->hint, "%s", missing ? "unknown_function" : "no_function");
    found->failed = found->finished = true;
    return;
  }
  Trial trial = {exercise, exercise->check, function, j->how, limit, found};
  trial_run(&trial);
  found->finished = true;
}

static void start(Judgement *j, int limit) {
  j->found = mmap(NULL, sizeof *j->found, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (j->found == MAP_FAILED) BUG("no memory to share");
  fflush(NULL);
  j->process = fork();
  if (j->process < 0) BUG("no process for %s", j->exercise->name);
  if (j->process > 0) return;
  run_child(j, limit, j->found);
  fflush(NULL);
  _exit(0);
}

void judge_begin(Judgement *j, const Exercise *exercise, const char *library, Judging how) {
  j->exercise = exercise;
  j->how = how;
  snprintf(j->library, sizeof j->library, "%s", library);
  start(j, INT_MAX);
}

/* ---- a crash in plain words ---- */
/* the line of the reader's file that a sanitizer names, or 0; and the column */
static int line_named(const Exercise *e, const char *text, int *column) {
  char file[80];
  snprintf(file, sizeof file, "%02d_%s", e->number, e->name);
  for (const char *at = text; (at = strstr(at, file)); at++) {
    const char *colon = strstr(at, ".c:");
    if (!colon || colon - at >= 60) continue;
    char *end;
    int line = (int)strtol(colon + 3, &end, 10);
    *column = *end == ':' ? atoi(end + 1) : 0;
    return line;
  }
  return 0;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* "w[i][j][f]": the brackets that stand at this column of the reader's line; "" when they cannot be found */
static void expression_at(const Exercise *e, int line, int column, char text[80]) {
  char path[200];
  snprintf(path, sizeof path, "exercises/%s/%02d_%s.c", e->folder, e->number, e->name);
  char *source = read_text(path), *at = source;
  text[0] = '\0';
  for (int n = 1; at && n < line; n++) {
    at = strchr(at, '\n');
    at += at != NULL;
  }
  if (at && column > 0 && (size_t)column <= strcspn(at, "\n")) {
    const char *begin = at + column - 1, *end = begin;
    if (*end == '[' || *end == ']') {
      while (begin > at && (begin[-1] == ']' || begin[-1] == '_' || is_letter(begin[-1]))) {
        if (begin[-1] != ']')
          begin--;
        else
          while (begin > at && *begin != '[') begin--;
      }
    }
    while (*end && *end != '\n' && *end != '[') end++;
    while (*end == '[') {
      while (*end && *end != '\n' && *end != ']') end++;
      end += *end == ']';
    }
    if (end > begin && end - begin < 60 && (*begin == '_' || is_letter(*begin)))
      snprintf(text, 80, "%.*s", (int)(end - begin), begin);
  }
  free(source);
}

/* at which array did the address sanitizer see it? *index: how far from its beginning, in numbers */
static const char *array_near(const Verdict *found, const char *text, int *count, long long *index) {
  const char *at = strstr(text, "on address 0x");
  if (!at) return NULL;
  size_t address = strtoull(at + strlen("on address "), NULL, 16);
  const char *name = NULL, *region = strstr(text, "-byte region [0x");
  size_t nearest = 4096, begins = region ? strtoull(region + strlen("-byte region ["), NULL, 16) : 0;
  if (strstr(text, "in stack of thread") || strstr(text, "of global variable"))
    return NULL; /* an array of the reader's own */
  for (int i = 0; i < 2 * MOST_ARRAYS; i++) {
    size_t start = (size_t)found->array_data[i], end = start + (size_t)(found->array_count[i] * found->array_size[i]);
    if (!start || (region && start != begins))
      continue; /* it knows the allocation: that array, or none of the case's */
    size_t distance = address >= end ? address - end : start > address ? start - address : 0;
    if (!region && distance >= nearest) continue;
    nearest = distance;
    name = found->array_name[i];
    *count = found->array_count[i];
    *index = ((long long)address - (long long)start) / found->array_size[i];
  }
  return name && name[0] ? name : NULL;
}

static const char *big_digits(long long number) { return with_words("{0}", digits((int)number), 0, 0); }

static void explain_crash(const Judgement *j, Verdict *v, int status) {
  char *log = read_text(j->log), *text = log ? log : strdup(""), *at;
  int column = 0, count = 0, length = 0, number = line_named(j->exercise, text, &column);
  const char *line = digits(number), *words, *hint = "crash";
  char expression[80];
  long long index = 0;
  int killed = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  expression_at(j->exercise, number, column, expression);
  if (v->waits || killed == SIGALRM) {
    words = say("crash_waits", 0, 0, 0);
    hint = "waits";
  } else if ((at = strstr(text, "runtime error: index "))) {
    sscanf(at, "runtime error: index %lld out of bounds for type '%*[^[][%d", &index, &length);
    if (expression[0])
      words = say("crash_index_of", with_words("{0}: {1}", line, expression, 0), big_digits(index), digits(length));
    else
      words = say("crash_index", line, big_digits(index), digits(length));
    hint = "out_of_bounds";
  } else if (strstr(text, "stack-overflow"))
    words = say("crash_recursion", line, 0, 0);
  else if (strstr(text, "buffer-overflow") || strstr(text, "use-after") || strstr(text, "unknown-crash")) {
    const char *name = array_near(v, text, &count, &index);
    bool writes = strstr(text, "\nWRITE of size") != NULL;
    if (name)
      words = say(writes ? "crash_writes" : "crash_reads", line, with_words("{0}[{1}]", name, big_digits(index), 0),
                  digits(count));
    else
      words = say("crash_outside", line, 0, 0);
    hint = "out_of_bounds";
  } else if (strstr(text, "division by zero")) {
    words = say("crash_division", line, 0, 0);
    hint = "division";
  } else if (strstr(text, "SEGV") || strstr(text, "DEADLYSIGNAL")) {
    words = say("crash_address", line, 0, 0);
    hint = "out_of_bounds";
  } else if ((at = strstr(text, "runtime error: "))) {
    at[strcspn(at, "\n")] = '\0';
    words = say("crash_other", line, at + strlen("runtime error: "), 0);
  } else if (killed == SIGPROF || killed == SIGXCPU || killed == SIGKILL) {
    words = say("crash_endless", 0, 0, 0);
    hint = "endless";
  } else
    words = say("crash_ended", 0, 0, 0);

  snprintf(v->report, sizeof v->report, "%s   %s\n", v->running, words);
  snprintf(v->hint, sizeof v->hint, "%s", hint);
  v->failed = true;
  free(text);
}

void judge_end(Judgement *j, Verdict *verdict) {
  int status = 0;
  while (waitpid(j->process, &status, 0) < 0 && errno == EINTR) continue;
  *verdict = *j->found;
  if (!verdict->finished) {
    explain_crash(j, verdict, status);
    int cases = verdict->cases;
    if (j->found->failed && cases > 2 &&
        !verdict->waits) { /* before it crashed it was wrong: is that a mistake known by name? */
      Judgement again = *j;
      start(&again, cases);
      while (waitpid(again.process, &status, 0) < 0 && errno == EINTR) continue;
      if (again.found->finished && again.found->named) *verdict = *again.found;
      munmap(again.found, sizeof *again.found);
    }
  }
  verdict->state = verdict->failed ? WRONG : SOLVED;
  munmap(j->found, sizeof *j->found);
}

void judge(const Exercise *exercise, const char *library, const char *log, Judging how, Verdict *verdict) {
  Judgement j;
  snprintf(j.log, sizeof j.log, "%s", log);
  judge_begin(&j, exercise, library, how);
  judge_end(&j, verdict);
}
