// hint: bias_per_channel
int count_parameters(int K, int C, int F) {
  return (K * K + 1) * C * F;
}
