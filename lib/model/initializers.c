/* The weights that a network begins with: see initializers.h. */
#include "model/initializers.h"

#include <math.h>

void glorot_uniform(size_t count, int fan_in, int fan_out, float w[], Random *random) {
  float limit = sqrtf(6.0f / (float)(fan_in + fan_out));
  for (size_t m = 0; m < count; m++) w[m] = limit * (2 * random_uniform(random) - 1);
}
