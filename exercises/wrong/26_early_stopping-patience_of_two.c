// hint: look
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  int best = 0;
  for (int e = 0; e < epochs; e++) {
    if (val_loss[e] < val_loss[best]) best = e;
    *kept = best + 1;
    if (e - best == 2) return e + 1;
  }
  return epochs;
}
