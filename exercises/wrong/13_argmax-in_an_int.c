// hint: in_an_int
int argmax(int n, const float x[n]) {
  int best = 0, largest = (int)x[0];
  for (int u = 1; u < n; u++)
    if (x[u] > (float)largest) {
      best = u;
      largest = (int)x[u];
    }
  return best;
}
