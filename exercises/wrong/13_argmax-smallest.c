// hint: smallest
int argmax(int n, const float x[n]) {
  int best = 0;
  for (int u = 1; u < n; u++)
    if (x[best] > x[u]) best = u;
  return best;
}
