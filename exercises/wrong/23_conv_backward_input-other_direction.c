// hint: when
void conv_backward_input(int H, int W, int C, int K, int F, int P, int Q,
                         int p, float dx[restrict H][W][C],
                         const float w[K][K][C][F],
                         const float dy[P][Q][F]) {
  for (int m = 0; m < H * W * C; m++) (&dx[0][0][0])[m] = 0;
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) {
          int h = r - i + p, v = c - j + p;
          if (!(h >= 0 && h < H && v >= 0 && v < W)) continue;
          for (int k = 0; k < C; k++) {
            float sum = 0;
            for (int f = 0; f < F; f++) sum += w[i][j][k][f] * dy[r][c][f];
            dx[h][v][k] += sum;
          }
        }
}
