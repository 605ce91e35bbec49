// hint: whole_halves
void winograd_1d(float m[4], float y[2], const float d[4], const float g[3]) {
  int sum = g[0] + g[1] + g[2], other = g[0] - g[1] + g[2];
  m[0] = (d[0] - d[2]) * g[0];
  m[1] = (d[1] + d[2]) * (sum / 2);
  m[2] = (d[2] - d[1]) * (other / 2);
  m[3] = (d[1] - d[3]) * g[2];
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
}
