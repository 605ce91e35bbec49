// hint: bias_by_depth
int count_parameters(int K, int C, int F) {
  return K * K * C * F + C;
}
