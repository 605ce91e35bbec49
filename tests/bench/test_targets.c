/* A target is met when it was measured and is within its bound; without its peer it is neither met nor missed. */
#include "targets.h"

#include "../unit/helpers.h"

static char line[256];

static Verdict told(double found, bool at_most, double wanted) {
  FILE *out = fmemopen(line, sizeof line, "w");
  ck_assert_ptr_nonnull(out);
  Verdict verdict = tell_target(out, "a step", found, "ms", at_most, wanted);
  fclose(out);
  return verdict;
}

START_TEST(within_the_bound_or_not) {
  ck_assert_int_eq(told(2, true, 2.5), MET);
  ck_assert_str_eq(line, "  met      a step                                                  2.000 ms   at most 2.5\n");
  ck_assert_int_eq(told(2.6, true, 2.5), MISSED);
  ck_assert_ptr_nonnull(strstr(line, "MISSED"));
  ck_assert_int_eq(told(2.5, true, 2.5), MET);
  ck_assert_int_eq(told(96, false, 95), MET);
  ck_assert_int_eq(told(94, false, 95), MISSED);
}
END_TEST

/* 0 ms would be within every bound */
START_TEST(what_is_no_measurement) {
  const double none[] = {0, -1, (double)NAN, (double)INFINITY, -(double)INFINITY};
  for (int m = 0; m < 5; m++)
    for (int at_most = 0; at_most < 2; at_most++) {
      ck_assert_int_eq(told(none[m], at_most, 1), NOT_MEASURED);
      ck_assert_ptr_nonnull(strstr(line, "not measured"));
      ck_assert_ptr_null(strstr(line, "met  "));
    }
}
END_TEST

/* 3 ms and 2 ms: 2; one that is not there does not count, whatever it holds; nor does one that gave no time */
START_TEST(a_peer_that_did_not_run) {
  static Peer peers[2];
  ck_assert_int_eq(told(1.5 / best_step(2, peers), true, 0.75), NOT_MEASURED);
  peers[0].there = true; /* it came, and went without an answer */
  ck_assert_int_eq(told(1.5 / best_step(2, peers), true, 0.75), NOT_MEASURED);
  add_sample(&peers[1].step, 1e-3); /* an answer, but then it stopped in the middle */
  ck_assert_int_eq(told(1.5 / best_step(2, peers), true, 0.75), NOT_MEASURED);

  add_sample(&peers[0].step, 3e-3), add_sample(&peers[0].step, 2e-3);
  ck_assert_double_eq_tol(best_step(2, peers), 2, 1e-12);
  ck_assert_int_eq(told(1.5 / best_step(2, peers), true, 0.75), MET);
  peers[1].there = true;
  ck_assert_double_eq_tol(best_step(2, peers), 1, 1e-12);
}
END_TEST

START_TEST(a_work_that_did_not_run) {
  static Work work;
  ck_assert(isnan(milliseconds(&work)));
  add_sample(&work, 5e-3);
  ck_assert_double_eq_tol(milliseconds(&work), 5, 1e-12);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("targets");
  tcase_add_test(tests, within_the_bound_or_not);
  tcase_add_test(tests, what_is_no_measurement);
  tcase_add_test(tests, a_peer_that_did_not_run);
  tcase_add_test(tests, a_work_that_did_not_run);
  return run_tests("targets", tests);
}
