/**
 * @file file.h
 * Files that appear whole or not at all.
 *
 * Whatever the reader had under a name stays untouched until the new content is complete
 * and safe on the disk: it is written to an unfinished file in the same folder, synced, and
 * renamed over the old one.
 *
 * What is unfinished is called `.convbook-unfinished.` and six letters, and its writer holds a
 * lock on it (flock) for as long as it lives. A program that was killed leaves it behind, without
 * a lock; the next one that writes into the folder removes it.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/** A file being written. */
typedef struct NewFile {
  FILE *stream;    /**< write here */
  char *name;      /**< as it was asked for, for messages; owned */
  char *path;      /**< where it will appear; links already followed, also one that leads to no file yet; owned */
  char *temporary; /**< where it is meanwhile, in the same folder; owned */
  int why;         /**< errno of the first new_file_write() that failed, or 0 */
} NewFile;

/**
 * Begins a new file that will replace `path`.
 * @return FAILED when the folder is missing or not writable, or `path` is something other
 *         than a regular file, such as a folder or a device
 */
Status new_file_begin(NewFile *file, const char *path);

/** Writes `count` bytes to it. A failure is kept, with its reason, until new_file_commit() tells it. */
void new_file_write(NewFile *file, const void *bytes, size_t count);

/** Ends it: syncs, and renames it to its path. FAILED (a full disk, for one) leaves the old file as it was and nothing beside it. */
Status new_file_commit(NewFile *file);

/** Gives it up: nothing is left of it. A zeroed NewFile is ignored. */
void new_file_abandon(NewFile *file);

/** A folder for files that are not finished, inside the one where they will appear. */
typedef struct WorkFolder {
  char *path;   /**< owned */
  DIR *listing; /**< holds the lock; owned */
} WorkFolder;

/** Makes an unfinished folder inside `parent`. */
Status work_folder_begin(WorkFolder *work, const char *parent);

/** Removes it with whatever is left in it. Needs no memory. A zeroed WorkFolder is ignored. */
void work_folder_end(WorkFolder *work);
/** Whether `path` could be written now: to be asked before the work whose result goes there. FAILED as new_file_begin(). */
Status can_write_file(const char *path);

/** Whether files could be written into the folder `path`, which is made when it is missing. */
Status can_write_folder(const char *path);

/** Whether two names are those of one file, be it there already or not. */
bool same_file(const char *a, const char *b);

/** Makes the folder `path` with those above it, as `mkdir -p` does. */
Status make_folders(const char *path);

#endif
