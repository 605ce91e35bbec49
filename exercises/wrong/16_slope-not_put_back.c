// hint: not_put_back
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  float before = w[i];
  w[i] = before + h;
  float up = loss(w);
  w[i] = before - h;
  float down = loss(w);
  
  return (up - down) / (h + h);
}
