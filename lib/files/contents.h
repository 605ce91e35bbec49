/**
 * @file contents.h
 * A model file with all that can be told of it: what load_model() and inspect_model share.
 */
#ifndef FILES_CONTENTS_H
#define FILES_CONTENTS_H

#include "files/description.h"

/** All that a model file holds. */
typedef struct Contents {
  bool to_be_trained;      /**< in: Adam's averages are wanted too, two thirds of a file */
  Description description; /**< what is told of the model */
  Sequential model;        /**< made of it, with its weights; owned */
  History history;         /**< of its training, description.history_count epochs; owned */
} Contents;

/** Frees what the contents own. */
void contents_free(Contents *contents);

/**
 * Reads the model file `path` in a child process. The message of a failure names the file.
 * @param like          another file to take the architecture from, or null
 * @param to_be_trained read the optimizer's state too; otherwise the model is only to be used
 * @param contents      overwritten; empty on failure
 */
Status load_contents(const char *path, const char *like, bool to_be_trained, Contents *contents);

/**
 * Whether all numbers that the file gave are finite: a single NaN makes every answer NaN,
 * and the largest of ten NaNs is the first class. FAILED names the file, the layer, and
 * how many of its weights (or of Adam's averages, if the model is compiled) are not.
 */
Status check_finite(const char *path, const Sequential *model);

#endif
