// hint: bias_by_image
// first index: b[n] for b[u]
void dense(int N, int I, int U, float y[restrict N][U], const float x[N][I],
           const float w[I][U], const float b[U]) {
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      y[n][u] = b[n];
      for (int i = 0; i < I; i++) y[n][u] += x[n][i] * w[i][u];
    }
}
