// hints: dw_last_image db_one_image dw_and_db_last_image
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
      for (int u = 0; u < U; u++) {
        dx[n][i] += dy[n][u] * w[i][u];
        dw[i][u] = x[n][i] * dy[n][u];
      }
    }
    for (int u = 0; u < U; u++) db[u] = dy[n][u];
  }
}
