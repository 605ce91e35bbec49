/**
 * @file hdf5_image.h
 * The little of libhdf5 that model files need: files in memory, groups, attributes, arrays.
 *
 * HDF5 is a tree: groups hold groups and datasets (arrays), and each may carry attributes
 * (small named values). A path such as `model_weights/conv2d` leads from group to group.
 * Objects are libhdf5's hid_t numbers, negative when there is none; close them with
 * H5Oclose() (files with H5Fclose()). libhdf5's own error reports are silenced.
 */
#ifndef FILES_HDF5_IMAGE_H
#define FILES_HDF5_IMAGE_H

#include <hdf5.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/tensor.h"

enum {
  PATH_SIZE = 512,       /**< bytes for a path within a file, the closing zero included */
  MOST_TEXT = 1 << 20,   /**< bytes of a text attribute: a configuration */
  MOST_WEIGHT_NAMES = 256 /**< in one attribute: three times what MAX_LAYERS layers need */
};

/** The names that one attribute lists, in order. */
typedef struct Names {
  int count;                                /**< how many */
  char text[MOST_WEIGHT_NAMES][PATH_SIZE]; /**< the names */
} Names;

/** @name Reading @{ */

/** Opens a file whose bytes are in memory, where they must stay while it is open; negative when libhdf5 cannot make sense of it. */
hid_t hdf5_open(void *bytes, size_t size);

/**
 * Whether `path` leads to an object of this file. Links out of the file do not count: a
 * model file has no business with other files.
 */
bool hdf5_has(hid_t object, const char *path);

/** Opens the group or dataset at `path`; negative (and fail() told) when there is none. */
hid_t hdf5_object(hid_t object, const char *path);

/** Whether the object carries this attribute. */
bool hdf5_has_attribute(hid_t object, const char *name);

/** Reads a text attribute, of fixed or variable length. `*text` is the caller's to free(). */
Status hdf5_text(hid_t object, const char *name, char **text);

/** Reads a list of names. Keras writes an empty list as float64 of shape (0,). */
Status hdf5_names(hid_t object, const char *name, Names *names);

/** Reads `count` numbers of an attribute as `type`, a native type of libhdf5. */
Status hdf5_numbers(hid_t object, const char *name, hid_t type, size_t count, void *numbers);

/** The shape of the dataset at `path`, rank 0 for a single number. */
Status hdf5_shape(hid_t object, const char *path, Shape *shape);

/** Whether the dataset at `path` holds whole numbers. */
bool hdf5_is_integer(hid_t object, const char *path);

/** Reads float32 numbers at `path`, which must have this shape. `what` names them in a message. */
Status hdf5_floats(hid_t object, const char *path, const char *what, Shape expected, float *numbers);

/** Reads the single whole number at `path`. */
Status hdf5_integer(hid_t object, const char *path, int64_t *number);

/** @} */

/** @name Writing. A failure is kept in the Hdf5Writer, so that it is asked for once, at the end. @{ */

/** A file being written in memory. */
typedef struct Hdf5Writer {
  hid_t file;  /**< the file */
  bool failed; /**< something went wrong: out of memory */
} Hdf5Writer;

/** Begins a file in memory. */
Hdf5Writer hdf5_begin(void);

/** Makes the group `path`, with those above it, if it is not there yet. */
void hdf5_make_group(Hdf5Writer *writer, const char *path);

/** Writes a text attribute of variable length; `set` is H5T_CSET_ASCII or H5T_CSET_UTF8. */
void hdf5_write_text(Hdf5Writer *writer, const char *path, const char *name, H5T_cset_t set, const char *text);

/** Writes a list of names; an empty one as float64 of shape (0,), as h5py does for Keras. */
void hdf5_write_names(Hdf5Writer *writer, const char *path, const char *name, const Names *names);

/** Writes an attribute of numbers: in the file as `stored`, in memory as `type`. Rank 0 writes one number. */
void hdf5_write_numbers(Hdf5Writer *writer, const char *path, const char *name, hid_t stored, hid_t type, Shape shape,
                        const void *numbers);

/** Writes the dataset `path` as float32. */
void hdf5_write_floats(Hdf5Writer *writer, const char *path, Shape shape, const float *numbers);

/** Writes the dataset `path`, one int64. */
void hdf5_write_integer(Hdf5Writer *writer, const char *path, int64_t number);

/** Ends the file and hands out its bytes, the caller's to release(). */
Status hdf5_end(Hdf5Writer *writer, void **bytes, size_t *size);

/** @} */

#endif
