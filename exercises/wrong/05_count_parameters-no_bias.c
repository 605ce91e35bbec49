// hint: no_bias
int count_parameters(int K, int C, int F) {
  return F * (K * K * C);
}
