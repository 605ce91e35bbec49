// hint: one_side
int count_parameters(int K, int C, int F) {
  return (K * C + 1) * F;
}
