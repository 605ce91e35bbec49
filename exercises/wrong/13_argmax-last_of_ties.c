// hint: last_of_ties
int argmax(int n, const float x[n]) {
  int best = n - 1;
  for (int u = n - 2; u >= 0; u--)
    if (x[u] > x[best]) best = u;
  return best;
}
