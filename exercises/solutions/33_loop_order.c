/*
 * 33 loop_order (15 minutes, optional)
 *
 * The convolution of exercise 07 without padding, with the filters in the
 * innermost loop: neighbours in memory follow each other. Each y is the same
 * sum in the same order (bias, then i, j, k), so every bit stays.
 * 07번의 합성곱을 패딩 없이, 필터를 가장 안쪽 반복문에 두고 계산합니다.
 * 메모리에서 이웃한 수를 차례로 지나갑니다. y마다 같은 순서(절편, i, j, k)로
 * 더하므로 비트 하나까지 같습니다.
 *
 *     y[r][c][f] = b[f]; then for i, j, k, for all f:
 *     y[r][c][f] += x[r+i][c+j][k] * w[i][j][k][f]
 *
 *     x 1 2 0/0 3 1/4 1 1, w 1 2/3 4, b 0  ->  17 15/22 12
 */
void loop_order(int H, int W, int C, int K, int F, int P, int Q,
                float y[restrict P][Q][F], const float x[H][W][C],
                const float w[K][K][C][F], const float b[F]) {
  // [answer]
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++) {
      for (int f = 0; f < F; f++) y[r][c][f] = b[f];
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++)
          for (int k = 0; k < C; k++)
            for (int f = 0; f < F; f++)
              y[r][c][f] += x[r + i][c + j][k] * w[i][j][k][f];
    }
  // [end]
}
