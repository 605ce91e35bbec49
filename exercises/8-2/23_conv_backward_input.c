/*
 * 23 conv_backward_input (35 minutes)
 *
 * What does the loss gain for each unit of the pixels? Forward, the stamp
 * read a patch. Backward, each output place stamps the kernel back onto dx,
 * weighted by its dy; stamps that overlap add up. One image, stride 1, p
 * zeros before; what falls outside the image is lost.
 * 픽셀이 1만큼 커질 때 손실은 얼마나 커질까요? 갈 때는 도장이 이미지를
 * 읽었습니다. 돌아올 때는 출력의 자리마다 커널에 dy를 곱해 dx 위에 도로
 * 찍고, 겹친 도장은 더합니다. 이미지는 한 장, 스트라이드는 1, 앞의 패딩은
 * p칸입니다. 이미지 밖에 찍힌 것은 버립니다.
 *
 *     w 1 2   dy 1 0    dx 1 2 0
 *       3 4      0 2       3 6 4    in the middle 1*4 + 2*1 = 6
 *                          0 6 8
 */
void conv_backward_input(int H, int W, int C, int K, int F, int P, int Q,
                         int p, float dx[restrict H][W][C],
                         const float w[K][K][C][F],
                         const float dy[P][Q][F]) {
  /* TODO: your lines */
}
