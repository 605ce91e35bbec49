// hint: one_sided
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before;
  float down = loss(w);
  
  return (up - down) / h;
}
