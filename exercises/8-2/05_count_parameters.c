/*
 * 05 count_parameters (10 minutes)
 *
 * How many parameters has a convolution of F filters with K x K kernels, over
 * C channels? Each filter is as deep as its input and has one bias.
 * 채널이 C개인 입력에 K x K 커널의 필터 F개를 쓰는 합성곱 층의 모델
 * 파라미터는 몇 개일까요? 필터의 깊이는 입력과 같고 절편은 필터마다 하나입니다.
 *
 *     K 3, C 32, F 64  ->  18,496, as summary() says of conv2d_1
 */
int count_parameters(int K, int C, int F) {
  /* TODO: your lines */
  return 0;
}
