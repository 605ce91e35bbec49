// hint: out_of_bounds
void max_pooling(int H, int W, int C, int K, int S, int P, int Q,
                 float y[restrict P][Q][C], int winner[restrict P][Q][C],
                 const float x[H][W][C]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int k = 0; k < C; k++) {
        int top = r * K, left = c * K, place = top * W + left;
        float largest = -1e30f;
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            if (x[top + i][left + j][k] > largest) {
              largest = x[top + i][left + j][k];
              place = (top + i) * W + left + j;
            }
        y[r][c][k] = largest;
        winner[r][c][k] = place;
      }
}
