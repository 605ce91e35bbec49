// hint: look
void max_pooling(int H, int W, int C, int K, int S, int P, int Q,
                 float y[restrict P][Q][C], int winner[restrict P][Q][C],
                 const float x[H][W][C]) {
  float largest = -1e30f;
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int k = 0; k < C; k++) {
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            if (x[r * S + i][c * S + j][k] > largest) {
              largest = x[r * S + i][c * S + j][k];
              winner[r][c][k] = (r * S + i) * W + c * S + j;
            }
        y[r][c][k] = largest;
      }
}
