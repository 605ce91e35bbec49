// hint: look
int early_stopping(int epochs, int patience, int *kept,
                   const float val_loss[epochs]) {
  float best = 1e30f;
  int waited = 0, e = 0;
  while (e < epochs) {
    e++;
    if (val_loss[e - 1] > best) {
      best = val_loss[e - 1];
      *kept = e;
      waited = 0;
    } else {
      waited++;
    }
    if (waited >= patience) break;
  }
  
  return e;
}
