// hint: first_pixel_skipped
void conv_channels(int H, int W, int C, int K, int F, int P, int Q, int p,
                   float y[restrict P][Q][F], const float x[H][W][C],
                   const float w[K][K][C][F], const float b[F]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int f = 0; f < F; f++) {
        y[r][c][f] = b[f];
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            for (int k = 0; k < C; k++) {
              int h = r + i - p, v = c + j - p;
              if (h > 0 && h < H && v > 0 && v < W) y[r][c][f] += x[h][v][k] * w[i][j][k][f];
            }
      }
}
