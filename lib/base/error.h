/**
 * @file error.h
 * How a failure is told.
 *
 * Two kinds of mistake, two ways out. What a user can cause (a file, an option, too
 * little memory) comes back as the Status of the function, and the sentence that
 * explains it waits in error_message(). What only a programmer can cause (two shapes
 * that do not fit) stops the program on the spot, with file and line: bug().
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/** What a function that can fail returns. */
typedef enum Status { OK, FAILED } Status;

/**
 * Records why something failed: one line that says what happened to which file or
 * value, what was expected, what was found, and what to do next.
 *
 * A newer message replaces an older one. The text is kept in the calling thread.
 * @return always FAILED, so that a function can end with `return fail("...");`
 */
Status fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The newest message given to fail(), or "" when there was none. */
const char *error_message(void);

/**
 * Prints `program: message` as one line on stderr.
 * @return 1, the exit status of a program that failed
 */
int report_failure(const char *program);

/** Stops the program (abort): a mistake of the programmer, at `file`:`line`. Called through BUG. */
_Noreturn void stop_with_bug(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Stops the program and names this place in the source; takes what printf takes. */
#define BUG(...) stop_with_bug(__FILE__, __LINE__, __VA_ARGS__)

#endif
