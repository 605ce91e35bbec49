/**
 * @file fashion_mnist.h
 * Fashion-MNIST: 60,000 training and 10,000 test images of 28x28 grey pixels in ten classes.
 * `keras.datasets.fashion_mnist.load_data()`, section 8-2.
 */
#ifndef DATA_FASHION_MNIST_H
#define DATA_FASHION_MNIST_H

#include <stdbool.h>

#include "base/error.h"
#include "data/dataset.h"
#include "data/idx.h"

enum {
  CLASSES = 10 /**< how many kinds of clothes */
};

/** Class names in English, as the data set's authors give them. */
extern const char *const class_names[CLASSES];

/** Class names in Korean, as the book gives them. */
extern const char *const class_names_ko[CLASSES];

/** The data set as read from its four files. `train` and `test` point into the Idx fields. */
typedef struct FashionMNIST {
  Dataset train; /**< 60,000 images */
  Dataset test;  /**< 10,000 images */
  Idx train_images, train_labels, test_images, test_labels; /**< the owned bytes */
} FashionMNIST;

/**
 * Reads the four files from `folder`.
 * @param folder   where they are; null: FASHION_MNIST_DIR, else `data/`, else the
 *                 folder of Debian's package dataset-fashion-mnist
 * @param any_data take any images and labels of the right form, not only Fashion-MNIST
 * @return FAILED when a file is missing or damaged, counts or sizes disagree, a label is
 *         over 9 (its index is told), or the bytes are not Fashion-MNIST's (it is said
 *         what they are) and `any_data` is false
 */
Status load_fashion_mnist(const char *folder, bool any_data, FashionMNIST *data);

/** Frees all the data. */
void fashion_mnist_free(FashionMNIST *data);

#endif
