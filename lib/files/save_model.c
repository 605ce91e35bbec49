/* model.save: see model_file.h. Laid out in memory first, then written whole: see base/file.h. */
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "base/memory.h"
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
  NewFile file;
  if (new_file_begin(&file, path) != OK) return FAILED;
  new_file_abandon(&file);
  return OK;
}

Status save_model(const char *path, const Sequential *model, const TrainingState *state) {
  if (!model->built) BUG("save_model needs build first");
  WriteFormat *write_format = format_of_name(path);
  if (!write_format) return refuse_name(path);

  void *bytes = NULL;
  size_t size = 0;
  if (write_format(model, state, &bytes, &size) != OK) return fail("%s: %s", path, error_message());
  NewFile file;
  Status status = new_file_begin(&file, path);
  if (status == OK) {
    fwrite(bytes, 1, size, file.stream); /* a failure is found when the file is committed */
    status = new_file_commit(&file);
  }
  release(bytes);
  return status;
}
