// hint: integer_width
int histogram(int n, int bins, int count[bins], double edge[bins + 1],
              const float x[n]) {
  double low = x[0], high = x[0];
  for (int m = 0; m < n; m++) {
    if (x[m] < low) low = x[m];
    if (x[m] > high) high = x[m];
  }
  int width = (high - low) / bins;
  for (int b = 0; b <= bins; b++) edge[b] = low + width * b;
  for (int b = 0; b < bins; b++) count[b] = 0;
  for (int m = 0; m < n; m++) {
    int b = (x[m] - low) / width;
    if (b >= bins) b = bins - 1;
    count[b]++;
  }
  return 0;
}
