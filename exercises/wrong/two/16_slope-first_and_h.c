// hints: first_weight h_for_2h
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[0];
  w[0] = before + h;
  float up = loss(w);
  w[0] = before - h;
  float down = loss(w);
  w[0] = before;
  return (up - down) / h;
}
