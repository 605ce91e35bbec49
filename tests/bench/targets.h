/*
 * The targets of `make bench`, and what is said of each: met, MISSED, or not measured. What
 * depends on a peer that did not run, or on a time that nobody took, is never met.
 */
#ifndef TESTS_BENCH_TARGETS_H
#define TESTS_BENCH_TARGETS_H

#include "peers.h"

typedef enum Verdict { MET, MISSED, NOT_MEASURED } Verdict;

/* milliseconds of the fastest peer's step; NaN when none of them ran */
double best_step(int count, const Peer peers[]);

/* milliseconds of the fastest run; NaN when there was none */
double milliseconds(const Work *work);

/* prints one line on `out`; a `found` that is NaN, infinite or not above 0 was not measured */
Verdict tell_target(FILE *out, const char *what, double found, const char *unit, bool at_most, double wanted);

#endif
