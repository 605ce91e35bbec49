// hint: shared
void max_pooling_backward(int H, int W, int C, int P, int Q,
                          float dx[restrict H][W][C],
                          const int winner[P][Q][C],
                          const float dy[P][Q][C]) {
  for (int m = 0; m < H * W * C; m++) (&dx[0][0][0])[m] = 0;
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int k = 0; k < C; k++)
        for (int i = 0; i < 2; i++)
          for (int j = 0; j < 2; j++)
            dx[r + i][c + j][k] += dy[r][c][k] / 4;
}
