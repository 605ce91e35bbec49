/*
 * The part of Check that the kernels' tests use, in one header: for processors for which
 * Debian has a compiler but no Check (`make test-arm`). No forks, no time limits: the first
 * failure ends the program.
 */
#ifndef TESTS_ARM_CHECK_H
#define TESTS_ARM_CHECK_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef void TestFunction(int _i);

/* the tests of a program, in order; each loop test once for each number */
typedef struct TCase {
  const char *name;
  int count;
  struct { TestFunction *run; int from, to; } tests[100];
} TCase;
typedef TCase Suite;
typedef TCase SRunner;

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
#define ck_assert_int_eq(a, b) ck_assert((a) == (b))
#define ck_assert_int_ne(a, b) ck_assert((a) != (b))
#define ck_assert_int_gt(a, b) ck_assert((a) > (b))
#define ck_assert_int_le(a, b) ck_assert((a) <= (b))
#define ck_assert_double_gt(a, b) ck_assert((a) > (b))
#define ck_assert_double_lt(a, b) ck_assert((a) < (b))
#define ck_assert_float_lt(a, b) ck_assert((a) < (b))
#define ck_assert_double_eq_tol(a, b, tolerance) ck_assert(fabs((double)(a) - (double)(b)) <= (tolerance))
#define ck_assert_float_eq_tol(a, b, tolerance) ck_assert_double_eq_tol(a, b, (double)(tolerance))
#define ck_assert_ptr_nonnull(p) ck_assert((p) != NULL)
#define ck_assert_ptr_null(p) ck_assert((p) == NULL)

static inline TCase *tcase_create(const char *name) {
  TCase *tests = calloc(1, sizeof *tests);
  if (!tests) exit(1);
  tests->name = name;
  return tests;
}

#define tcase_add_test(tests, function) tcase_add_loop_test(tests, function, 0, 1)
static inline void tcase_add_loop_test(TCase *tests, TestFunction *run, int from, int to) {
  if (tests->count == 100) exit(1);
  tests->tests[tests->count].run = run;
  tests->tests[tests->count].from = from;
  tests->tests[tests->count++].to = to;
}
/* fixtures reset what other processes would have for themselves; here they run before all tests */
#define tcase_add_checked_fixture(tests, before, after) \
  do { \
    void (*first)(void) = before; \
    if (first) first(); \
  } while (0)

static inline Suite *suite_create(const char *name) { (void)name; return NULL; }
static TCase *the_tests;
static inline void suite_add_tcase(Suite *suite, TCase *tests) { (void)suite; the_tests = tests; }
static inline SRunner *srunner_create(Suite *suite) { (void)suite; return the_tests; }
static inline int srunner_ntests_failed(SRunner *runner) { (void)runner; return 0; }
static inline void srunner_free(SRunner *runner) { free(runner); }

static inline void srunner_run_all(SRunner *runner, int mode) {
  (void)mode;
  int checks = 0;
  for (int t = 0; t < runner->count; t++)
    for (int i = runner->tests[t].from; i < runner->tests[t].to; i++, checks++) runner->tests[t].run(i);
  printf("100%%: Checks: %d, Failures: 0, Errors: 0\n", checks);
}

#endif
