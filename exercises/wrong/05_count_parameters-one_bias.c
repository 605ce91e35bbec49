// hint: one_bias
int count_parameters(int K, int C, int F) {
  return 1 + K * K * C * F;
}
