/* Keras's progress line: what it says elsewhere than on a terminal, and what a terminal is sent. */
#include "model/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "helpers.h"

/* what `print` writes on stdout */
static const char *printed(void print(Progress *progress), Progress progress) {
  static char text[1000];
  fflush(stdout);
  int kept = dup(STDOUT_FILENO);
  FILE *file = tmpfile();
  ck_assert(kept >= 0 && file);
  dup2(fileno(file), STDOUT_FILENO);
  print(&progress);
  fflush(stdout);
  dup2(kept, STDOUT_FILENO);
  close(kept);
  rewind(file);
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

/* `steps` steps, begun so many seconds ago */
static Progress begun(int steps, double seconds, bool terminal) {
  Progress progress = {.steps = steps, .shown = true, .terminal = terminal, .started = seconds_now() - seconds};
  return progress;
}

static void epoch_end(Progress *progress) { progress_end(progress, 0.50123, 0.82012, 0.33011, 0.87904); }
static void evaluation_end(Progress *progress) { progress_end(progress, 1.5, 0.25, (double)NAN, (double)NAN); }

/* 6 s / 1500 = 4 ms; 3 s / 2 = 1.5 s, written without decimals; 0.003 s / 10 = 300 us, the end of the clock's ticks left open */
START_TEST(the_last_line) {
  ck_assert_str_eq(printed(epoch_end, begun(1500, 6, false)),
                   "1500/1500 [==============================] - 6s 4ms/step - loss: 0.5012 - accuracy: 0.8201"
                   " - val_loss: 0.3301 - val_accuracy: 0.8790\n");
  ck_assert_str_eq(printed(evaluation_end, begun(3, 12, false)),
                   "3/3 [==============================] - 12s 4s/step - loss: 1.5000 - accuracy: 0.2500\n");
  ck_assert_str_eq(printed(evaluation_end, begun(3, 12, true)),
                   "\r\033[K3/3 [==============================] - 12s 4s/step - loss: 1.5000 - accuracy: 0.2500\n");
  ck_assert_ptr_nonnull(strstr(printed(evaluation_end, begun(100000, 3, false)), " - 3s 30us/step"));
  ck_assert_ptr_nonnull(strstr(printed(evaluation_end, begun(1, 1.2, false)), " - 1s 1s/step"));
}
END_TEST

static void step_300(Progress *progress) { progress_step(progress, 300, 0.5, 0.75); }

/* 300 of 1500 in 60 s: four times as much is left, 240 s; 30 * 300 / 1500 = 6 signs, the last an arrow */
START_TEST(a_bar_on_a_terminal) {
  ck_assert_str_eq(printed(step_300, begun(1500, 60, true)),
                   "\r300/1500 [=====>........................] - ETA: 240s - loss: 0.5000 - accuracy: 0.7500\033[K");
  ck_assert_str_eq(printed(step_300, begun(1500, 60, false)), "");
  /* 30 * 300 / 30000 = 0 signs: no arrow yet; all 30: none any more */
  ck_assert_ptr_nonnull(strstr(printed(step_300, begun(30000, 60, true)), "[..............................]"));
  ck_assert_ptr_nonnull(strstr(printed(step_300, begun(300, 60, true)), "[==============================] - ETA: 0s"));
}
END_TEST

static void two_steps(Progress *progress) { progress_step(progress, 300, 0.5, 0.75), progress_step(progress, 301, 0.5, 0.75); }

/* twenty times a second at most: the second step comes too soon */
START_TEST(not_drawn_too_often) {
  const char *text = printed(two_steps, begun(1500, 60, true));
  ck_assert_ptr_nonnull(strstr(text, "300/1500"));
  ck_assert_ptr_null(strstr(text, "301/1500"));
  Progress long_ago = begun(1500, 60, true);
  long_ago.drawn = seconds_now() - 1;
  ck_assert_ptr_nonnull(strstr(printed(step_300, long_ago), "300/1500"));
}
END_TEST

static void everything(Progress *progress) {
  progress_step(progress, 1, 1, 1), progress_break(progress), progress_end(progress, 1, 1, 1, 1);
}

START_TEST(nothing_when_it_is_not_shown) {
  Progress hidden = begun(10, 60, true);
  hidden.shown = false;
  ck_assert_str_eq(printed(everything, hidden), "");
  Progress from_the_start = progress_begin(10, false);
  ck_assert_int_eq(from_the_start.steps, 10);
  ck_assert(!from_the_start.shown);
  ck_assert_double_eq_tol(from_the_start.started, seconds_now(), 60);
}
END_TEST

/* a line that was begun on a terminal is ended */
START_TEST(broken_off) {
  ck_assert_str_eq(printed(progress_break, begun(10, 60, true)), "\n");
  ck_assert_str_eq(printed(progress_break, begun(10, 60, false)), "");
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("progress");
  tcase_add_test(tests, the_last_line);
  tcase_add_test(tests, a_bar_on_a_terminal);
  tcase_add_test(tests, not_drawn_too_often);
  tcase_add_test(tests, nothing_when_it_is_not_shown);
  tcase_add_test(tests, broken_off);
  return run_tests("progress", tests);
}
