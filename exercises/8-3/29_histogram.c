/*
 * 29 histogram (15 minutes)
 *
 * Count the numbers in bins of equal width from the smallest to the largest,
 * as np.histogram does. A bin holds its left edge, the last one both. Write
 * the bins + 1 edges to `edge`; return 0, which says that all went well. The
 * numbers are not all equal.
 * np.histogram처럼 가장 작은 수부터 가장 큰 수까지를 너비가 같은 구간으로
 * 나누어 셉니다. 구간은 왼쪽 끝을 포함하고 마지막 구간은 양쪽 끝을 모두
 * 포함합니다. 경계 bins + 1개를 edge에 쓰고, 잘되었다는 뜻으로 0을
 * 반환합니다. 수가 모두 같은 경우는 없습니다.
 *
 *     width = (largest - smallest) / bins, in double
 *     edge[b] = smallest + b * width
 *
 *     1 2 2 3 5 in 4 bins  ->  1 2 1 1, edges 1 2 3 4 5
 */
int histogram(int n, int bins, int count[bins], double edge[bins + 1],
              const float x[n]) {
  /* TODO: your lines */
  return 0;
}
