/*
 * 10 flatten (5 minutes)
 *
 * Flatten moves nothing: it reads H x W pixels of C channels as one row. At
 * which index of the row does row r, column c, channel k stand?
 * Flatten은 아무것도 옮기지 않고 H x W 픽셀, 채널 C개를 한 줄로 읽을
 * 뿐입니다. r행, c열, 채널 k는 그 줄의 몇 번째에 있을까요?
 *
 *     (2, 3, 4): row 0, column 0, channel 3 -> 3;  row 0, column 1, channel 0
 *     -> 4;  row 1, column 0, channel 0 -> 12
 *     (7, 7, 64): row 3, column 2, channel 5 -> 1477
 */
int flatten(int H, int W, int C, int r, int c, int k) {
  /* TODO: your lines */
  return 0;
}
