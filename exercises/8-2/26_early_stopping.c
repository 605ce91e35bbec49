/*
 * 26 early_stopping (15 minutes)
 *
 * The validation losses of `epochs` epochs are given. After which one does
 * training stop, when `patience` epochs in a row were not better than the
 * best so far? Return it, from 1; the last one, when that never happens. *kept
 * is the best epoch, whose weights stay.
 * 에포크마다의 검증 손실이 주어집니다. 가장 좋았던 것보다 나아지지 않은
 * 에포크가 patience번 이어지면 훈련을 멈춥니다. 마지막으로 훈련한 에포크를
 * 반환하고(1부터), 가중치를 남길 가장 좋은 에포크를 *kept에 씁니다.
 *
 *     better means smaller; equal is not better
 *
 *     .30 .25 .27 .28, patience 2  ->  stops after 4, keeps 2
 */
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  /* TODO: your lines */
  return 0;
}
