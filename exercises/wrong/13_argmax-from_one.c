// hint: from_one
int argmax(int n, const float x[n]) {
  int best = 1;
  for (int u = 2; u <= n; u++)
    if (x[u - 1] > x[best - 1]) best = u;
  return best;
}
