// hint: out_of_bounds
void tile(int count, int K, int F, float y[restrict count][F],
          const float x[count + K - 1], const float w[K][F]) {
  for (int c0 = 0; c0 < count; c0 += 2)
    for (int f0 = 0; f0 < F; f0 += 4) {
      float sum[2][4] = {{0}};
      for (int i = 0; i < K; i++)
        for (int c = 0; c < 2 && c0 + c < count; c++)
          for (int f = 0; f < 4 && f0 + f < F; f++) {
            const float *row = (const float *)w + i * K;
            sum[c][f] += x[c0 + c + i] * row[f0 + f];
          }
      for (int c = 0; c < 2 && c0 + c < count; c++)
        for (int f = 0; f < 4 && f0 + f < F; f++) y[c0 + c][f0 + f] = sum[c][f];
    }
}
