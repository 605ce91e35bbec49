/**
 * @file child.h
 * Work that may go wrong in a library, done in a process of its own.
 */
#ifndef FILES_CHILD_H
#define FILES_CHILD_H

#include <stddef.h>
#include <sys/types.h>

#include "base/error.h"

/** How a child ended that did not send all it should. */
typedef enum ChildEnd {
  CHILD_WORKS,           /**< it has not ended that way */
  CHILD_CRASHED,         /**< a signal, or an exit that its library chose */
  CHILD_SHORT_OF_MEMORY, /**< one of the two, just after memory was refused to it */
  CHILD_TOO_SLOW,        /**< its time was over */
  CHILD_STOPPED          /**< from outside, or by the kernel for its memory */
} ChildEnd;

/** A short-lived process that works for this one, and the pipe on which it answers. */
typedef struct Child {
  pid_t process; /**< its number; 0: none */
  int pipe;      /**< what it sends arrives here */
  ChildEnd end;  /**< set when child_receive() fails */
} Child;

/** What a child does: reads `data`, sends its answer to `out` with child_send(), returns. */
typedef void ChildWork(int out, void *data);

/**
 * Starts a child with at most `memory` bytes more than this process has now, `seconds`
 * of CPU time and a minute by the clock.
 */
Status child_start(Child *child, ChildWork *work, void *data, size_t memory, int seconds);

/** In the child: whether memory was refused to it since it started; what failed then failed for that. */
int child_short_of_memory(void);

/**
 * For a file that the child is to use: a program started with stderr closed gets that
 * number for its next file, and the child would lose it when it silences stderr.
 * @return the file under a number above those of the standard streams
 */
int child_keeps(int file);

/** In the child: sends `count` bytes; when nobody listens any more, the child ends. */
void child_send(int out, const void *bytes, size_t count);

/** Receives `count` bytes. FAILED, without a message, when the child ends before it has sent them: child->end tells how. */
Status child_receive(Child *child, void *bytes, size_t count);

/** Ends the child, whatever it is doing. May be called twice. */
void child_end(Child *child);

#endif
