/**
 * @file check.h
 * How an exercise is checked, and how to add one.
 *
 * An exercise NN_name is these files:
 *
 *     exercises/solutions/NN_name.c      the whole solution; what the reader is to write stands between two markers
 *     exercises/8-2/NN_name.c            the reader's file, made from it: `make stubs` (folder: list.c)
 *     exercises/checks/NN_name.c         the cases, the definition with its named mistakes, the reader's function called
 *     exercises/checks/signatures.h      one line: the prototype
 *     exercises/checks/list.c            number, name, folder, minutes (all 36 are there)
 *     exercises/hints/en/NN_name.txt     texts: one section for each named mistake, and 1, 2, 3, task, after
 *     exercises/hints/ko/NN_name.txt     the same sections in Korean
 *     exercises/wrong/NN_name-WORD.c     three wrong answers or more that only odd shapes reveal, and others, as a reader
 *                                        would write them; first line `// hint: MISTAKE`
 *     exercises/wrong/two/NN_name-WORD.c two mistakes at once (some exercises); first line `// hints: ONE TWO`
 *
 * 06_conv_one_channel is the model: read its files, copy them, change them. Then
 * `make stubs` and `make prove-NN`, until that says that all is well.
 *
 * **Solution.** A comment of the exercise's form (see the model): number and name, minutes; the task in
 * two or three lines of English, then the same in Korean; the formula; the worked example. 80 columns.
 * It includes what of the library's and C's headers it needs, no other exercise. Between the lines
 * `  // [answer]` and `  // [end]` stands what the reader writes; the stub has a comment TODO there
 * instead. `  // [answer] return 0;` leaves `return 0;` behind the TODO. No text before the
 * markers may give the answer away.
 *
 * **Check.** Defines `const Check check_NN`. A check knows cases; case 0 is the worked example and
 * has the answer worked out by hand in `.by_hand`; case 1 is another small one; the others are drawn at random,
 * of odd shapes (H, W, C, F all different). For each case the engine calls
 *
 *     make    sizes, inputs and room for outputs of case `number`
 *     answer  the outputs by definition (mistake 0), or as somebody who makes mistake 1, 2, ... gets them;
 *             false: with this mistake the case ends in a crash, or cannot be said; then it is no evidence
 *     call    the reader's function
 *     library the library's function that does the same, where there is one
 *
 * **The even case.** A careless test has all sizes equal, or sizes that divide, or is the worked example; it lets
 * much through that is wrong. At least three wrong answers of each exercise are right in such a case and refused for
 * the others: `make prove-NN` counts them. With `.even`, make() draws this case, too, as number EVEN_CASE: sizes as
 * equal as the function allows (places in them are not), a count that the batch, tile or vector divides, whole
 * numbers. Without, it is case 0. No reader's answer is judged by it.
 * Where a function has an image, a bias or a label for each n, f or u, one wrong answer takes another one's: its
 * second line is `// first index: WHAT`.
 *
 * The answer is accepted when it equals the library's (or the definition's) on all cases. `answer`
 * multiplies with times(c, a, b) and adds with plus(c, a), after begin(c, &y[r][q]): so the
 * engine can write the arithmetic of any element out, the right one's and the mistaken one's.
 * Use small whole numbers (random_integers()): then sums are exact and readable. Floats need a last case
 * with fractions (random_numbers()), or a sum in an int passes.
 *
 * A mistake gets its hint only when the reader's answer equals the mistake's on the whole array
 * in all cases, and in at least two of them that is a wrong answer. So no two mistakes may agree on all cases,
 * and each must be wrong on two: `make prove-NN` says when they do.
 *
 * **Hints.** A line `= name` begins a section, named as in `.mistakes`; then `= 1`, `= 2`, `= 3` (a question; the
 * worked case step by step; the loops with blanks, written ____), `= task` (what `make check-NN` prints
 * while nothing is written: what, why, where in the network, 3 to 8 lines), `= after` (the library's
 * function, the Keras line, the page of the walkthrough). A hint asks or points; it never contains a line of the
 * solution. Korean: 합니다체, the glossary's terms, written and not translated. 76 columns, Hangul counts two.
 *
 * General hints need no work (hints/en/general.txt): an element never written, an output added to without being
 * set or left as it was, all zeros, whole numbers where fractions belong, nan, an input written into, a function that
 * does not exist, an index out of bounds, an endless loop, a crash. They speak of the array that the report shows.
 */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"
#include "signatures.h"

enum {
  MOST_SIZES = 14,    /**< sizes and other whole numbers of a case */
  MOST_ARRAYS = 8,    /**< inputs, and outputs */
  MOST_CASES = 16,    /**< of one check */
  MOST_MISTAKES = 12, /**< named ones */
  EVEN_CASE = MOST_CASES, /**< number of the case in which all sizes are equal: behind all others */
  UNTOUCHED = 1000    /**< what outputs are filled with before the reader's function runs */
};

/** Sizes of an array, the outermost first; 0 where there are no more. */
typedef struct Shape {
  int size[5];
} Shape;

/** An input or output: each an allocation of its own, so that the address sanitizer sees its end. */
typedef struct Array {
  const char *name; /**< as in the formula */
  Shape shape;
  int count;    /**< numbers in it */
  bool integer; /**< ints; else floats */
  void *data;
  const void *start; /**< outputs that are read and changed: what is in them before; else null */
} Array;

/** Inputs of one call, and its outputs. */
typedef struct Case {
  const char *names;      /**< of the whole numbers, separated by blanks: "H W K" */
  int size[MOST_SIZES];   /**< the whole numbers */
  float number[4];        /**< other scalar inputs: a rate, a step */
  Array in[MOST_ARRAYS];  /**< in the order of the input() calls */
  Array out[MOST_ARRAYS]; /**< in the order of the output() calls */
  int ins, outs;
  const char *note; /**< one line to print with this case, or null */

  /* the arithmetic of one element is written down as it is computed */
  const void *wanted; /**< that element */
  bool writing;
  int terms;
  char arithmetic[256];
} Case;

/** One exercise's check. */
typedef struct Check {
  int cases;                    /**< how many, at least 3 */
  const char *by_hand;          /**< all outputs of case 0, one after the other: "17 15 22 12" */
  const char *const *mistakes;  /**< names, mistake 1 first; ends with a null pointer */
  void (*make)(Case *c, int number, Random *random);
  bool (*answer)(Case *c, int mistake);
  void (*call)(Case *c, void *function);
  void (*library)(Case *c);     /**< or null */
  double (*loss)(Case *c);      /**< or null. For backward exercises: sum of y * dy after the forward pass of the
                                     inputs; its numerical slope must be the answer */
  int slope_of[MOST_ARRAYS];    /**< with `loss`: output o is the slope by input slope_of[o]; -1: by none */
  bool kinks;                   /**< with `loss`: it has corners, where there is no slope to compare */
  void (*real_size)(Case *c);   /**< or null. Sizes and inputs of a layer of the network, when a solved exercise tells
                                     how many milliseconds the reader's function takes for it, */
  void (*plain)(Case *c);       /**< and how many the plain way takes */
  double tolerance;             /**< relative; 0: 1e-5 */
  bool even;                    /**< make() knows EVEN_CASE; else case 0 stands for it */
  bool same_bits;               /**< no tolerance at all */
  bool zeros_hint;              /**< set: all zeros is a named mistake of its own, no general one */
} Check;

/** An entry of list.c. */
typedef struct Exercise {
  int number;
  const char *name;   /**< "conv_one_channel", also the function's */
  const char *folder; /**< "8-2" */
  char part;          /**< A to D */
  int minutes;
  bool optional;
  const Check *check; /**< null while there is none */
} Exercise;

extern const Exercise exercises[];
extern const int exercise_count;

/** @name For make(). An input without a name ("") is not shown to the reader. @{ */
float *input(Case *c, const char *name, Shape shape);
int *int_input(Case *c, const char *name, Shape shape);
/** Room for an output. A result that is returned is an output of Shape {{1}} named "result", written by call(). */
float *output(Case *c, const char *name, Shape shape);
int *int_output(Case *c, const char *name, Shape shape);
/** An output that the function reads first and changes, such as the weights in Adam: begins as a copy of `start`. */
float *changed(Case *c, const char *name, Shape shape, const float *start);
/** Fills the newest input with the numbers in a text: "1 2 0  0 3 1  4 1 1". */
void numbers(Case *c, const char *text);
/** Fills the newest input with whole numbers from `least` to `most`. */
void random_integers(Case *c, Random *random, int least, int most);
/** Fills the newest input with numbers from `least` to `most` in steps of 1/16. */
void random_numbers(Case *c, Random *random, float least, float most);
/** A whole number from `least` to `most`. */
int random_between(Random *random, int least, int most);
/** @} */

/** @name For answer(), call() and library() @{ */
/** The data of input or output `i`; assigns to a pointer to rows without a cast: `const float (*x)[W] = in(c, 0);` */
void *in(const Case *c, int i);
void *out(const Case *c, int i);
/** The element at `place` is about to be computed. */
void begin(Case *c, const void *place);
/** a * b, written down when the arithmetic of this element is wanted. */
float times(Case *c, float a, float b);
/** a, written down as a term of the sum. */
float plus(Case *c, float a);
/** Writes this down instead, when it is wanted: printf's arguments. Words end in a blank, and then no = follows. */
void note(Case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The reader's language of the two: for notes that need words. Both formats take the same arguments in the same order. */
const char *either(const char *english, const char *korean) __attribute__((format_arg(1), format_arg(2)));
/** @} */

#endif
