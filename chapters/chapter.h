/**
 * @file chapter.h
 * What the programs of both chapters share: the line they begin with, the data, the
 * book's network, and the choice of kernels.
 */
#ifndef CHAPTERS_CHAPTER_H
#define CHAPTERS_CHAPTER_H

#include "options.h"
#include "data/fashion_mnist.h"
#include "data/train_test_split.h"
#include "model/fit.h"

enum {
  EXIT_INTERRUPTED = 130 /**< what a shell calls a program that Ctrl-C ended */
};

/** Fashion-MNIST, with its training images split as the book does. */
typedef struct Data {
  FashionMNIST mnist; /**< all images; its `test` is used once, at the end */
  Dataset train;      /**< 48,000 images to learn from */
  Dataset val;        /**< 12,000 images to judge by */
} Data;

/** Prints the line that every program begins with: the book's section and the Keras line that the program stands for. */
void banner(const char *section, const char *keras);

/** Loads the data set and splits it: 20% for validation, random_state 42. FAILED as load_fashion_mnist(). */
Status load_data(const Options *options, Data *data);

/** Frees what load_data() made. */
void data_free(Data *data);

/**
 * The convolutional network of section 8-2, built with weights from `random`; null: with
 * zeros. FAILED when memory is short.
 */
Status book_model(Sequential *model, float dropout, Random *random);

/** The kernels that --conv and --kernels ask for. */
const Kernels *chosen_kernels(const Options *options);

#endif
