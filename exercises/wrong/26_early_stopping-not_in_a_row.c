// hint: not_in_a_row
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  int best = 0, waited = 0;
  for (int e = 0; e < epochs; e++) {
    if (val_loss[e] < val_loss[best]) best = e;
    else if (e > 0) waited++;
    *kept = best + 1;
    if (waited >= patience) return e + 1;
  }
  return epochs;
}
