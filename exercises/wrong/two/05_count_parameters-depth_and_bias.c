// hints: no_depth no_bias
int count_parameters(int K, int C, int F) {
  return K * K * F;
}
