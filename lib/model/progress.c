/* Keras's progress line: see progress.h. */
#include "model/progress.h"

#include <math.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR = 30 };

static const double redraw_every = 0.05; /* seconds */

double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

Progress progress_begin(int steps, bool shown) {
  return (Progress){.steps = steps, .shown = shown, .terminal = isatty(STDOUT_FILENO) == 1, .started = seconds_now()};
}

/* 123/1500 [=>............................] */
static void print_bar(const Progress *progress, int done) {
  char bar[BAR + 1];
  int filled = (int)((long)BAR * done / progress->steps);
  for (int i = 0; i < BAR; i++) bar[i] = i < filled ? '=' : '.';
  if (filled < BAR && filled > 0) bar[filled - 1] = '>';
  bar[BAR] = '\0';
  printf("%d/%d [%s]", done, progress->steps, bar);
}

/* the time of a step in the unit that Keras would choose */
static void print_step_time(double seconds) {
  if (seconds >= 1)
    printf(" %.0fs/step", seconds);
  else if (seconds >= 1e-3)
    printf(" %.0fms/step", seconds * 1e3);
  else
    printf(" %.0fus/step", seconds * 1e6);
}

void progress_step(Progress *progress, int done, double loss, double accuracy) {
  if (!progress->shown || !progress->terminal) return;
  double now = seconds_now();
  if (now - progress->drawn < redraw_every) return;
  progress->drawn = now;
  double left = (now - progress->started) / done * (progress->steps - done);
  printf("\r");
  print_bar(progress, done);
  printf(" - ETA: %.0fs - loss: %.4f - accuracy: %.4f\033[K", left, loss, accuracy);
  fflush(stdout);
}

void progress_end(Progress *progress, double loss, double accuracy, double val_loss, double val_accuracy) {
  if (!progress->shown) return;
  double seconds = seconds_now() - progress->started;
  if (progress->terminal) printf("\r\033[K");
  print_bar(progress, progress->steps);
  printf(" - %.0fs", seconds);
  print_step_time(seconds / progress->steps);
  printf(" - loss: %.4f - accuracy: %.4f", loss, accuracy);
  if (!isnan(val_loss)) printf(" - val_loss: %.4f - val_accuracy: %.4f", val_loss, val_accuracy);
  printf("\n");
  fflush(stdout);
}

void progress_break(Progress *progress) {
  if (progress->shown && progress->terminal) printf("\n");
  fflush(stdout);
}
