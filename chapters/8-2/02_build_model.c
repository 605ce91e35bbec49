// [build: top]
/*
 * Section 8-2, step 2: build the convolutional network and print its table.
 *
 * The layers themselves are in chapters/book_model.c, for the later steps build
 * the same network.
 */
#include <stdlib.h>

#include "chapter.h"

// [build: top] [build: main]
int main(int argc, char **argv) {
  Options options =
      parse_options(argc, argv, TAKES_SEED | TAKES_TRAINING, NULL, "",
                    "Builds the book's network and prints its table.");
  banner("8-2 Building the network, p. 446",
         "model = keras.Sequential(); model.summary()");

  Random random = random_from_seed(options.seed);
  Sequential model;
  if (book_model(&model, options.dropout, &random) != OK)
    return report_failure("02_build_model");
  summary(&model, stdout);

  sequential_free(&model);
  return EXIT_SUCCESS;
}
// [build: main]
