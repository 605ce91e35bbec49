// hint: waits_add_up
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  int best = 0, waited = 0;
  *kept = 1;
  for (int e = 1; e < epochs; e++) {
    if (val_loss[e] < val_loss[best]) best = e;
    else waited++;
    *kept = best + 1;
    if (waited == patience) return e + 1;
  }
  return epochs;
}
