/**
 * @file engine.h
 * The parts of the teacher: texts.c (language, hints), compile.c (a reader's file into a shared object), cases.c (what
 * a check asks), draw.c and shrink.c (strangers' cases, and smaller ones), trial.c (a reader's function on all cases),
 * diagnose.c (which hint), report.c (how it is shown), judge.c (the process in which all that runs), teacher.c (the
 * program).
 */
#ifndef CHECKS_ENGINE_H
#define CHECKS_ENGINE_H

#include <stdio.h>

#include "check.h"

/** Where an exercise stands. */
typedef enum State { NOT_STARTED, SOLVED, WRONG, DOES_NOT_BUILD, NOT_FASTER } State;

/** How to judge: as for the reader; or, for `make prove`, as if every answer were right, or by the even case alone. */
typedef enum Judging { ALL_CASES, ACCEPT_ALL, EVEN_ALONE } Judging;

enum { MOST_CHOICES = 64, MOST_RUNS = 2000, MOST_REPORT = 6000 };

/** See draw.c. */
struct Draw {
  Random random;
  int room;  /**< what sizes may still be multiplied by */
  bool calm; /**< small whole numbers, for cases made by hand */
  int choice[MOST_CHOICES], least[MOST_CHOICES];
  int choices, replayed; /**< how many were made; how many of them are given */
};

/** What the judge found; the same memory for the process that runs the reader's code and for the one that waits. */
typedef struct Verdict {
  State state;
  char hint[64];                           /**< section of the hints: a named mistake, or a general one */
  char word[3][160];                       /**< what {0}, {1}, {2} in that section stand for */
  char report[MOST_REPORT];                /**< the failing case, in words */
  char running[300];                       /**< sizes of the case that runs: when it crashes, this one did */
  int cases;                               /**< finished */
  bool failed;                             /**< a case has been reported */
  bool named;                              /**< with the hint of a named mistake */
  bool input_changed;                      /**< the function wrote into an input */
  bool finished;                           /**< all cases ran */
  bool waits;                              /**< the function waits for something */
  char proof[2000];                        /**< slopes beside the backward function's numbers */
  char array_name[2 * MOST_ARRAYS][32];    /**< the running case's arrays, */
  const void *array_data[2 * MOST_ARRAYS]; /**< where each is, */
  int array_count[2 * MOST_ARRAYS];        /**< how many numbers it holds, */
  int array_size[2 * MOST_ARRAYS];         /**< and how many bytes each has */
  double milliseconds[2];                  /**< speed exercises: the plain way, the reader's */
} Verdict;

/** The reader's function on trial. */
typedef struct Trial {
  const Exercise *exercise;
  const Check *check;
  void *function;
  Judging how;
  int limit; /**< cases to run */
  Verdict *found;
} Trial;

/** A case that the reader's function has been run on, beside the right answer. */
typedef struct Run {
  Case mine, right;
  bool wrong;
  int which, place; /**< the first wrong number: output and place in it */
} Run;

/** @name texts.c @{ */
/** "en" or "ko": what `make korean` or `make english` remembered, else the first of LANGUAGE, LC_ALL, LANG that says it. */
const char *language(void);
/**
 * A section of hints/LANGUAGE/FILE.txt, without its last newline. Free it.
 * @return null when there is no such file or section
 */
char *section(const char *in_language, const char *file, const char *name);
/** A sentence of messages.txt, with {0}, {1}, {2} replaced; in a buffer of its own out of sixteen that take turns. */
const char *say(const char *name, const char *a, const char *b, const char *c);
/** `text` with {0}, {1}, {2} replaced; in such a buffer, too. */
const char *with_words(const char *text, const char *a, const char *b, const char *c);
/** Columns that a text takes on a terminal: Hangul takes two. */
int width(const char *text);
/** Prints a text and blanks up to `columns`. */
void pad(FILE *file, const char *text, int columns);
/** Prints a text, each line after so many blanks. */
void indent(FILE *file, int blanks, const char *text);
/** A file's whole text, or null. Free it. */
char *read_text(const char *path);
/** The digits of a whole number: in a buffer of its own out of sixteen. */
const char *digits(int number);
/** @} */

/** @name cases.c @{ */
/** Case `number` of a check, the same each time: inputs, and outputs as the function is to find them. */
void case_make(Case *c, const Exercise *exercise, int number);
/** A copy with the same inputs and outputs of its own. */
void case_copy(Case *copy, const Case *c);
/** Outputs as the function is to find them. */
void case_reset(Case *c);
/** Frees outputs, and with `all` the inputs. */
void case_free(Case *c, bool all);
/** The answer by the definition (0) or a mistake into c's outputs. */
bool case_answer(Case *c, const Check *check, int mistake);
/** How many cases, by hand and drawn. */
int case_count(const Check *check);
/** Compares the outputs of a case with an answer; where they first differ: output and place in it. */
bool case_equal(const Case *c, const Case *expected, const Check *check, int *which, int *place);
/** One number of it. */
bool number_equal(const Array *mine, const Array *right, int i, const Check *check);
double number_at(const Array *array, int i);
void put(Array *array, int i, double value);
size_t number_size(const Array *array);
size_t array_size(const Array *array);
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

/** @name draw.c and shrink.c @{ */
/** The seed of all random cases: SEED, or 42. */
uint32_t draw_seed(void);
/** Ready to draw case `number`. */
void draw_begin(Draw *draw, const Exercise *exercise, int number);
/** Fills the inputs of a case that has its arrays. */
void case_fill(Case *c, const Check *check, Draw *draw);
/** A whole case. */
void case_draw(Case *c, const Check *check, Draw *draw);
/** A case that a milestone kept (build/exercises/NN_name.case). @return false when there is none */
bool case_kept(Case *c, const Exercise *exercise);
/** The smallest case found that is wrong as `wanted` says; begins with case `number`; the caller frees the run. */
void shrink(const Trial *trial, int number, bool (*wanted)(const Trial *, const Run *, const void *), const void *with,
            Run *smallest);
/** @} */

/** @name trial.c @{ */
/** All cases; fills the verdict. */
void trial_run(const Trial *trial);
/** The reader's function on one case. */
void run_case(const Trial *trial, const Case *c, Run *run);
void run_free(Run *run, bool inputs);
/** @} */

/** @name diagnose.c @{ */
/** Whether mistake m gives the reader's numbers, and they are wrong. */
bool mistake_fits(const Trial *trial, const Run *run, int mistake);
/** The one named mistake that fits this case, or 0. */
int only_mistake(const Trial *trial, const Run *run);
/** The best hint for one case alone. */
void diagnose_case(const Trial *trial, const Run *run);
/** The best hint by all cases, and the case to show with it. @param wrong of each case */
void diagnose(const Trial *trial, int cases, const bool wrong[cases]);
/** @} */

/** @name report.c @{ */
/** Writes the case into the verdict. @param mistake whose arithmetic gives the reader's number, or 0 */
void report(const Trial *trial, const Run *run, int mistake);
/** "with H 3, W 5" */
void report_sizes(FILE *file, const Check *check, const Case *c);
/** "0.25 in epoch 2", "1*2 + 3*4 = 14": words that end in a blank need no = */
void with_value(char *text, size_t size, const char *sum, const char *value);
/** Slopes that the reader's own slope() measures with the reader's own forward function, beside the numbers of a case. */
void report_slopes(const Trial *trial, const Run *run);
/** @} */

/** @name judge.c @{ */
/** A function that is being judged, in a process of its own. */
typedef struct Judgement {
  const Exercise *exercise;
  char log[400]; /**< where what it prints goes */
  int process;   /**< 0: none */
  char library[400];
  Judging how;
  int lock; /**< the exercise's, for teacher.c */
  Verdict *found;
} Judgement;
/** Begins to run the function in the shared object `library` on the cases; `log` is set. */
void judge_begin(Judgement *j, const Exercise *exercise, const char *library, Judging how);
/** Waits for it. */
void judge_end(Judgement *j, Verdict *verdict);
/** Both. */
void judge(const Exercise *exercise, const char *library, const char *log, Judging how, Verdict *verdict);
/** Tests the check itself: definition, library and hand agree; mistakes differ; all zeros are refused. @return faults, each printed */
int prove_check(const Exercise *exercise);
/** @} */

/** @name speed.c @{ */
/** Whether the function, compiled for speed, has the technique's speed; fills `milliseconds`. */
bool fast_enough(const Exercise *exercise, const char *library, Verdict *verdict);
/** The six rungs of the convolution as bars, and the reader's among them. */
void print_ladder(const Exercise *exercise, const Verdict *verdict);
/** @} */

/** Where things are built: TEACHER_BUILD. */
const char *build_folder(void);

#endif
