// hint: out_of_bounds
int split(int N, int percent, int val[], int val_label[], const int order[],
          const int label[]) {
  int parts = 100 / percent;
  int count = (N + parts - 1) / parts;
  for (int m = 0; m < count; m++) {
    val[m] = order[m];
    val_label[m] = label[order[m]];
  }
  return count;
}
