/*
 * 34 tile (30 minutes, optional)
 *
 * A row of pixels under a kernel of K, for F filters. Compute 2 pixels x 4
 * filters at a time, in eight variables of your own (sum[2][4]), and write
 * each output once. What is left over at the edges is a smaller tile.
 * 픽셀 한 줄에 크기가 K인 필터 F개를 씁니다. 픽셀 2개 x 필터 4개씩 지역
 * 변수 여덟 개(sum[2][4])에 합을 쌓고, 출력은 한 번만 씁니다. 가장자리에
 * 남는 것은 더 작은 타일로 계산합니다.
 *
 *     y[c][f] = sum over i of  x[c+i] * w[i][f]
 *
 *     x 1 2 3, w 1 10/2 20 (K 2, F 2)  ->  y 5 50/8 80
 */
void tile(int count, int K, int F, float y[restrict count][F],
          const float x[count + K - 1], const float w[K][F]) {
  /* TODO: your lines */
}
