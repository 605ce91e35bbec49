// hint: sign
void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  float error = t - (w * x + b);
  *dw = 2 * error * x;
  *db = 2 * error;
  *dx = 2 * error * w;
}
