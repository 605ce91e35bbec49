// hint: where_array
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before - h;
  float down = loss(w);
  w[0] = before;
  return (up - down) / (2 * h);
}
