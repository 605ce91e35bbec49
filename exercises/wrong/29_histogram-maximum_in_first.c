// hint: where_array
int histogram(int n, int bins, int count[bins], double edge[bins + 1],
              const float x[n]) {
  double low = x[0], high = x[0];
  for (int m = 0; m < n; m++) {
    if (x[m] < low) low = x[m];
    if (x[m] > high) high = x[m];
  }
  for (int b = 0; b <= bins; b++) edge[b] = low + (high - low) * b / bins;
  for (int b = 0; b < bins; b++) count[b] = 0;
  for (int m = 0; m < n; m++) {
    double place = (x[m] - low) / (high - low) * bins;
    int b = (int)place;
    if (b >= bins) b = 0; count[b]++;
  }
  return 0;
}
