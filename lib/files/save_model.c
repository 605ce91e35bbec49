/*
 * model.save: see model_file.h. Laid out in a child's memory (child.h tells why), then written
 * whole: see base/file.h.
 */
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "files/child.h"
#include "files/model_file.h"
#include "files/readers.h"

static WriteFormat *format_of_name(const char *path) {
  const char *dot = strrchr(path, '.');
  if (!dot || strchr(dot, '/')) return NULL;
  if (strcasecmp(dot, ".h5") == 0 || strcasecmp(dot, ".hdf5") == 0) return keras_hdf5_write;
  if (strcasecmp(dot, ".keras") == 0) return keras_zip_write;
  if (strcasecmp(dot, ".pt") == 0 || strcasecmp(dot, ".pth") == 0) return torch_write;
  return NULL;
}

static Status refuse_name(const char *path) {
  return fail("%s: the name does not tell the format; end it in .h5 or .keras for Keras, .pt or .pth for PyTorch", path);
}

Status can_save_model(const char *path) {
  if (!format_of_name(path)) return refuse_name(path);
  return can_write_file(path);
}

/* ---- laid out by a child, whatever its library does when memory is short ---- */

typedef struct Order {
  WriteFormat *write_format;
  const Sequential *model;
  const TrainingState *state;
} Order;

/* how the child's answer begins; `size` bytes follow, the file */
typedef struct Reply {
  int status; /* OK or FAILED */
  size_t size;
  char message[512]; /* why it failed */
} Reply;

static void lay_out(int out, void *data) {
  const Order *order = data;
  static Reply reply;
  void *bytes = NULL;
  reply.status = (int)order->write_format(order->model, order->state, &bytes, &reply.size);
  if (reply.status != OK)
    snprintf(reply.message, sizeof reply.message, "%s",
             child_short_of_memory() ? "not enough memory to lay it out; close other programs" : error_message());
  child_send(out, &reply, sizeof reply);
  if (reply.status == OK) child_send(out, bytes, reply.size);
}

static Status no_answer(const Child *child, const char *path) {
  switch (child->end) {
    case CHILD_SHORT_OF_MEMORY:
      return fail("%s: could not be saved: not enough memory to lay it out; close other programs", path);
    case CHILD_TOO_SLOW: return fail("%s: could not be saved: laying it out took too long", path);
    case CHILD_STOPPED:
      return fail("%s: could not be saved: laying it out was stopped from outside, or took too much memory", path);
    case CHILD_CRASHED:
    case CHILD_WORKS: break;
  }
  return fail("%s: could not be saved: the library that lays it out crashed; close other programs and try again", path);
}

static Status write_reply(Child *child, const char *path) {
  Reply reply;
  if (child_receive(child, &reply, sizeof reply) != OK) return no_answer(child, path);
  reply.message[sizeof reply.message - 1] = '\0';
  if (reply.status != OK) return fail("%s: could not be saved: %s", path, reply.message);

  NewFile file;
  if (new_file_begin(&file, path) != OK) return FAILED;
  static char part[1 << 16];
  for (size_t left = reply.size; left > 0;) {
    const size_t count = left < sizeof part ? left : sizeof part;
    if (child_receive(child, part, count) != OK) {
      new_file_abandon(&file);
      return no_answer(child, path);
    }
    new_file_write(&file, part, count);
    left -= count;
  }
  return new_file_commit(&file);
}

Status save_model(const char *path, const Sequential *model, const TrainingState *state) {
  if (!model->built) BUG("save_model needs build first");
  Order order = {format_of_name(path), model, state};
  if (!order.write_format) return refuse_name(path);

  /* the book's model is laid out in 0.02 seconds and 13 MB */
  Child child;
  if (child_start(&child, lay_out, &order, (size_t)1 << 30, 10) != OK)
    return fail("%s: could not be saved: %s", path, error_message());
  Status status = write_reply(&child, path);
  child_end(&child);
  return status;
}
