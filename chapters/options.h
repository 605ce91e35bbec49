/**
 * @file options.h
 * The command line that every program shares.
 *
 * A program says which options it takes; parse_options() does the rest: `--help`, the
 * defaults of the book, and one clear line for a mistake.
 */
#ifndef BASE_OPTIONS_H
#define BASE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

/** Which convolution kernels run. */
typedef enum ConvPath { CONV_FASTEST, CONV_NAIVE, CONV_BLOCKED, CONV_WINOGRAD, CONV_MINE } ConvPath;

/** Which part of Fashion-MNIST an image is taken from. */
typedef enum ImageSet { SET_TRAIN, SET_VAL, SET_TEST } ImageSet;

/** Whether a picture's grey values are turned round: --invert. */
typedef enum Invert { INVERT_YES, INVERT_NO, INVERT_AUTO } Invert;

/** One bit for each option; a program passes the sum of those it takes. `--help` needs no bit. */
typedef enum OptionSet {
  TAKES_DATA = 1 << 0,         /**< --data DIR, --any-data */
  TAKES_MODEL = 1 << 1,        /**< --model FILE */
  TAKES_RESUME = 1 << 2,       /**< --resume FILE */
  TAKES_HISTORY = 1 << 3,      /**< --history FILE */
  TAKES_FIGURES = 1 << 4,      /**< --figures DIR */
  TAKES_CONV = 1 << 5,         /**< --conv, --kernels, --threads */
  TAKES_SEED = 1 << 6,         /**< --seed N */
  TAKES_TRAINING = 1 << 7,     /**< --epochs, --batch-size, --patience, --dropout, --no-progress */
  TAKES_BATCH_SIZE = 1 << 8,   /**< --batch-size alone */
  TAKES_IMAGE = 1 << 9,        /**< --image N, --set train|val|test; and those of TAKES_PNG */
  TAKES_LIKE = 1 << 10,        /**< --like FILE */
  TAKES_PNG = 1 << 11          /**< --png FILE, --invert yes|no|auto */
} OptionSet;

/** What was asked for on the command line, or the book's defaults. */
typedef struct Options {
  const char *data;    /**< folder of the data set; null: look in the usual places */
  bool any_data;       /**< take data that is not Fashion-MNIST */
  const char *model;   /**< model file; default build/best-cnn-model.h5 */
  const char *resume;  /**< model file to go on from, or null */
  const char *history; /**< default build/history.csv */
  const char *figures; /**< folder for figures; default build/figures/8-2 or build/figures/8-3, as the program asks */
  ConvPath conv;       /**< default CONV_FASTEST */
  bool mine;           /**< --kernels mine: the reader's own functions */
  int threads;         /**< default: all that the process may use */
  uint32_t seed;       /**< 42 */
  int epochs;          /**< 20 */
  int batch_size;      /**< 32 */
  int patience;        /**< 2 */
  float dropout;       /**< 0.4 */
  bool progress;       /**< false after --no-progress */
  int image;           /**< which image, 0 the first */
  ImageSet set;        /**< SET_TRAIN */
  const char *png;     /**< the reader's own picture, or null */
  Invert invert;       /**< INVERT_AUTO: as the picture's edge asks for */
  const char *like;    /**< model file to take the architecture from, or null */
  int argument_count;  /**< how many words followed the options */
  char **arguments;    /**< those words */
} Options;

/**
 * Reads the command line. Prints help and exits 0 for `--help`; prints one line on
 * stderr and exits 2 for an option or value it cannot take. A number must be all
 * number: `--dropout 0,4` is a mistake, not 0.
 * Also sets the number of OpenMP threads and flushes denormals, before the first
 * parallel region.
 * @param takes   the sum of the OptionSet bits this program takes
 * @param figures default of --figures
 * @param words   what follows the options in the usage line, such as "IN OUT"; "" for nothing
 * @param purpose one sentence for `--help`
 */
Options parse_options(int argc, char **argv, int takes, const char *figures, const char *words, const char *purpose);

#endif
