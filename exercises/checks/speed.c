/* TODO */
#include "engine.h"
bool fast_enough(const Exercise *exercise, const char *library, Verdict *verdict) {
  return (void)exercise, (void)library, (void)verdict, true;
}
