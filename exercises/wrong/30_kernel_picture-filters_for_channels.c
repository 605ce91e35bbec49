// hint: out_of_bounds
void kernel_picture(int K, int C, int F, int k, int f, float picture[K][K],
                    const float w[K][K][C][F]) {
  const float *flat = (const float *)w;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) picture[i][j] = flat[((i * K + j) * F + k) * F + f];
}
