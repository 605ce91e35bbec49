// hint: when
int count_parameters(int K, int C, int F) {
  return F * (K * K * F + 1);
}
