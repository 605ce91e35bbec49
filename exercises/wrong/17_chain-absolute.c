// hint: absolute
#include <math.h>

void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  float y = w * x + b;
  float dy = 2 * fabsf(y - t);
  *dw = dy * x;
  *db = dy;
  *dx = dy * w;
}
