/**
 * @file progress.h
 * Keras's progress line: on a terminal a bar redrawn in place, elsewhere one plain line.
 *
 *     1500/1500 [==============================] - 6s 4ms/step - loss: 0.5012 - accuracy: 0.8201
 */
#ifndef MODEL_PROGRESS_H
#define MODEL_PROGRESS_H

#include <stdbool.h>

/** The line of one epoch or one evaluation. */
typedef struct Progress {
  int steps;       /**< how many there will be */
  bool shown;      /**< false: nothing is printed */
  bool terminal;   /**< stdout is one */
  double started;  /**< seconds, from the monotonic clock */
  double drawn;    /**< when the bar was last drawn */
} Progress;

/** Seconds from a clock that never goes back. */
double seconds_now(void);

/** Begins the line. */
Progress progress_begin(int steps, bool shown);

/** After `done` steps: redraws the bar, on a terminal and not more than twenty times a second. */
void progress_step(Progress *progress, int done, double loss, double accuracy);

/** Ends the line with its final figures; val_loss and val_accuracy are left out when they are NaN. */
void progress_end(Progress *progress, double loss, double accuracy, double val_loss, double val_accuracy);

/** Ends the line where it is: the training was interrupted or failed. */
void progress_break(Progress *progress);

#endif
