/* What each epoch of a training gave: see history.h. */
#include "model/history.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

static const char header[] = "epoch,loss,accuracy,val_loss,val_accuracy,seconds";

Status history_append(History *history, EpochLogs logs) {
  EpochLogs *epochs = allocate((size_t)history->count + 1, sizeof *epochs);
  if (!epochs) return FAILED;
  if (history->count > 0) memcpy(epochs, history->epochs, (size_t)history->count * sizeof *epochs);
  epochs[history->count] = logs;
  release(history->epochs);
  history->epochs = epochs;
  history->count++;
  return OK;
}

int history_best(const History *history) {
  int best = -1;
  for (int e = 0; e < history->count; e++) {
    double val_loss = history->epochs[e].val_loss;
    if (!isnan(val_loss) && (best < 0 || val_loss < history->epochs[best].val_loss)) best = e;
  }
  return best;
}

Status history_write(const History *history, const char *path) {
  NewFile file;
  if (new_file_begin(&file, path) != OK) return FAILED;
  fprintf(file.stream, "%s\n", header);
  for (int e = 0; e < history->count; e++) {
    const EpochLogs *logs = &history->epochs[e];
    fprintf(file.stream, "%d,%.9g,%.9g,%.9g,%.9g,%.3f\n", logs->epoch, logs->loss, logs->accuracy, logs->val_loss,
            logs->val_accuracy, logs->seconds);
  }
  return new_file_commit(&file);
}

static Status read_lines(History *history, const char *path, FILE *stream) {
  char text[256];
  if (!fgets(text, sizeof text, stream) || strcspn(text, "\r\n") != strlen(header) ||
      strncmp(text, header, strlen(header)) != 0)
    return fail("%s: line 1: expected %s; write it anew with 04_train", path, header);

  for (int number = 2; fgets(text, sizeof text, stream); number++) {
    EpochLogs logs;
    int end = 0;
    if (sscanf(text, "%d,%lf,%lf,%lf,%lf,%lf%n", &logs.epoch, &logs.loss, &logs.accuracy, &logs.val_loss,
               &logs.val_accuracy, &logs.seconds, &end) != 6 ||
        text[end + (int)strspn(text + end, "\r\n")] != '\0') {
      text[strcspn(text, "\r\n")] = '\0';
      return fail("%s: line %d: expected six numbers, found \"%.60s\"; write it anew with 04_train", path, number,
                  text);
    }
    if (history_append(history, logs) != OK) return FAILED;
  }
  return OK;
}

Status history_read(History *history, const char *path) {
  *history = (History){0};
  FILE *stream = fopen(path, "r");
  if (!stream) return fail("%s: cannot be read: %s; 04_train writes it", path, strerror(errno));
  Status status = read_lines(history, path, stream);
  fclose(stream);
  if (status != OK) history_free(history);
  return status;
}

void history_free(History *history) {
  release(history->epochs);
  *history = (History){0};
}
