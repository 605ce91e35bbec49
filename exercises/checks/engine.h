/**
 * @file engine.h
 * The parts of the teacher: texts.c (language, hints), cases.c (what a check asks), compile.c (a
 * reader's file into a shared object), judge.c (a reader's function against the cases, in a process of
 * its own), teacher.c (the program).
 */
#ifndef CHECKS_ENGINE_H
#define CHECKS_ENGINE_H

#include <stdio.h>

#include "check.h"

/** Where an exercise stands. */
typedef enum State { NOT_STARTED, SOLVED, WRONG, DOES_NOT_BUILD } State;

/** How to judge: as for the reader; or, for `make prove`, as if every answer were right, or by the even case alone. */
typedef enum Judging { ALL_CASES, ACCEPT_ALL, EVEN_ALONE } Judging;

/** What the judge found; the same memory for the process that runs the reader's code and for the one that waits. */
typedef struct Verdict {
  State state;
  char hint[64];                     /**< section of the hints: a named mistake, or a general one */
  char report[6000];                 /**< the failing case, in words; {yours} where the reader's number goes */
  char mine[40];                     /**< that number */
  int running;                       /**< the case that runs: when it crashes, this one did */
  int cases;                         /**< finished */
  bool failed;                       /**< a case has been reported */
  bool input_changed;                /**< because the function wrote into an input */
  bool finished;                     /**< all cases ran */
  bool alive[MOST_MISTAKES];         /**< this mistake has given the reader's answers so far */
  int wrong[MOST_MISTAKES];          /**< cases finished in which this mistake is a wrong answer */
  char yours[MOST_MISTAKES][256];    /**< arithmetic of the first wrong element, by this mistake */
  char array_at[2 * MOST_ARRAYS][32]; /**< names of the running case's arrays, */
  const void *array_data[2 * MOST_ARRAYS]; /**< where each is, */
  int array_count[2 * MOST_ARRAYS];  /**< and how many numbers it holds */
} Verdict;

/** @name texts.c @{ */
/** "en" or "ko": what `make korean` or `make english` remembered, else the first of LANGUAGE, LC_ALL, LANG that says it. */
const char *language(void);
/**
 * A section of hints/LANGUAGE/FILE.txt, without its last newline. Free it.
 * @return null when there is no such file or section
 */
char *section(const char *in_language, const char *file, const char *name);
/** A sentence of messages.txt, with {0}, {1}, {2} replaced; in a buffer of its own out of eight that take turns. */
const char *say(const char *name, const char *a, const char *b, const char *c);
/** Columns that a text takes on a terminal: Hangul takes two. */
int width(const char *text);
/** Prints a text and blanks up to `columns`. */
void pad(FILE *file, const char *text, int columns);
/** Prints a text, each line after so many blanks. */
void indent(FILE *file, int blanks, const char *text);
/** A file's whole text, or null. Free it. */
char *read_text(const char *path);
/** The text of a number: in a buffer of its own out of eight. */
const char *text_of(int number);
/** @} */

/** @name cases.c @{ */
/** Case `number` of a check, the same each time: inputs, and outputs as the function is to find them. */
void case_make(Case *c, const Exercise *exercise, int number);
/** A copy with the same inputs and outputs of its own. */
void case_copy(Case *copy, const Case *c);
/** Frees outputs, and with `all` the inputs. */
void case_free(Case *c, bool all);
/** The right answer into c's outputs. */
void case_solve(Case *c, const Check *check);
/** Compares the outputs of two cases; where they first differ: output and place in it. */
bool case_equal(const Case *c, const Case *expected, const Check *check, int *which, int *place);
/** "y[0][2]" */
const char *place_name(const Array *array, int place);
/** A number as the report prints it. */
const char *number_text(const Array *array, int place);
int mistake_count(const Check *check);
/** @} */

/** @name compile.c @{ */
/** Waits until no other process compiles or judges this exercise. @return what unlock_exercise() takes */
int lock_exercise(const char *path);
void unlock_exercise(int lock);
/**
 * Compiles a reader's file, unless it is untouched, into STEM.so, with what the compiler says in STEM.log, and
 * notes in STEM.built how that went: untouched, built or failed. To be called under the exercise's lock.
 * @param untouched     tells whether the file's text is as it came
 * @param fast_command  compiles STEM.fast as well; may be null
 * @return whether the note could be written
 */
bool compile_exercise(const char *file, const char *stem, bool untouched(const char *text), const char *command,
                      const char *fast_command);
/** Writes a file under another name and moves it into place. */
bool write_text(const char *path, const char *text);
/** @} */

/** @name judge.c @{ */
/** Runs the function in the shared object `library` on the cases, in a process of its own. */
void judge(const Exercise *exercise, const char *library, const char *log, Judging judging, Verdict *verdict);
/** Tests the check itself: definition, library and hand agree; mistakes differ; all zeros are refused. @return faults, each printed */
int prove_check(const Exercise *exercise);
/** @} */

#endif
