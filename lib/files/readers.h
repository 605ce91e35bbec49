/**
 * @file readers.h
 * One reader and one writer for each format, from and into memory. Readers run in the
 * child process of load_model.c.
 */
#ifndef FILES_READERS_H
#define FILES_READERS_H

#include "files/contents.h"
#include "files/hdf5_image.h"

/**
 * Reads a file that is in memory.
 * @param like the architecture to use when the file holds none; null: the book's pattern
 * @return FAILED with a message that does not yet name the file; `contents` may then be half filled
 */
typedef Status ReadFormat(void *bytes, size_t size, const Description *like, Contents *contents);

ReadFormat keras_hdf5_read; /**< Keras's HDF5, of all versions */
ReadFormat keras_zip_read;  /**< Keras's .keras zip */
ReadFormat torch_read;      /**< PyTorch's state_dict */

/** Lays a file out in memory; `*bytes` are the caller's to release(). */
typedef Status WriteFormat(const Sequential *model, const TrainingState *state, void **bytes, size_t *size);

WriteFormat keras_hdf5_write; /**< as Keras 2.11 */
WriteFormat keras_zip_write;  /**< as Keras 3.4 */
WriteFormat torch_write;      /**< as torch.save(model.state_dict()); `state` is not kept */

/** @name Parts that two formats share. @{ */

/** Where the arrays of each layer with weights are, in the model's order: kernel, then bias. */
typedef struct WeightPaths {
  int count;                               /**< layers with weights */
  char path[MAX_LAYERS][2][PATH_SIZE]; /**< of kernel and bias */
} WeightPaths;

/** Reads the weights of a Keras 3 file, `layers/conv2d/vars/0`; root is model.weights.h5. Fills in the contents. */
Status keras_vars_read(hid_t root, const Description *like, Contents *contents);

/** Makes the model of contents->description (from `like` or the book's pattern when it has no layers yet) and reads its weights. */
Status keras_weights_read(hid_t group, const WeightPaths *paths, const Description *like, Contents *contents);

/** Reads Adam's step and averages from the arrays at these paths into the model, its step and rate into the description. */
Status keras_adam_read(hid_t group, const Names *paths, Contents *contents);

/** Reads what training_state_write() wrote; does nothing when there is none. */
Status training_state_read(hid_t root, Contents *contents);

/** Writes where the training stands as attributes of the root, which Keras ignores. */
void training_state_write(Hdf5Writer *writer, const TrainingState *state);

/**
 * The book's pattern, for a file that holds nothing but weights: (Conv2D same, ReLU,
 * MaxPooling2D 2) as often as there are 4-D kernels, Flatten, Dense ReLU, Dropout, Dense softmax.
 * @param count   layers with weights
 * @param kernels [count] their shapes, as Keras has them
 * @param rate    of Dropout
 */
Status book_pattern(int count, const Shape *kernels, float rate, Description *description);

/**
 * The images that a Flatten has turned into the inputs of Dense layer number `i`: PyTorch
 * flattens them in another order. Where there are none, one pixel with all inputs as channels.
 */
Shape flattened_image(const Sequential *model, int i);

/** @} */

#endif
