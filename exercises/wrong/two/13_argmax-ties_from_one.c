// hints: last_of_ties from_one
int argmax(int n, const float x[n]) {
  int best = 0;
  for (int u = 1; u < n; u++)
    if (x[u] >= x[best]) best = u;
  return best + 1;
}
