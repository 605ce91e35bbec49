/*
 * How a failure is told: see error.h. The message is kept per thread, so that a function
 * called from several threads cannot mix up the sentences.
 */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

static _Thread_local char message[2048];

Status fail(const char *format, ...) {
  /* written aside first: an argument may be the older message itself */
  char text[sizeof message];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);

  /* a file name may hold anything; the message stays one line, and is no command to a terminal */
  printable(sizeof message, message, text);
  return FAILED;
}

const char *error_message(void) { return message; }

int report_failure(const char *program) {
  fflush(stdout);
  fprintf(stderr, "%s: %s\n", program, message);
  return EXIT_FAILURE;
}

void stop_with_bug(const char *file, int line, const char *format, ...) {
  fflush(stdout);
  fprintf(stderr, "%s:%d: this is a mistake in the program: ", file, line);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  abort();
}
