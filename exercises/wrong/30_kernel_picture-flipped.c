// hint: flipped
void kernel_picture(int K, int C, int F, int k, int f, float picture[K][K],
                    const float w[K][K][C][F]) {
  const float *flat = &w[0][0][0][0];
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) picture[i][j] = flat[((K * K - 1 - i * K - j) * C + k) * F + f];
}
