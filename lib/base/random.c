/*
 * The Mersenne Twister MT19937. Source: M. Matsumoto and T. Nishimura, "Mersenne Twister:
 * A 623-dimensionally equidistributed uniform pseudorandom number generator", ACM
 * Transactions on Modeling and Computer Simulation 8 (1998).
 */
#include "base/random.h"

enum { WORDS = 624, MIDDLE = 397 };

Random random_from_seed(uint32_t seed) {
  Random random = {.next = WORDS};
  random.state[0] = seed;
  for (uint32_t i = 1; i < WORDS; i++) {
    uint32_t before = random.state[i - 1];
    random.state[i] = 1812433253u * (before ^ before >> 30) + i;
  }
  return random;
}

/* a new set of words: each from itself, its neighbour and the one 397 further on */
static void twist(Random *random) {
  uint32_t *state = random->state;
  for (int i = 0; i < WORDS; i++) {
    uint32_t joined = (state[i] & 0x80000000u) | (state[(i + 1) % WORDS] & 0x7fffffffu);
    state[i] = state[(i + MIDDLE) % WORDS] ^ joined >> 1 ^ (joined & 1 ? 0x9908b0dfu : 0);
  }
  random->next = 0;
}

uint32_t random_bits(Random *random) {
  if (random->next >= WORDS) twist(random);
  uint32_t bits = random->state[random->next++];
  bits ^= bits >> 11;
  bits ^= bits << 7 & 0x9d2c5680u;
  bits ^= bits << 15 & 0xefc60000u;
  return bits ^ bits >> 18;
}

float random_uniform(Random *random) {
  /* a float holds 24 bits exactly, so no draw is rounded up to 1 */
  return (float)(random_bits(random) >> 8) / 16777216.0f;
}

uint32_t random_up_to(Random *random, uint32_t most) {
  if (most == 0) return 0;

  /* the smallest mask of ones that covers `most` */
  uint32_t mask = most;
  for (int shift = 1; shift < 32; shift *= 2) mask |= mask >> shift;

  uint32_t drawn;
  do drawn = random_bits(random) & mask;
  while (drawn > most);
  return drawn;
}

void random_permutation(Random *random, int n, int order[n]) {
  for (int i = 0; i < n; i++) order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = (int)random_up_to(random, (uint32_t)i);
    int swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
}
