// hint: no_depth
int count_parameters(int K, int C, int F) {
  return F * (K * K + 1);
}
