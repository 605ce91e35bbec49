// hint: out_of_bounds
void kernel_picture(int K, int C, int F, int k, int f, float picture[K][K],
                    const float w[K][K][C][F]) {
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) picture[i][j] = w[i][j][k][f];
}
