/*
 * 13 argmax (5 minutes)
 *
 * Which of n numbers is the largest? Return its index, from 0; of equal ones
 * the first.
 * 수 n개 가운데 가장 큰 수의 인덱스를 반환합니다. 0부터 셉니다. 같은 수가
 * 여럿이면 처음 것입니다.
 *
 *     0 .1 0 .2 .1 0 0 0 .6 0  ->  8   (a bag)
 */
int argmax(int n, const float x[n]) {
  // [answer] return 0;
  int best = 0;
  for (int u = 1; u < n; u++)
    if (x[u] > x[best]) best = u;
  return best;
  // [end]
}
