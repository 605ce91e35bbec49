// hint: difference_missing
void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  *dw = 2 * x;
  *db = 2;
  *dx = 2 * w;
}
