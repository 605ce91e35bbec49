// hint: where_array
int split(int N, int percent, int val[], int val_label[], const int order[],
          const int label[]) {
  int count = (N * percent + 99) / 100;
  for (int m = 0; m < count; m++) {
    val[m] = order[order[m]];
    val_label[m] = label[order[m]];
  }
  return count;
}
