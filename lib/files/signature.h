/**
 * @file signature.h
 * What a file is, told by its bytes. Names lie: HDF5 under the name .keras is common.
 */
#ifndef FILES_SIGNATURE_H
#define FILES_SIGNATURE_H

#include "files/readers.h"

/** Finds the reader for these bytes. FAILED says what the file is instead of a model. */
Status signature_reader(const void *bytes, size_t size, ReadFormat **reader);

#endif
