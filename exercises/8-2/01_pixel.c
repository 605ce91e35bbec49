/*
 * 01 pixel (5 minutes)
 *
 * Return the pixel in row r and column c of the image x. Rows and columns
 * count from 0. The parameter x carries its sizes: H rows of W numbers.
 * 이미지 x의 r번째 행, c번째 열에 있는 픽셀을 반환합니다. 행과 열은
 * 0부터 셉니다. 매개변수 x에는 크기가 들어 있습니다: 수 W개짜리 행이 H개.
 *
 *     x  0  1  2  3     r = 1, c = 2  ->  6
 *        4  5  6  7
 *        8  9 10 11
 */
float pixel(int H, int W, const float x[H][W], int r, int c) {
  /* TODO: your lines */
  return 0;
}
