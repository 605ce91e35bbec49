/**
 * @file loaded.h
 * A model file with all that can be told of it: what load_model() and inspect_model share.
 */
#ifndef FILES_LOADED_H
#define FILES_LOADED_H

#include "files/description.h"
#include "files/model_file.h"
#include "files/readers.h"

/** What came out of a model file: free it with contents_free(). */
typedef Contents Loaded;

/**
 * Reads the model file `path` in a child process. The message of a failure names the file.
 * @param like another file to take the architecture from, or null
 */
Status load_contents(const char *path, const char *like, Loaded *loaded);

#endif
