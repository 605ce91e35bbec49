// hint: whole_weight
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  int before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before - h;
  float down = loss(w);
  w[i] = before;
  return (up - down) / (2 * h);
}
