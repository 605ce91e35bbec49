// hint: out_of_bounds
void max_pooling_backward(int H, int W, int C, int P, int Q,
                          float dx[restrict H][W][C],
                          const int winner[P][Q][C],
                          const float dy[P][Q][C]) {
  for (int m = 0; m < H * W * C; m++) (&dx[0][0][0])[m] = 0;
  for (int k = 0; k < C; k++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        int place = winner[r][c][k];
        dx[place / H][place % H][k] += dy[r][c][k];
      }
}
