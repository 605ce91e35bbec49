// hint: value
int argmax(int n, const float x[n]) {
  float largest = x[0];
  for (int u = 1; u < n; u++)
    if (x[u] > largest) largest = x[u];
  return (int)largest;
}
