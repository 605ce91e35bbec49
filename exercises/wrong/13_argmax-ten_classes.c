// hint: out_of_bounds
int argmax(int n, const float x[n]) {
  int best = 0;
  for (int u = 1; u < 10; u++)
    if (x[u] > x[best]) best = u;
  return best;
}
