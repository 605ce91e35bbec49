/**
 * @file vector.h
 * A vector: as many floats as this machine adds or multiplies with one instruction.
 *
 *     Vector a            | a0 | a1 | a2 | a3 | ... |        4, 8 or 16 floats, one register
 *     a + b               | a0+b0 | a1+b1 | ...              one instruction
 *     s * a, s a float    | s*a0 | s*a1 | ...                s is copied to all places first
 *
 * gcc and clang know such types without any library (`vector_size`) and turn `+` and `*`
 * into the instructions of the machine they compile for. A vector wider than the machine's
 * would still be right, but many times slower: so the width follows the target.
 */
#ifndef KERNELS_VECTOR_H
#define KERNELS_VECTOR_H

#include <string.h>

enum {
#if defined(__AVX512F__)
  WIDTH = 16, /**< floats in a vector */
#elif defined(__AVX__)
  WIDTH = 8,
#else
  WIDTH = 4, /* SSE2, NEON, WebAssembly */
#endif
#if defined(__AVX512F__) || defined(__aarch64__)
  VECTOR_REGISTERS = 32 /**< how many vectors the machine can hold without going to memory */
#else
  VECTOR_REGISTERS = 16
#endif
};

/** The floats of one register. */
typedef float Vector __attribute__((vector_size(WIDTH * sizeof(float))));

/** As many ints; a comparison of two Vectors gives one: -1 where it holds, 0 where it does not. */
typedef int IntVector __attribute__((vector_size(WIDTH * sizeof(int))));

/** The WIDTH floats from p on, at any address; compiles to one instruction. */
static inline Vector vector_load(const float *p) {
  Vector v;
  memcpy(&v, p, sizeof v);
  return v;
}

/** Writes v to p[0] .. p[WIDTH-1]. */
static inline void vector_store(float *p, Vector v) { memcpy(p, &v, sizeof v); }

/** The first `count` floats from p on, zeros after them: for the end of a row that is no whole vector. */
static inline Vector vector_load_first(const float *p, int count) {
  if (count >= WIDTH) return vector_load(p);
  Vector v = {0};
  if (count > 0) memcpy(&v, p, (size_t)count * sizeof(float));
  return v;
}

/** Writes the first `count` floats of v, no more. */
static inline void vector_store_first(float *p, Vector v, int count) {
  if (count >= WIDTH) vector_store(p, v);
  else if (count > 0) memcpy(p, &v, (size_t)count * sizeof(float));
}

/** a where the mask (what a comparison gave) is -1, b where it is 0. */
static inline Vector vector_choose(IntVector mask, Vector a, Vector b) {
  return (Vector)(((IntVector)a & mask) | ((IntVector)b & ~mask));
}

#endif
