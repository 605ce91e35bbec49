/*
 * How fast is it? The reader's function and the plain way take turns, many times, and the best of each counts: a busy
 * machine makes single runs slow, but hardly all of them. The measured technique is 5 to 10 times faster than the plain
 * way; asked for is a wide margin less (Check's `factor`).
 */
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "base/error.h"
#include "engine.h"
#include "kernels/conv2d_ladder.h"

enum { FEWEST = 5, MOST = 80 }; /* turns */

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void real_case(Case *c, const Check *check) {
  check->real_size(c);
  check->room(c);
  Random random = random_from_seed(33);
  for (int i = 0; i < c->ins; i++)
    for (int m = 0; m < c->in[i].count; m++) put(&c->in[i], m, (double)random_uniform(&random) - 0.5);
  case_reset(c);
}

/* milliseconds of `times` calls, by one of them */
static double take(Case *c, void call(Case *, void *), void *function, int times) {
  double from = seconds();
  for (int i = 0; i < times; i++) call(c, function);
  return (seconds() - from) * 1e3 / times;
}

static void measure(const Exercise *e, void *function, double best[2]) {
  const Check *check = e->check;
  Case c;
  real_case(&c, check);
  best[0] = best[1] = INFINITY;
  int times = 1 + (int)(0.2 / fmax(take(&c, check->plain, NULL, 1), 1e-4)); /* a turn takes long enough for the clock */
  for (int turn = 0; turn < MOST && (turn < FEWEST || best[0] < check->factor * best[1]); turn++) {
    best[0] = fmin(best[0], take(&c, check->plain, NULL, times));
    best[1] = fmin(best[1], take(&c, check->call, function, times));
  }
}

bool fast_enough(const Exercise *e, const char *library, Verdict *verdict) {
  if (!e->check->plain || access(library, R_OK) != 0) return true;
  double *best = mmap(NULL, sizeof verdict->milliseconds, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (best == MAP_FAILED) BUG("no memory to share");
  fflush(NULL);
  int process = fork(), status; /* it is the reader's code: in a process of its own */
  if (process == 0) {
    void *object = dlopen(library, RTLD_NOW | RTLD_LOCAL), *function = object ? dlsym(object, e->name) : NULL;
    alarm(30);
    if (function) measure(e, function, best);
    _exit(0);
  }
  while (process > 0 && waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  memcpy(verdict->milliseconds, best, sizeof verdict->milliseconds);
  munmap(best, sizeof verdict->milliseconds);
  if (!(verdict->milliseconds[1] > 0) || isinf(verdict->milliseconds[1])) return true; /* nothing was measured */
  return verdict->milliseconds[0] >= e->check->factor * verdict->milliseconds[1];
}

/* ---- the ladder ---- */
static const struct Rung {
  const char *name;
  Conv2DForward *forward;
  int exercise;
} rungs[] = {{"definition", conv2d_forward_naive, 7},
             {"loop order", conv2d_forward_channels_innermost, 33},
             {"tile", conv2d_forward_tiled, 34},
             {"vectors", conv2d_forward_blocked, 35},
             {"Winograd, rows", conv2d_forward_winograd_1d, 36},
             {"Winograd", conv2d_forward_winograd, 0}};
enum { RUNGS = sizeof rungs / sizeof rungs[0], BAR = 40 };

void print_ladder(const Exercise *e, const Verdict *v) {
  Case c;
#ifdef _OPENMP
  omp_set_num_threads(1); /* as the reader's function runs */
#endif
  real_case(&c, exercises[33 - 1].check); /* the second convolution layer, one image */
  const int *s = c.size;
  double best[RUNGS], longest = 0;
  for (int k = 0; k < RUNGS; k++) best[k] = INFINITY;
  for (int turn = 0; turn < 12; turn++)
    for (int k = 0; k < RUNGS; k++) {
      double from = seconds();
      rungs[k].forward(1, s[0], s[1], s[2], s[3], s[4], 1, s[5], s[6], 0, 0, out(&c, 0), in(&c, 0), in(&c, 1),
                       in(&c, 2));
      best[k] = fmin(best[k], seconds() - from);
    }
  double yours = v->milliseconds[1] > 0 ? v->milliseconds[0] / v->milliseconds[1] : 0;
  char number[32];
  for (int k = 0; k < RUNGS; k++) longest = fmax(longest, best[0] / best[k]);
  longest = fmax(longest, yours);
  printf("   %s\n", say("ladder", 0, 0, 0));
  for (int k = 0; k < RUNGS; k++)
    for (int mine = 0; mine < (rungs[k].exercise == e->number && yours > 0 ? 2 : 1); mine++) {
      double factor = mine ? yours : best[0] / best[k];
      snprintf(number, sizeof number, "%.1f ", factor);
      printf("     ");
      pad(stdout, mine ? say("yours", 0, 0, 0) : rungs[k].name, 16);
      printf("%6s", number);
      for (int i = 0; i < BAR * factor / longest; i++) putchar(mine ? '=' : '#');
      putchar('\n');
    }
  case_free(&c, true);
}
