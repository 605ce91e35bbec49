/**
 * @file zip_archive.h
 * The little of libzip that model files need: entries of an archive in memory, read whole;
 * archives of a few stored entries, written.
 */
#ifndef FILES_ZIP_ARCHIVE_H
#define FILES_ZIP_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <zip.h>

#include "base/error.h"

enum {
  MOST_ENTRY = 1 << 28, /**< bytes of an unpacked entry */
  LARGE_ENTRY = 1 << 24 /**< bytes from which it must be at least a quarter as long when packed */
};

/** Opens an archive in memory; a truncated one is told with stored and expected size, where they can be known. */
Status zip_open_bytes(const void *bytes, size_t size, zip_t **archive);

/** Whether the archive has an entry of this name. */
bool zip_has(zip_t *archive, const char *name);

/** Reads an entry whole, with a zero byte after it. `*bytes` are the caller's to release(). */
Status zip_read(zip_t *archive, const char *name, void **bytes, size_t *size);

/** An entry to be written. */
typedef struct ZipEntry {
  const char *name;  /**< its path */
  const void *bytes; /**< its content */
  size_t size;       /**< how many bytes */
  size_t alignment;  /**< its content begins at a multiple of so many bytes; 0: anywhere */
} ZipEntry;

/** Lays out an archive of stored entries, all of 1 January 1980, the first day that zip knows. `*bytes` are the caller's to release(). */
Status zip_write(const ZipEntry *entries, int count, void **bytes, size_t *size);

#endif
