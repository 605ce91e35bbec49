// hint: out_of_bounds
void max_pooling(int H, int W, int C, int K, int S, int P, int Q,
                 float y[restrict P][Q][C], int winner[restrict P][Q][C],
                 const float x[H][W][C]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int k = 0; k < C; k++) {
        int top = r * S, left = c * S, place = top * W + left;
        float largest = x[top][left][k];
        for (int i = 0; i < 2; i++)
          for (int j = 0; j < 2; j++)
            if (x[top + i][left + j][k] > largest) {
              largest = x[top + i][left + j][k];
              place = (top + i) * W + left + j;
            }
        y[r][c][k] = largest;
        winner[r][c][k] = place;
      }
}
