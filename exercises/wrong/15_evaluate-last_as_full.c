// hint: last_as_full
float evaluate(int count, int batch_size, int batches,
               const float loss[batches]) {
  float total = 0;
  for (int m = 0; m < batches; m++) total += loss[m];
  return total * (float)batch_size / (float)count;
}
