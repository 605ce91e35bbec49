// hint: where_later
// first index: the first image of the order for image m
int split(int N, int percent, int val[], int val_label[], const int order[],
          const int label[]) {
  int count = (N * percent + 99) / 100;
  for (int m = 0; m < count; m++) {
    val[m] = order[m];
    val_label[m] = label[order[0]];
  }
  return count;
}
