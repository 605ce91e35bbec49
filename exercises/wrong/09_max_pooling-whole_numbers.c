// hint: whole
void max_pooling(int H, int W, int C, int K, int S, int P, int Q,
                 float y[restrict P][Q][C], int winner[restrict P][Q][C],
                 const float x[H][W][C]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int k = 0; k < C; k++) {
        int best_h = r * S, best_v = c * S;
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r * S + i, v = c * S + j;
            if (x[h][v][k] > x[best_h][best_v][k]) best_h = h, best_v = v;
          }
        int largest = (int)x[best_h][best_v][k];
        y[r][c][k] = (float)largest;
        winner[r][c][k] = best_h * W + best_v;
      }
}
