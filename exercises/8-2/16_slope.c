/*
 * 16 slope (10 minutes)
 *
 * How fast does the loss rise when weight w[i] grows? Move it by h to both
 * sides and divide the difference of the losses by the way between. Put the
 * weight back afterwards.
 * 가중치 w[i]가 커지면 손실은 얼마나 빨리 커질까요? 양쪽으로 h만큼 움직여
 * 두 손실의 차이를 두 자리 사이의 거리로 나눕니다. 끝나면 가중치를 처음
 * 값으로 되돌려 놓습니다.
 *
 *     (loss(w[i] + h) - loss(w[i] - h)) / (2 h)
 *
 *     loss (2w - 5)^2 at w = 3  ->  4
 */
float slope(float (*loss)(const float w[]), float w[], int i, float h) {
  /* TODO: your lines */
  return 0;
}
