// hint: patience_back
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  int best = 0, last = epochs;
  for (int e = 0; e < epochs && last == epochs; e++) {
    if (val_loss[e] < val_loss[best]) best = e;
    if (e - best >= patience) last = e + 1;
  }
  *kept = last - patience;
  return last;
}
