// hint: out_of_bounds
void dense_backward(int N, int I, int U, float dx[restrict N][I],
                    float dw[restrict I][U], float db[restrict U],
                    const float x[N][I], const float w[I][U],
                    const float dy[N][U]) {
  for (int u = 0; u < U; u++) db[u] = 0;
  for (int i = 0; i < I; i++)
    for (int u = 0; u < U; u++) dw[i][u] = 0;
  for (int n = 0; n < N; n++) {
    for (int i = 0; i < I; i++) {
      dx[n][i] = 0;
      for (int u = 0; u < U; u++) dx[n][i] += ((const float *)dy)[n * I + u] * w[i][u];
      for (int u = 0; u < U; u++) dw[i][u] += x[n][i] * ((const float *)dy)[n * I + u];
    }
    for (int u = 0; u < U; u++) db[u] += ((const float *)dy)[n * I + u];
  }
}
