/*
 * 03 split (10 minutes)
 *
 * Put `percent` percent of N images aside for validation, rounded up: those
 * that come first in `order`, a permutation of 0 .. N-1. Write their indices
 * to val, their labels to val_label; return how many they are.
 * 이미지 N장 가운데 percent 퍼센트(올림)를 검증 세트로 떼어 놓습니다. 섞은
 * 순서 order의 앞에서부터 고릅니다. 고른 인덱스를 val에, 그 레이블을
 * val_label에 쓰고, 개수를 반환합니다.
 *
 *     order 3 0 4 1 2,  20%   ->  val 3
 *     7 images, 20%: 1.4, so 2 of them
 */
int split(int N, int percent, int val[], int val_label[], const int order[],
          const int label[]) {
  /* TODO: your lines */
  return 0;
}
