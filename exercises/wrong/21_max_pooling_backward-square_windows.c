// hint: out_of_bounds
void max_pooling_backward(int H, int W, int C, int P, int Q,
                          float dx[restrict H][W][C],
                          const int winner[P][Q][C],
                          const float dy[P][Q][C]) {
  for (int h = 0; h < H; h++)
    for (int v = 0; v < W; v++)
      for (int k = 0; k < C; k++) dx[h][v][k] = 0;
  for (int r = 0; r < P; r++)
    for (int c = 0; c < P; c++)
      for (int k = 0; k < C; k++) {
        int place = winner[r][c][k];
        dx[place / W][place % W][k] += dy[r][c][k];
      }
}
