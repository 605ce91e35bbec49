/*
 * 22 conv_backward_kernel (25 minutes)
 *
 * What does the loss gain for each unit of the kernel's weights? A weight met
 * one pixel at each output place of each of the N images: which one, at place
 * (r, c)? What comes back from there? Stride 1, p zeros before.
 * 커널의 가중치가 1만큼 커질 때 손실은 얼마나 커질까요? 가중치는 이미지 N장의
 * 출력 자리마다 픽셀 하나를 만났습니다. (r, c) 자리에서는 어느 픽셀일까요?
 * 거기에서 무엇이 돌아올까요? 스트라이드는 1, 앞의 패딩은 p칸입니다.
 *
 *     x 1 2 0   dy 1 0    dw 7 4    1*1 + 2*0 + 0*0 + 3*2 = 7
 *       0 3 1      0 2       2 5    db 3
 *       4 1 1
 */
void conv_backward_kernel(int N, int H, int W, int C, int K, int F, int P,
                          int Q, int p, float dw[restrict K][K][C][F],
                          float db[restrict F], const float x[N][H][W][C],
                          const float dy[N][P][Q][F]) {
  // [answer]
  for (int m = 0; m < K * K * C * F; m++) (&dw[0][0][0][0])[m] = 0;
  for (int f = 0; f < F; f++) db[f] = 0;

  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        for (int f = 0; f < F; f++) db[f] += dy[n][r][c][f];
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r + i - p, v = c + j - p;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            for (int k = 0; k < C; k++)
              for (int f = 0; f < F; f++)
                dw[i][j][k][f] += x[n][h][v][k] * dy[n][r][c][f];
          }
      }
  // [end]
}
