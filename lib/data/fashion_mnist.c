/*
 * Fashion-MNIST: finds the four files, reads them, and makes sure that they are what their
 * names say. See fashion_mnist.h.
 *
 * The data sets of this family share names, sizes and magic numbers: a folder of
 * handwritten digits looks just like one of clothes until the bytes are compared. So the
 * files are recognised by the CRC-32 of their inflated bytes.
 */
#include "data/fashion_mnist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

const char *const class_names[CLASSES] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                          "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

const char *const class_names_ko[CLASSES] = {"티셔츠", "바지", "스웨터",   "드레스", "코트",
                                             "샌달",   "셔츠", "스니커즈", "가방",   "앵클 부츠"};

/* where Debian's package dataset-fashion-mnist has its files */
static const char *const debian_folder = "/usr/share/datasets/fashion-mnist";

enum { FILES = 4, PATH_ROOM = 4096 };

/*
 * The four files. The checksums are those of the inflated bytes, which are the same for
 * the publisher's files and Debian's; `gzip -lv FILE` shows them. They were computed from
 * files whose MD5 sums, inflated, are those of the publisher's: f4a8712d..., 9018921c...,
 * 8181f547..., 15d48437.... tests/unit/test_fashion_mnist.c compares those again.
 */
static const struct {
  const char *name; /* "-idx3-ubyte.gz" and the like follow */
  const char *what;
  int rank;
  uint32_t crc;
} files[FILES] = {
    {"train-images", "training images", 3, 0xb4f29f28},
    {"train-labels", "training labels", 1, 0x741a4657},
    {"t10k-images", "test images", 3, 0x678fe0b1},
    {"t10k-labels", "test labels", 1, 0x80142c1f},
};

/* ---- finding ---- */

/* writes the path of file `f` in `folder` under the first of its usual names that is there; false when none is */
static bool find_file(const char *folder, int f, char path[PATH_ROOM]) {
  for (int plain = 0; plain <= 1; plain++)
    for (int dot = 0; dot <= 1; dot++) {
      int length = snprintf(path, PATH_ROOM, "%s/%s%cidx%d-ubyte%s", folder, files[f].name, dot ? '.' : '-',
                            files[f].rank, plain ? "" : ".gz");
      struct stat about;
      if (length < PATH_ROOM && lstat(path, &about) == 0) return true;
    }
  return false;
}

static bool has_any_file(const char *folder) {
  char path[PATH_ROOM];
  for (int f = 0; f < FILES; f++)
    if (find_file(folder, f, path)) return true;
  return false;
}

/* the folder that is meant when none is named */
static Status usual_folder(const char **folder) {
  *folder = getenv("FASHION_MNIST_DIR");
  if (*folder && **folder) return OK;

  if (has_any_file(*folder = "data")) return OK;
  if (has_any_file(*folder = debian_folder)) return OK;
  return fail(
      "Fashion-MNIST is not here: looked for train-images-idx3-ubyte.gz and its three sisters in data/ and in %s; "
      "`make setup` installs it, or --data DIR says where it is",
      debian_folder);
}

static Status check_folder(const char *folder) {
  struct stat about;
  if (stat(folder, &about) != 0)
    return fail("%s: expected a folder with Fashion-MNIST's four files: %s; `make setup` installs them in %s", folder,
                strerror(errno), debian_folder);
  if (!S_ISDIR(about.st_mode))
    return fail("%s: expected a folder with Fashion-MNIST's four files, found a file; name the folder it is in",
                folder);
  if (strlen(folder) > PATH_ROOM - 64) return fail("%s: this name is too long; move the folder", folder);
  return OK;
}

/* ---- recognising ---- */

/* of the whole inflated file, its header included */
static uint32_t checksum(const Idx *idx) {
  uint8_t header[20] = {0, 0, 8, (uint8_t)idx->rank};
  size_t bytes = 1;
  for (int axis = 0; axis < idx->rank; axis++) {
    uint32_t size = (uint32_t)idx->size[axis];
    for (int byte = 0; byte < 4; byte++) header[4 + 4 * axis + byte] = (uint8_t)(size >> (24 - 8 * byte));
    bytes *= size;
  }
  uLong crc = crc32_z(0, header, 4 + 4 * (size_t)idx->rank);
  return (uint32_t)crc32_z(crc, idx->data, bytes);
}

/* whether these labels start as those of the handwritten digits do */
static bool labels_of_digits(const Idx *labels) {
  static const uint8_t train[] = {5, 0, 4, 1, 9, 2, 1, 3, 1, 4}, test[] = {7, 2, 1, 0, 4, 1, 4, 9, 5, 9};
  return labels->size[0] >= 10 && (memcmp(labels->data, train, 10) == 0 || memcmp(labels->data, test, 10) == 0);
}

static Status check_identity(char path[FILES][PATH_ROOM], const Idx *const content[FILES]) {
  uint32_t crc[FILES];
  for (int f = 0; f < FILES; f++) crc[f] = checksum(content[f]);

  for (int f = 0; f < FILES; f++) {
    if (crc[f] == files[f].crc) continue;
    for (int other = 0; other < FILES; other++)
      if (crc[f] == files[other].crc)
        return fail("%s: expected Fashion-MNIST's %s, found its %s; give each file its own name again", path[f],
                    files[f].what, files[other].what);

    /* the labels tell digits from clothes, for the images beside them too */
    const Idx *labels = content[f | 1];
    if (labels_of_digits(labels))
      return fail(
          "%s: expected Fashion-MNIST's %s, found the handwritten digits of MNIST (their labels start "
          "%d %d %d %d); `make setup` installs Fashion-MNIST, --any-data takes these",
          path[f], files[f].what, labels->data[0], labels->data[1], labels->data[2], labels->data[3]);
    return fail(
        "%s: expected Fashion-MNIST's %s (CRC-32 %08x), found other data (CRC-32 %08x); `make setup` installs "
        "Fashion-MNIST, --any-data takes these",
        path[f], files[f].what, files[f].crc, crc[f]);
  }
  return OK;
}

/* ---- what must fit in any data ---- */

static Status check_labels(const char *path, const Idx *labels) {
  for (int n = 0; n < labels->size[0]; n++)
    if (labels->data[n] >= CLASSES)
      return fail("%s: expected labels from 0 to %d, found %d at index %d; this program knows ten classes", path,
                  CLASSES - 1, labels->data[n], n);
  return OK;
}

/* the sizes alone: asked of the headers, before anything is inflated */
static Status check_sizes(char path[FILES][PATH_ROOM], const Idx *const content[FILES]) {
  for (int f = 0; f < FILES; f += 2) {
    int images = content[f]->size[0], labels = content[f + 1]->size[0];
    if (images != labels)
      return fail("%s: expected %d labels, one for each image of %s, found %d; are both files of the same set?",
                  path[f + 1], images, path[f], labels);
  }
  const int *train = content[0]->size, *test = content[2]->size;
  if (train[1] != test[1] || train[2] != test[2])
    return fail("%s: expected images of %dx%d pixels, as in %s, found %dx%d; are both files of the same set?", path[2],
                train[1], train[2], path[0], test[1], test[2]);
  return OK;
}

/* ---- the whole ---- */

static Dataset dataset_of(const Idx *images, const Idx *labels) {
  return (Dataset){.count = images->size[0],
                   .height = images->size[1],
                   .width = images->size[2],
                   .channels = 1,
                   .pixels = images->data,
                   .labels = labels->data};
}

static Status read_folder(const char *folder, bool any_data, FashionMNIST *data) {
  Idx *const into[FILES] = {&data->train_images, &data->train_labels, &data->test_images, &data->test_labels};
  const Idx *const content[FILES] = {into[0], into[1], into[2], into[3]};
  char path[FILES][PATH_ROOM];

  if (check_folder(folder) != OK) return FAILED;
  for (int f = 0; f < FILES; f++)
    if (!find_file(folder, f, path[f]))
      return fail(
          "%s: expected %s-idx%d-ubyte.gz (%s), found no file of this name, nor without .gz, nor with a dot for "
          "the first dash; `make setup` installs all four in %s",
          folder, files[f].name, files[f].rank, files[f].what, debian_folder);
  for (int f = 0; f < FILES; f++)
    if (idx_read_header(path[f], files[f].rank, into[f]) != OK) return FAILED;
  if (check_sizes(path, content) != OK) return FAILED;
  for (int f = 0; f < FILES; f++)
    if (idx_read(path[f], files[f].rank, into[f]) != OK) return FAILED;

  /* once more: a file may have changed in between */
  if (check_sizes(path, content) != OK) return FAILED;
  for (int f = 1; f < FILES; f += 2)
    if (check_labels(path[f], content[f]) != OK) return FAILED;
  if (!any_data && check_identity(path, content) != OK) return FAILED;
  data->train = dataset_of(&data->train_images, &data->train_labels);
  data->test = dataset_of(&data->test_images, &data->test_labels);
  return OK;
}

Status load_fashion_mnist(const char *folder, bool any_data, FashionMNIST *data) {
  *data = (FashionMNIST){0};
  if (!folder && usual_folder(&folder) != OK) return FAILED;
  Status status = read_folder(folder, any_data, data);
  if (status != OK) fashion_mnist_free(data);
  return status;
}

void fashion_mnist_free(FashionMNIST *data) {
  dataset_free(&data->train);
  dataset_free(&data->test);
  idx_free(&data->train_images);
  idx_free(&data->train_labels);
  idx_free(&data->test_images);
  idx_free(&data->test_labels);
}
