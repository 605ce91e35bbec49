// hint: largest_from_zero
int histogram(int n, int bins, int count[bins], double edge[bins + 1],
              const float x[n]) {
  double low = (double)x[0], high = 0;
  for (int m = 0; m < n; m++) {
    if ((double)x[m] < low) low = (double)x[m];
    if ((double)x[m] > high) high = (double)x[m];
  }
  double width = (high - low) / bins;
  for (int b = 0; b <= bins; b++) edge[b] = low + b * width;
  for (int b = 0; b < bins; b++) count[b] = 0;
  for (int m = 0; m < n; m++) {
    int b = (int)(((double)x[m] - low) / width);
    if (b == bins) b = bins - 1;
    count[b]++;
  }
  return 0;
}
