// hint: first_image
// first index: x[0] for x[n]
void dense(int N, int I, int U, float y[restrict N][U], const float x[N][I],
           const float w[I][U], const float b[U]) {
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      y[n][u] = b[u];
      for (int i = 0; i < I; i++) y[n][u] += x[0][i] * w[i][u];
    }
}
