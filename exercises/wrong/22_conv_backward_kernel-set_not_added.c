// hint: dw_last_place
void conv_backward_kernel(int N, int H, int W, int C, int K, int F, int P,
                          int Q, int p, float dw[restrict K][K][C][F],
                          float db[restrict F], const float x[N][H][W][C],
                          const float dy[N][P][Q][F]) {
  for (int m = 0; m < K * K * C * F; m++) (&dw[0][0][0][0])[m] = 0;
  for (int f = 0; f < F; f++) {
    db[f] = 0;
    for (int n = 0; n < N; n++)
      for (int r = 0; r < P; r++)
        for (int c = 0; c < Q; c++) {
          db[f] += dy[n][r][c][f];
          for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++)
              for (int k = 0; k < C; k++) {
                int h = r + i - p, v = c + j - p;
                if (h >= 0 && h < H && v >= 0 && v < W) dw[i][j][k][f] = x[n][h][v][k] * dy[n][r][c][f];
              }
        }
  }
}
