/**
 * @file random.h
 * The one source of chance: the Mersenne Twister MT19937, as NumPy and scikit-learn use it.
 *
 * There is no hidden generator anywhere. Whatever needs chance (the split, the first
 * weights, the order of an epoch, dropout) takes a Random as an argument, so the seed
 * decides the result, and a copy of the struct is a copy of the state.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

/** A generator and its state; copy it with `=`. */
typedef struct Random {
  uint32_t state[624]; /**< the twister's words */
  int next;            /**< the word handed out next; 624: make new ones first */
} Random;

/** A generator started with `seed`, as `numpy.random.RandomState(seed)` is. Source: Matsumoto and Nishimura 1998, init_genrand. */
Random random_from_seed(uint32_t seed);

/** The next 32 random bits. */
uint32_t random_bits(Random *random);

/** A float in [0, 1): 24 random bits divided by 2 to the 24. */
float random_uniform(Random *random);

/** An integer from 0 to `most` inclusive, each equally likely: bits are masked and drawn again until they fit, as NumPy's legacy generator does. */
uint32_t random_up_to(Random *random, uint32_t most);

/** Fills `order` with 0 .. n-1 in random order: Fisher-Yates from the end, `RandomState.permutation(n)` index for index. */
void random_permutation(Random *random, int n, int order[n]);

#endif
