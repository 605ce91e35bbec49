// hint: whole_largest
int argmax(int n, const float x[n]) {
  int largest = x[0], best = 0;
  for (int u = 1; u < n; u++)
    if (x[u] > largest) {
      largest = x[u];
      best = u;
    }
  return best;
}
