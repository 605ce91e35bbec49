// hint: when
int count_parameters(int K, int C, int F) {
  return K * K * C * C + F;
}
