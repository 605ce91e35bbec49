/*
 * Floats below 2 to the -126, about 1.2e-38, have no room left for a full mantissa: they
 * are called denormal, and many processors need a hundred cycles for each. Adam's
 * averages of a gradient that stays zero shrink into that range, so a network trained
 * for a while would get slower and slower, for digits that change nothing. Two switches
 * in the processor's control register end this: denormal results become zero (flush to
 * zero), denormal operands count as zero (denormals are zero). Arm has one for both.
 *
 * The register belongs to the thread; a new thread starts with a copy of its parent's.
 */
#include "base/denormals.h"

#include <stdint.h>

#if defined __x86_64__ || defined __i386__
#include <xmmintrin.h>

enum { FLUSH_TO_ZERO = 1 << 15, DENORMALS_ARE_ZERO = 1 << 6 };

void flush_denormals(void) { _mm_setcsr(_mm_getcsr() | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO); }

#elif defined __aarch64__

enum { FLUSH_TO_ZERO = 1 << 24 };

void flush_denormals(void) {
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  control |= FLUSH_TO_ZERO;
  __asm__ volatile("msr fpcr, %0" : : "r"(control));
}

#else

void flush_denormals(void) {}

#endif
