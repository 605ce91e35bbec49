/* What is said of a target: see targets.h. */
#include "targets.h"

#include <math.h>

double milliseconds(const Work *work) {
  double least = 1e3 * smallest(work);
  return isfinite(least) && least > 0 ? least : (double)NAN;
}

double best_step(int count, const Peer peers[]) {
  double best = (double)NAN;
  for (int p = 0; p < count; p++)
    if (peers[p].there) best = fmin(best, milliseconds(&peers[p].step)); /* of a NaN and a number, fmin takes the number */
  return best;
}

Verdict tell_target(FILE *out, const char *what, double found, const char *unit, bool at_most, double wanted) {
  if (!isfinite(found) || found <= 0) {
    fprintf(out, "  unknown  %-52s not measured\n", what);
    return NOT_MEASURED;
  }
  bool met = at_most ? found <= wanted : found >= wanted;
  fprintf(out, "  %-8s %-52s %8.3f %-4s at %s %.3g\n", met ? "met" : "MISSED", what, found, unit, at_most ? "most" : "least",
          wanted);
  return met ? MET : MISSED;
}
