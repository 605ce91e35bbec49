// hint: starts_at_zero
int argmax(int n, const float x[n]) {
  float largest = 0;
  int best = 0;
  for (int u = 0; u < n; u++)
    if (x[u] > largest) {
      largest = x[u];
      best = u;
    }
  return best;
}
