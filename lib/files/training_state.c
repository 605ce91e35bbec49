/*
 * Where a training stands, kept as attributes of an HDF5 file's root: see readers.h.
 * Keras asks only for the attributes it knows, so it ignores these.
 *
 * The seconds of each epoch are not kept: they would make two equal trainings differ.
 */
#include <string.h>

#include "base/memory.h"
#include "files/readers.h"

enum {
  RANDOM_WORDS = 625, /* the generator's 624, and which is next */
  COLUMNS = 4,        /* loss, accuracy, val_loss, val_accuracy */
  MOST_ROWS = 2000    /* an attribute holds 64 KB at most */
};

Status training_state_read(hid_t root, Contents *contents) {
  Description *description = &contents->description;
  if (!hdf5_has_attribute(root, "convbook_epoch")) return OK;
  uint32_t words[RANDOM_WORDS];
  int rows = 0;
  if (hdf5_numbers(root, "convbook_epoch", H5T_NATIVE_INT, 1, &description->epoch) != OK ||
      hdf5_numbers(root, "convbook_best", H5T_NATIVE_DOUBLE, 1, &description->best) != OK ||
      hdf5_numbers(root, "convbook_best_epoch", H5T_NATIVE_INT, 1, &description->best_epoch) != OK ||
      hdf5_numbers(root, "convbook_wait", H5T_NATIVE_INT, 1, &description->wait) != OK ||
      hdf5_numbers(root, "convbook_random", H5T_NATIVE_UINT32, RANDOM_WORDS, words) != OK ||
      hdf5_numbers(root, "convbook_history_epochs", H5T_NATIVE_INT, 1, &rows) != OK)
    return FAILED;
  memcpy(description->random.state, words, sizeof description->random.state);
  if (words[RANDOM_WORDS - 1] > 624 || rows < 0 || rows > MOST_ROWS || rows > description->epoch)
    return fail("what it tells of its training is out of range; the file is damaged");
  description->random.next = (int)words[RANDOM_WORDS - 1];
  description->history_count = rows;
  if (rows == 0) return OK;

  double table[MOST_ROWS][COLUMNS];
  if (hdf5_numbers(root, "convbook_history", H5T_NATIVE_DOUBLE, (size_t)rows * COLUMNS, table) != OK) return FAILED;
  for (int row = 0; row < rows; row++) {
    EpochLogs logs = {.epoch = description->epoch - rows + row + 1, .loss = table[row][0], .accuracy = table[row][1],
                      .val_loss = table[row][2], .val_accuracy = table[row][3]};
    if (history_append(&contents->history, logs) != OK) return FAILED;
  }
  return OK;
}

void training_state_write(Hdf5Writer *writer, const TrainingState *state) {
  if (!state) return;
  hdf5_write_numbers(writer, "/", "convbook_epoch", H5T_STD_I32LE, H5T_NATIVE_INT, (Shape){0}, &state->epoch);
  hdf5_write_numbers(writer, "/", "convbook_best", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, (Shape){0}, &state->best);
  hdf5_write_numbers(writer, "/", "convbook_best_epoch", H5T_STD_I32LE, H5T_NATIVE_INT, (Shape){0},
                     &state->best_epoch);
  hdf5_write_numbers(writer, "/", "convbook_wait", H5T_STD_I32LE, H5T_NATIVE_INT, (Shape){0}, &state->wait);

  uint32_t words[RANDOM_WORDS];
  memcpy(words, state->random.state, sizeof state->random.state);
  words[RANDOM_WORDS - 1] = (uint32_t)state->random.next;
  hdf5_write_numbers(writer, "/", "convbook_random", H5T_STD_U32LE, H5T_NATIVE_UINT32, (Shape){1, {RANDOM_WORDS}},
                     words);

  /* the newest epochs, if there are more than an attribute holds */
  int rows = state->history.count < MOST_ROWS ? state->history.count : MOST_ROWS;
  int first = state->history.count - rows;
  double table[MOST_ROWS][COLUMNS];
  for (int row = 0; row < rows; row++) {
    const EpochLogs *logs = &state->history.epochs[first + row];
    table[row][0] = logs->loss;
    table[row][1] = logs->accuracy;
    table[row][2] = logs->val_loss;
    table[row][3] = logs->val_accuracy;
  }
  hdf5_write_numbers(writer, "/", "convbook_history_epochs", H5T_STD_I32LE, H5T_NATIVE_INT, (Shape){0}, &rows);
  if (rows > 0)
    hdf5_write_numbers(writer, "/", "convbook_history", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                       (Shape){2, {rows, COLUMNS}}, table);
}
