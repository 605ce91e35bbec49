/*
 * The part of Check that the unit tests use, in one header: for where there is a compiler but no
 * Check (`make test-arm`, `make test-elsewhere`). Each test has a process of its own, and no time limit.
 */
#ifndef TESTS_ARM_CHECK_H
#define TESTS_ARM_CHECK_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef void TestFunction(int _i);

/* the tests of a program, in order; each loop test once for each number */
typedef struct TCase {
  const char *name;
  void (*before[4])(void);
  void (*after[4])(void);
  int fixtures, count;
  struct {
    TestFunction *run;
    const char *name;
    int signal, from, to;
  } tests[100];
} TCase;
typedef struct Suite {
  int count, failed, checks;
  TCase *cases[20];
} Suite;
typedef Suite SRunner;

enum { CK_NORMAL };

#define START_TEST(name) \
  static void name(int _i) { \
    (void)_i;
#define END_TEST }

#define ck_abort_msg(...) \
  do { \
    fprintf(stderr, "%s:%d: ", __FILE__, __LINE__); \
    fprintf(stderr, __VA_ARGS__); \
    fputc('\n', stderr); \
    exit(1); \
  } while (0)
#define ck_assert_msg(condition, ...) \
  do { \
    if (!(condition)) ck_abort_msg(__VA_ARGS__); \
  } while (0)
#define ck_assert(condition) ck_assert_msg(condition, "%s", #condition)
#define ck_compare(a, b, how) ck_assert_msg((a) how (b), "%s " #how " %s", #a, #b)
#define ck_assert_int_eq(a, b) ck_compare(a, b, ==)
#define ck_assert_int_ne(a, b) ck_compare(a, b, !=)
#define ck_assert_int_gt(a, b) ck_compare(a, b, >)
#define ck_assert_int_ge(a, b) ck_compare(a, b, >=)
#define ck_assert_int_lt(a, b) ck_compare(a, b, <)
#define ck_assert_int_le(a, b) ck_compare(a, b, <=)
#define ck_assert_uint_eq(a, b) ck_compare((uintmax_t)(a), (uintmax_t)(b), ==)
#define ck_assert_uint_ne(a, b) ck_compare((uintmax_t)(a), (uintmax_t)(b), !=)
#define ck_assert_uint_gt(a, b) ck_compare((uintmax_t)(a), (uintmax_t)(b), >)
#define ck_assert_uint_lt(a, b) ck_compare((uintmax_t)(a), (uintmax_t)(b), <)
#define ck_assert_uint_le(a, b) ck_compare((uintmax_t)(a), (uintmax_t)(b), <=)
#define ck_assert_double_eq(a, b) ck_compare(a, b, ==)
#define ck_assert_double_ne(a, b) ck_compare(a, b, !=)
#define ck_assert_double_gt(a, b) ck_compare(a, b, >)
#define ck_assert_double_ge(a, b) ck_compare(a, b, >=)
#define ck_assert_double_lt(a, b) ck_compare(a, b, <)
#define ck_assert_double_le(a, b) ck_compare(a, b, <=)
#define ck_assert_float_eq(a, b) ck_compare(a, b, ==)
#define ck_assert_float_lt(a, b) ck_compare(a, b, <)
#define ck_assert_double_eq_tol(a, b, tolerance) ck_assert(fabs((double)(a) - (double)(b)) <= (tolerance))
#define ck_assert_float_eq_tol(a, b, tolerance) ck_assert_double_eq_tol(a, b, (double)(tolerance))
#define ck_assert_ptr_nonnull(p) ck_assert((p) != NULL)
#define ck_assert_ptr_null(p) ck_assert((p) == NULL)
#define ck_assert_ptr_eq(a, b) ck_compare(a, b, ==)
#define ck_assert_str_eq(a, b) ck_assert_msg(strcmp(a, b) == 0, "'%s' is not '%s'", a, b)
#define ck_assert_mem_eq(a, b, bytes) ck_assert(memcmp(a, b, bytes) == 0)
#define ck_assert_mem_ne(a, b, bytes) ck_assert(memcmp(a, b, bytes) != 0)

static inline TCase *tcase_create(const char *name) {
  TCase *tests = calloc(1, sizeof *tests);
  if (!tests) exit(1);
  tests->name = name;
  return tests;
}

#define tcase_add_test(tests, function) ck_add(tests, function, #function, 0, 0, 1)
#define tcase_add_test_raise_signal(tests, function, signal) ck_add(tests, function, #function, signal, 0, 1)
#define tcase_add_loop_test(tests, function, from, to) ck_add(tests, function, #function, 0, from, to)
static inline void ck_add(TCase *tests, TestFunction *run, const char *name, int signal, int from, int to) {
  if (tests->count == 100) exit(1);
  tests->tests[tests->count].run = run;
  tests->tests[tests->count].name = name;
  tests->tests[tests->count].signal = signal;
  tests->tests[tests->count].from = from;
  tests->tests[tests->count++].to = to;
}
static inline void tcase_set_timeout(TCase *tests, double seconds) { (void)tests, (void)seconds; }
static inline void tcase_add_checked_fixture(TCase *tests, void (*before)(void), void (*after)(void)) {
  if (tests->fixtures == 4) exit(1);
  tests->before[tests->fixtures] = before;
  tests->after[tests->fixtures++] = after;
}

static inline Suite *suite_create(const char *name) { return (void)name, calloc(1, sizeof(Suite)); }
static inline void suite_add_tcase(Suite *suite, TCase *tests) {
  if (suite->count == 20) exit(1);
  suite->cases[suite->count++] = tests;
}
static inline SRunner *srunner_create(Suite *suite) { return suite; }
static inline int srunner_ntests_failed(SRunner *runner) { return runner->failed; }
static inline void srunner_free(SRunner *runner) {
  for (int c = 0; c < runner->count; c++) free(runner->cases[c]);
  free(runner);
}

static inline void ck_run(SRunner *runner, TCase *tests, int t, int i) {
  fflush(NULL);
  const pid_t child = fork();
  if (child == 0) {
    for (int f = 0; f < tests->fixtures; f++)
      if (tests->before[f]) tests->before[f]();
    tests->tests[t].run(i);
    for (int f = 0; f < tests->fixtures; f++)
      if (tests->after[f]) tests->after[f]();
    exit(0);
  }
  int how = 0;
  const bool ended = child > 0 && waitpid(child, &how, 0) == child;
  const int wanted = tests->tests[t].signal;
  runner->checks++;
  if (ended && (wanted ? WIFSIGNALED(how) && WTERMSIG(how) == wanted : WIFEXITED(how) && WEXITSTATUS(how) == 0)) return;
  runner->failed++;
  fprintf(stderr, "failed: %s, %d\n", tests->tests[t].name, i);
}

static inline void srunner_run_all(SRunner *runner, int mode) {
  (void)mode;
  for (int c = 0; c < runner->count; c++)
    for (int t = 0; t < runner->cases[c]->count; t++)
      for (int i = runner->cases[c]->tests[t].from; i < runner->cases[c]->tests[t].to; i++)
        ck_run(runner, runner->cases[c], t, i);
  const int good = runner->checks - runner->failed;
  printf("%d%%: Checks: %d, Failures: %d, Errors: 0\n", runner->checks ? 100 * good / runner->checks : 0, runner->checks,
         runner->failed);
}

#endif
