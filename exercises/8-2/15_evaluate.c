/*
 * 15 evaluate (10 minutes)
 *
 * `count` images went through the network in batches of batch_size; the last
 * batch may be smaller. loss[m] is the mean loss of batch m. Return the mean
 * over all images.
 * 이미지 count장이 batch_size장씩 미니배치로 신경망을 지나갔습니다. 마지막
 * 미니배치는 작을 수 있습니다. loss[m]은 미니배치 m의 평균 손실입니다. 모든
 * 이미지에 대한 평균을 반환하세요.
 *
 *     (sum over m of  size of batch m * loss[m]) / count
 *
 *     3 images in batches of 2: {1, 1} has loss 1, {4} has loss 4
 *     (2*1 + 1*4) / 3 = 2
 */
float evaluate(int count, int batch_size, int batches,
               const float loss[batches]) {
  /* TODO: your lines */
  return 0;
}
