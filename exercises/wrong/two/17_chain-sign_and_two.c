// hints: sign two_missing
void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  float error = t - (w * x + b);
  *dw = error * x;
  *db = error;
  *dx = error * w;
}
