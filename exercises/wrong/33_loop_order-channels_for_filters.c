// hint: out_of_bounds
void loop_order(int H, int W, int C, int K, int F, int P, int Q,
                float y[restrict P][Q][F], const float x[H][W][C],
                const float w[K][K][C][F], const float b[F]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++) {
      for (int f = 0; f < C; f++) y[r][c][f] = b[f];
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++)
          for (int k = 0; k < C; k++)
            for (int f = 0; f < C; f++)
              y[r][c][f] += x[r + i][c + j][k] * w[i][j][k][f];
    }
}
