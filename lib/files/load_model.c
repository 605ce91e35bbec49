/*
 * keras.models.load_model: see model_file.h.
 *
 * A child process reads the file (child.h tells why), and sends back what it found:
 *
 *     a Letter           how it went, and the Description
 *     the weights        kernel and bias of each layer, in order
 *     Adam's averages    m and v of each of them, if the file has them
 *     the history        one EpochLogs an epoch
 *
 * This process checks the Description, makes the model it tells of, and reads the numbers
 * straight into their places. It trusts no size that the child sends.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef MAP_POPULATE
#define FETCHED_AT_ONCE MAP_POPULATE
#else
#define FETCHED_AT_ONCE 0 /* page by page, which is slower */
#endif

#include "base/text.h"
#include "files/child.h"
#include "files/contents.h"
#include "files/model_file.h"
#include "files/signature.h"

enum {
  MOST_FILE = 1 << 28, /* bytes: 64 times the book's model */
  SMALL_FILE = 1 << 24 /* bytes that are fetched at once */
};

/* how the child's answer begins */
typedef struct Letter {
  int status;            /* OK or FAILED */
  char message[1024];    /* why it failed */
  Description description;
} Letter;

/* what the child is given */
typedef struct Errand {
  const char *path, *like; /* like: null for none */
  int file, like_file;     /* the open files */
  size_t size, like_size;
  bool to_be_trained;      /* whether Adam's averages are wanted */
} Errand;

/* ---- opening, in this process: what can be said of a file without reading it ---- */

static Status open_file(const char *path, int *file, size_t *size) {
  *file = child_keeps(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)); /* a pipe must not make us wait */
  if (*file < 0)
    return fail("%s: cannot be read: %s; 04_train writes build/best-cnn-model.h5, or name another with --model", path,
                strerror(errno));
  struct stat found;
  Status status = OK;
  if (fstat(*file, &found) != 0)
    status = fail("%s: cannot be read: %s", path, strerror(errno));
  else if (S_ISDIR(found.st_mode))
    status = fail("%s: is a folder, not a model file; in Keras: model.save('best-cnn-model.keras')", path);
  else if (!S_ISREG(found.st_mode))
    status = fail("%s: is not a regular file; copy the model to one first", path);
  else if (found.st_size > MOST_FILE)
    status = fail("%s: has %lld bytes, more than any model of this library (%d)", path, (long long)found.st_size,
                  MOST_FILE);
  *size = status == OK ? (size_t)found.st_size : 0;
  if (status != OK) close(*file);
  return status;
}

/* ---- in the child ---- */

/* mapped, not copied; should the file shrink meanwhile, the child ends with a signal and it is told as damaged */
static Status read_file(int file, size_t size, const Description *like, bool to_be_trained, Contents *contents) {
  *contents = (Contents){.to_be_trained = to_be_trained};
  int fetched = size <= SMALL_FILE ? FETCHED_AT_ONCE : 0;
  void *bytes = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE | fetched, file, 0) : NULL;
  if (bytes == MAP_FAILED) return fail("it cannot be read: %s", strerror(errno));
  ReadFormat *read_format = NULL;
  Status status = signature_reader(bytes, size, &read_format);
  return status == OK ? read_format(bytes, size, like, contents) : FAILED;
}

static void send_tensor(int out, const Tensor *tensor) {
  child_send(out, tensor->data, tensor_count(tensor) * sizeof(float));
}

static void send_numbers(int out, const Contents *contents) {
  const Sequential *model = &contents->model;
  for (int i = 0; i < model->layer_count; i++) {
    send_tensor(out, &model->layers[i].kernel.value);
    send_tensor(out, &model->layers[i].bias.value);
  }
  for (int i = 0; i < model->layer_count && contents->description.has_optimizer; i++) {
    send_tensor(out, &model->layers[i].kernel.m);
    send_tensor(out, &model->layers[i].kernel.v);
    send_tensor(out, &model->layers[i].bias.m);
    send_tensor(out, &model->layers[i].bias.v);
  }
  child_send(out, contents->history.epochs, (size_t)contents->history.count * sizeof(EpochLogs));
}

static void work(int out, void *data) {
  const Errand *errand = data;
  static Contents contents, like;
  static Letter letter;
  const char *whose = errand->path;
  Status status = OK;
  if (errand->like) {
    whose = errand->like;
    status = read_file(errand->like_file, errand->like_size, NULL, false, &like);
  }
  if (status == OK) {
    whose = errand->path;
    status = read_file(errand->file, errand->size, errand->like ? &like.description : NULL,
                       errand->to_be_trained, &contents);
  }
  const char *why = error_message();
  if (status != OK && child_short_of_memory())
    why = "not enough memory for a part of it; close other programs. Should that not help, the file asks for too "
          "much: it is damaged";
  letter.status = (int)status;
  letter.description = contents.description;
  if (status != OK) snprintf(letter.message, sizeof letter.message, "%s: %s", whose, why);
  child_send(out, &letter, sizeof letter);
  if (status == OK) send_numbers(out, &contents);
}

/* ---- in this process again ---- */

/* the child did not come to its answer, or not to the end of it */
static Status tell_end(const Child *child, const char *path) {
  switch (child->end) {
    case CHILD_SHORT_OF_MEMORY: return fail("%s: not enough memory to read it; close other programs", path);
    case CHILD_STOPPED:
      return fail("%s: reading it was stopped from outside, or took too much memory; close other programs", path);
    case CHILD_TOO_SLOW: return fail("%s: is damaged: reading it took too long; download or save it again", path);
    case CHILD_CRASHED:
      return fail("%s: is damaged: reading it crashed the library that reads it; download or save it again", path);
    case CHILD_WORKS: return fail("%s: %s", path, error_message());
  }
  BUG("a child that ended in way %d", (int)child->end);
}

static Status receive_tensor(Child *child, Tensor *tensor) {
  return child_receive(child, tensor->data, tensor_count(tensor) * sizeof(float));
}

static Status receive_numbers(Child *child, Contents *contents) {
  Sequential *model = &contents->model;
  for (int i = 0; i < model->layer_count; i++)
    if (receive_tensor(child, &model->layers[i].kernel.value) != OK ||
        receive_tensor(child, &model->layers[i].bias.value) != OK)
      return FAILED;
  for (int i = 0; i < model->layer_count && model->compiled; i++)
    if (receive_tensor(child, &model->layers[i].kernel.m) != OK ||
        receive_tensor(child, &model->layers[i].kernel.v) != OK ||
        receive_tensor(child, &model->layers[i].bias.m) != OK || receive_tensor(child, &model->layers[i].bias.v) != OK)
      return FAILED;
  for (int e = 0; e < contents->description.history_count; e++) {
    EpochLogs logs;
    if (child_receive(child, &logs, sizeof logs) != OK || history_append(&contents->history, logs) != OK) return FAILED;
  }
  return OK;
}

static Status receive(Child *child, const char *path, Contents *contents) {
  Letter letter;
  if (child_receive(child, &letter, sizeof letter) != OK)
    return tell_end(child, path);
  letter.message[sizeof letter.message - 1] = '\0';
  if (letter.status != OK) return fail("%s", letter.message);

  contents->description = letter.description;
  letter.description.note[NOTE_SIZE - 1] = '\0';
  printable(NOTE_SIZE, contents->description.note, letter.description.note);
  const Description *description = &contents->description;
  Sequential *model = &contents->model;
  if (description_check(description) != OK || description_model(description, model) != OK ||
      (description->has_optimizer && compile(model, description->adam) != OK))
    return fail("%s: %s", path, error_message());
  if (description->has_optimizer) model->step = description->step;
  return receive_numbers(child, contents) == OK ? OK : tell_end(child, path);
}

Status load_contents(const char *path, const char *like, bool to_be_trained, Contents *contents) {
  *contents = (Contents){0};
  Errand errand = {.path = path, .like = like, .to_be_trained = to_be_trained};
  if (open_file(path, &errand.file, &errand.size) != OK) return FAILED;
  if (like && open_file(like, &errand.like_file, &errand.like_size) != OK) {
    close(errand.file);
    return FAILED;
  }

  /* the file, its parts unpacked, and the model; the book's is read in 0.02 seconds */
  const size_t size = errand.size + errand.like_size;
  Child child;
  Status status = child_start(&child, work, &errand, 4 * size + ((size_t)256 << 20), 2 + (int)(size >> 26));
  if (status == OK) {
    status = receive(&child, path, contents);
    child_end(&child);
  }
  close(errand.file);
  if (like) close(errand.like_file);
  if (status != OK) contents_free(contents);
  return status;
}

/* ---- numbers that are none ---- */

static size_t count_not_finite(const Tensor *tensor) {
  const float *number = tensor->data;
  size_t count = 0;
  for (size_t m = 0; number && m < tensor_count(tensor); m++) count += isfinite(number[m]) ? 0 : 1;
  return count;
}

Status check_finite(const char *path, const Sequential *model) {
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    const size_t weights = count_not_finite(&layer->kernel.value) + count_not_finite(&layer->bias.value);
    const size_t averages = count_not_finite(&layer->kernel.m) + count_not_finite(&layer->kernel.v) +
                            count_not_finite(&layer->bias.m) + count_not_finite(&layer->bias.v);
    const size_t all = layer_parameter_count(layer);
    if (weights > 0)
      return fail("%s: layer %s: %zu of its %zu weights are NaN or infinite, so its answers mean nothing; "
                  "take a checkpoint from before the training went wrong, and a smaller learning rate",
                  path, layer->name, weights, all);
    if (averages > 0)
      return fail("%s: layer %s: %zu of Adam's %zu averages are NaN or infinite, so the training cannot go on; "
                  "its weights can still be used",
                  path, layer->name, averages, 2 * all);
  }
  return OK;
}

Status load_model(const char *path, const char *like, Sequential *model, TrainingState *state) {
  *model = (Sequential){0};
  if (state) *state = (TrainingState){0};
  Contents contents;
  if (load_contents(path, like, state != NULL, &contents) != OK) return FAILED;
  if (check_finite(path, &contents.model) != OK) {
    contents_free(&contents);
    return FAILED;
  }
  const Description *description = &contents.description;
  if (description->note[0]) {
    char shown[PATH_MAX];
    printf("%s: %s\n", printable(sizeof shown, shown, path), description->note);
  }

  *model = contents.model;
  if (state && description->epoch > 0)
    *state = (TrainingState){.epoch = description->epoch,
                             .random = description->random,
                             .best = description->best,
                             .best_epoch = description->best_epoch,
                             .wait = description->wait,
                             .history = contents.history};
  else
    history_free(&contents.history);
  return OK;
}
