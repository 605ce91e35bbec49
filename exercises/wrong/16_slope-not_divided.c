// hint: not_divided
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before - h;
  float down = loss(w);
  w[i] = before;
  return up - down;
}
