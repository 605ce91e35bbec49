/*
 * 01 pixel (5 minutes)
 *
 * Return the pixel of the image x that lies in row r and column c, both
 * counted from 0. The parameter x carries its sizes, so C finds the row.
 * 이미지 x에서 r번째 행, c번째 열에 있는 픽셀을 반환합니다. 둘 다 0부터
 * 셉니다. 매개변수 x에 크기가 들어 있어서 행은 C가 찾아 줍니다.
 *
 *     x  0  1  2  3     r = 1, c = 2  ->  6
 *        4  5  6  7
 *        8  9 10 11
 */
float pixel(int H, int W, const float x[H][W], int r, int c) {
  /* TODO: your lines */
  return 0;
}
