/**
 * @file description.h
 * What a model file says, without its weights: a plain struct of fixed size.
 *
 * Each reader fills in a Description, whatever its format; description_model() makes the
 * model of it. Since it holds no pointers it also travels through a pipe, from the child
 * process that read the file (child.h), and is checked on arrival as strictly as when it
 * was read: description_check().
 */
#ifndef FILES_DESCRIPTION_H
#define FILES_DESCRIPTION_H

#include "model/callbacks.h"

enum {
  MOST_SETTING = 1 << 16,      /**< filters, units, kernel_size: no layer has more */
  MOST_NUMBERS = 1 << 22,      /**< that a layer puts out for one image: 16 MB */
  MOST_PARAMETERS = 1 << 24,   /**< of a model: 64 MB, 50 times the book's */
  MOST_EPOCHS_KEPT = 100000,   /**< in a training's history */
  NOTE_SIZE = 512              /**< bytes for a sentence, the closing zero included */
};

/** What kind of file it is. */
typedef enum FileFormat { KERAS_HDF5, KERAS_ZIP, TORCH_ZIP } FileFormat;

/** A layer's settings: the part of Layer that a file describes. */
typedef struct LayerDescription {
  LayerKind kind;       /**< which of the settings below counts */
  char name[NAME_SIZE]; /**< as the file has it: conv2d_4 */
  union {
    Conv2D conv2d;              /**< if CONV2D */
    MaxPooling2D pooling;       /**< if MAX_POOLING2D */
    Dense dense;                /**< if DENSE */
    Dropout dropout;            /**< if DROPOUT */
  };
} LayerDescription;

/** A model file without its weights. */
typedef struct Description {
  FileFormat format;                   /**< what the file is */
  char version[32];                    /**< Keras's version, such as "2.11.0"; "" when not told */
  char name[NAME_SIZE];                /**< the model's name */
  char input_name[NAME_SIZE];          /**< the input layer's name */
  Shape input_shape;                   /**< of one image */
  int layer_count;                     /**< how many of `layers` are in use */
  LayerDescription layers[MAX_LAYERS]; /**< in order */

  bool has_optimizer; /**< the file holds Adam's settings, step and averages */
  Adam adam;          /**< its settings */
  int step;           /**< batches it has learned from */

  int epoch;           /**< epochs done; 0: the file does not say, and nothing below counts */
  Random random;       /**< the generator as the next epoch will find it */
  double best;         /**< smallest val_loss so far */
  int best_epoch;      /**< the epoch that gave it */
  int wait;            /**< epochs since then */
  int history_count;   /**< epochs whose figures follow the weights */

  char note[NOTE_SIZE]; /**< what the reader of the file had to assume, to be printed; "" for nothing */
} Description;

/**
 * Whether the description is one of a model that can be built here: text ends, numbers are
 * in range, layers fit each other, the model is not too large. Nothing is allocated.
 */
Status description_check(const Description *description);

/** Makes the model that a checked description tells of, its weights all zero. */
Status description_model(const Description *description, Sequential *model);

/** Keras's name for a format: "Keras HDF5", "Keras zip", "PyTorch state_dict". */
const char *format_name(FileFormat format);

#endif
