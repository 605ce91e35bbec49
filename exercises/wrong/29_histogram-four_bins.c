// hint: out_of_bounds
int histogram(int n, int bins, int count[bins], double edge[bins + 1],
              const float x[n]) {
  double low = (double)x[0], high = (double)x[0];
  for (int m = 0; m < n; m++) {
    if ((double)x[m] < low) low = (double)x[m];
    if ((double)x[m] > high) high = (double)x[m];
  }
  double width = (high - low) / 4;
  for (int b = 0; b <= 4; b++) edge[b] = low + b * width;
  for (int b = 0; b < 4; b++) count[b] = 0;
  for (int m = 0; m < n; m++) {
    int b = (int)(((double)x[m] - low) / width);
    if (b == 4) b = 4 - 1;
    count[b]++;
  }
  return 0;
}
