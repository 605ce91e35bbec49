/**
 * @file check.h
 * How an exercise is checked, and how to add one.
 *
 * An exercise NN_name is these files:
 *
 *     exercises/solutions/NN_name.c      the whole solution; what the reader is to write stands between two markers
 *     exercises/8-2/NN_name.c            the reader's file, made from it: `make stubs` (folder: list.c)
 *     exercises/checks/NN_name.c         the cases, the definition with its named mistakes, the reader's function called
 *     chapters/signatures.h      one line: the prototype
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
 * **Check.** Defines `const Check check_NN`:
 *
 *     hand    the cases made by hand; the first is the worked example, whose answer `.by_hand` has
 *     draw    sizes (and other whole numbers and scalars) of a case drawn at random
 *     room    the arrays of a case, when its sizes are known: inputs, then outputs
 *     fill    the inputs of a drawn case; without it each input of floats gets strange() numbers
 *     derive  inputs that follow from others (winners from an image): after each filling
 *     answer  the outputs by definition (mistake 0), or as somebody who makes mistake 1, 2, ... gets them;
 *             false: with this mistake the case ends in a crash, or cannot be said; then it is no evidence
 *     call    the reader's function
 *     library the library's function that does the same, where there is one: for `make prove` alone
 *
 * **Strangers' cases.** After those made by hand come a thousand that nobody chose (RANDOM_CASES), from a seed that is
 * printed (`SEED=7` for others). draw() takes each size with pick_size(), from 1 up to the network's own, and each other
 * parameter with pick(); strange() has fractions, negatives, large spreads, ties. Of a case that fails the engine looks for
 * the smallest that fails in the same way: pick() is asked for smaller numbers, the inputs become simpler ones.
 *
 * **The right answer** is computed in double. begin() says which element comes, times() and plus() add its terms: the
 * engine writes the arithmetic out when it is wanted, and knows how far off a sum of floats in any order may be (within()
 * for what else may be off). The reader's number must lie within that.
 *
 * **The even case.** A careless test has all sizes equal, or sizes that divide, or is the worked example; it lets
 * much through that is wrong. At least three wrong answers of each exercise are right in such a case and refused for
 * the others: `make prove-NN` counts them. `.even` are the sizes of this case: as equal as the function allows. Without,
 * it is the worked example. No reader's answer is judged by it.
 * Where a function has an image, a bias or a label for each n, f or u, one wrong answer takes another one's: its
 * second line is `// first index: WHAT`.
 *
 * A mistake gets its hint when it alone gives the reader's numbers. So no two mistakes may agree on all cases, and each
 * must be wrong on two: `make prove-NN` says when they do. The rest is the engine's (diagnose.c): a term left out or
 * taken twice, a sum kept in an int, right numbers at wrong places, a size from which on it goes wrong.
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
  MOST_SIZES = 14,     /**< sizes and other whole numbers of a case */
  MOST_NUMBERS = 6,    /**< other scalars of a case */
  MOST_ARRAYS = 8,     /**< inputs, and outputs */
  MOST_MISTAKES = 16,  /**< named ones */
  RANDOM_CASES = 1000, /**< of each exercise */
  EVEN_CASE = -1,      /**< number of the case in which all sizes are equal */
  UNTOUCHED = 1000     /**< what outputs are filled with before the reader's function runs */
};

/** What an array holds. */
typedef enum Kind { FLOATS, INTS, DOUBLES } Kind;

/** Sizes of an array, the outermost first; 0 where there are no more. */
typedef struct Sizes {
  int size[5];
} Sizes;

/** An input or output: each an allocation of its own, so that the address sanitizer sees its end. */
typedef struct Array {
  const char *name; /**< as in the formula */
  Sizes sizes;
  int count; /**< numbers in it */
  Kind kind;
  void *data;
  const void *start; /**< outputs that are read and changed: what is in them before; else null */
  double *slack;     /**< outputs of an answer: how far off each number may be */
  bool exact;        /**< outputs: no tolerance at all */
  bool simpler;      /**< inputs: each number may become a simpler one */
} Array;

/** Inputs of one call, and its outputs. */
typedef struct Case {
  int size[MOST_SIZES];       /**< the whole numbers */
  float number[MOST_NUMBERS]; /**< other scalar inputs: a rate, a step */
  Array in[MOST_ARRAYS];      /**< in the order of the input() calls */
  Array out[MOST_ARRAYS];     /**< in the order of the output() calls */
  int ins, outs;
  char note[200]; /**< one line to print with this case, or empty */

  /* the element that is being computed: its terms, and how far off it may be */
  const void *element;
  double magnitude, more; /**< sum of the terms' sizes; what within() said */
  int terms;
  const void *wanted; /**< this element's arithmetic is written down */
  bool writing;
  char arithmetic[256];
  double *term; /**< or null: room for MOST_TERMS terms of the wanted element */
} Case;

enum { MOST_TERMS = 4096 };

/** A case made by hand. */
typedef struct Hand {
  int size[MOST_SIZES];
  float number[MOST_NUMBERS];
  const char
      *in[MOST_ARRAYS]; /**< the numbers of each input: "1 2 0  0 3 1  4 1 1"; null: derived, or small whole ones */
} Hand;

/** Where a random case comes from; see draw.c. */
typedef struct Draw Draw;

/** One exercise's check. */
typedef struct Check {
  const char *names;           /**< of the whole numbers, separated by blanks: "H W K" */
  const char *number_names;    /**< of the other scalars, or null */
  const Hand *hand;            /**< the cases made by hand */
  int hands;                   /**< how many */
  const char *by_hand;         /**< all outputs of the first, one after the other: "17 15 22 12" */
  Hand even;                   /**< sizes of the even case; size[0] is 0: the first case by hand */
  const char *const *mistakes; /**< names, mistake 1 first; ends with a null pointer */
  void (*draw)(Case *c, Draw *draw);
  void (*room)(Case *c);
  void (*fill)(Case *c, Draw *draw); /**< or null */
  void (*derive)(Case *c);           /**< or null */
  bool (*answer)(Case *c, int mistake);
  void (*call)(Case *c, void *function);
  void (*library)(Case *c);               /**< or null */
  double (*loss)(Case *c, void *forward); /**< or null. For backward exercises: sum of y * dy after the forward pass of
                                               the inputs, by the reader's function or, without one, by the library's */
  int forward;                /**< with `loss`: number of the exercise whose function goes forward; 0: none */
  int slope_of[MOST_ARRAYS];  /**< with `loss`: output o is the slope by input slope_of[o]; -1: by none */
  const int *slope_at;        /**< or null. Output o is the slope by this one number of that input */
  bool kinks;                 /**< with `loss`: it has corners, where there is no slope to compare */
  void (*real_size)(Case *c); /**< or null. Speed exercises: sizes and inputs at which milliseconds are taken, */
  void (*plain)(Case *c, void *function); /**< and the plain way */
  double factor;                          /**< how many times faster than that the technique must be */
  double tolerance;                       /**< relative, where more may be off than the terms say; 0: 1e-6 */
  bool exact;                             /**< no tolerance at all */
  bool zeros_hint;                        /**< set: all zeros is a named mistake of its own, no general one */
  int random_cases;                       /**< 0: RANDOM_CASES */
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

/** @name For draw() @{ */
/** A whole number from `least` to `most`, each equally likely. */
int pick(Draw *draw, int least, int most);
/** A size: 1 and small ones often, primes, powers of two, the network's own; all sizes of a case share its room. */
int pick_size(Draw *draw, int least, int most);
/** The case's work is so many times larger: its sizes have less room. */
void spend(Draw *draw, int times);
/** A number from `least` to `most`, in steps of which some are fine. */
float pick_number(Draw *draw, float least, float most);
/** @} */

/** @name For room(). An input without a name ("") is not shown to the reader. @{ */
float *input(Case *c, const char *name, Sizes sizes);
int *int_input(Case *c, const char *name, Sizes sizes);
/** Room for an output. A result that is returned is an output of Sizes {{1}} named "result", written by call(). */
float *output(Case *c, const char *name, Sizes sizes);
int *int_output(Case *c, const char *name, Sizes sizes);
double *double_output(Case *c, const char *name, Sizes sizes);
/** An output that the function reads first and changes, such as the weights in Adam: begins as a copy of input `start`. */
void changed(Case *c, const char *name, Sizes sizes, int start);
/** Output `o` has no tolerance: nothing is computed for it. */
void exactly(Case *c, int o);
/** A line to show with the case: printf's arguments. */
void case_note(Case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** @} */

/** @name For fill(): into input `i` @{ */
/** Numbers as strangers have them: whole, fractions, negatives, far from zero, tiny, spread wide, equal ones. */
void strange(Case *c, int i, Draw *draw);
/** Numbers from `least` to `most`, fractions. */
void fractions(Case *c, int i, Draw *draw, float least, float most);
/** Whole numbers from `least` to `most`. */
void integers(Case *c, int i, Draw *draw, int least, int most);
/** A permutation of 0 .. count-1. */
void permutation(Case *c, int i, Draw *draw);
/** @} */

/** @name For answer(), call() and library() @{ */
/** The data of input or output `i`; assigns to a pointer to rows without a cast: `const float (*x)[W] = in(c, 0);` */
void *in(const Case *c, int i);
void *out(const Case *c, int i);
/** The element at `place` is about to be computed. */
void begin(Case *c, const void *place);
/** a * b, a term of the element. */
double times(Case *c, double a, double b);
/** a, a term of the element. */
double plus(Case *c, double a);
/** The element may be off by this much more. */
void within(Case *c, double more);
/** The sum of the element's terms is divided by this. */
void divided(Case *c, double by);
/** Writes this down instead, when it is wanted: printf's arguments. Words end in a blank, and then no = follows. */
void note(Case *c, const char *format, ...) __attribute__((format(printf, 2, 3)));
/** The reader's language of the two: for notes that need words. Both formats take the same arguments in the same order. */
const char *either(const char *english, const char *korean) __attribute__((format_arg(1), format_arg(2)));
/** @} */

#endif
