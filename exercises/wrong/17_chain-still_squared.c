// hint: still_squared
void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  float y = w * x + b;
  float dy = 2 * (y - t) * (y - t);
  *dw = dy * x;
  *db = dy;
  *dx = dy * w;
}
