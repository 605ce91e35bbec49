// hint: remainder
float evaluate(int count, int batch_size, int batches,
               const float loss[batches]) {
  float total = 0;
  for (int m = 0; m < batches; m++) {
    int size = m < batches - 1 ? batch_size : count % batch_size;
    total += (float)size * loss[m];
  }
  return total / (float)count;
}
