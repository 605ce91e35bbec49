/* What a file is, told by its bytes: see signature.h. */
#include "files/signature.h"

#include <ctype.h>
#include <string.h>

#include "files/zip_archive.h"

static bool starts_with(const void *bytes, size_t size, const char *start, size_t length) {
  return size >= length && memcmp(bytes, start, length) == 0;
}

/* HDF5's signature stands at the start, or after a block of 512, 1024, ... bytes for others */
static bool is_hdf5(const unsigned char *bytes, size_t size) {
  for (size_t at = 0; at + 8 <= size; at = at ? 2 * at : 512)
    if (memcmp(bytes + at, "\x89HDF\r\n\x1a\n", 8) == 0) return true;
  return false;
}

static bool is_web_page(const char *text, size_t size) {
  static const char *const starts[] = {"<!doctype html", "<html", "<?xml", "<head"};
  while (size > 0 && isspace((unsigned char)*text)) text++, size--;
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
    if (size >= strlen(starts[i]) && strncasecmp(text, starts[i], strlen(starts[i])) == 0) return true;
  return false;
}

/* ---- zip ---- */

static Status zip_reader(const void *bytes, size_t size, ReadFormat **reader) {
  zip_t *archive = NULL;
  if (zip_open_bytes(bytes, size, &archive) != OK) return FAILED;
  bool keras = false, torch = false, script = false;
  char first[64] = "nothing";
  zip_int64_t entries = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < entries; i++) {
    const char *name = zip_get_name(archive, (zip_uint64_t)i, 0);
    if (!name) continue;
    const char *last = strrchr(name, '/');
    last = last ? last + 1 : name;
    if (i == 0) snprintf(first, sizeof first, "'%.60s'", name);
    keras = keras || strcmp(name, "config.json") == 0 || strcmp(name, "model.weights.h5") == 0;
    torch = torch || strcmp(last, "data.pkl") == 0;
    script = script || strcmp(last, "constants.pkl") == 0;
  }
  zip_discard(archive);

  if (script) return fail("it is a TorchScript program; in PyTorch: torch.save(model.state_dict(), FILE)");
  if (!keras && !torch)
    return fail("it is a zip that holds %s, not a model; unpack it, and name the model file in it", first);
  *reader = keras ? keras_zip_read : torch_read;
  return OK;
}

/* ---- what it is ---- */

Status signature_reader(const void *bytes, size_t size, ReadFormat **reader) {
  if (size == 0) return fail("it is empty; download or save it again");
  if (starts_with(bytes, size, "PK\3\4", 4) || starts_with(bytes, size, "PK\5\6", 4))
    return zip_reader(bytes, size, reader);
  if (is_hdf5(bytes, size)) {
    *reader = keras_hdf5_read;
    return OK;
  }

  if (is_web_page(bytes, size))
    return fail("it is a web page, not a model; download the file itself (on GitHub: 'Download raw file')");
  if (starts_with(bytes, size, "version https://git-lfs", 23))
    return fail("it is a Git LFS pointer of %zu bytes, not the model; fetch it: git lfs pull", size);
  /* PyTorch before 1.6: a pickled number, then more pickles one after the other */
  if (starts_with(bytes, size, "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.", 15))
    return fail("it is in PyTorch's format of before version 1.6; in PyTorch: torch.save(torch.load(FILE), FILE)");
  if (starts_with(bytes, size, "\x80", 1) && size > 1 && ((const unsigned char *)bytes)[1] <= 5)
    return fail("it is a bare Python pickle, which could run anything when opened; save a state_dict with torch.save");
  if (starts_with(bytes, size, "\x1f\x8b", 2)) return fail("it is packed with gzip; unpack it: gunzip FILE");
  if (starts_with(bytes, size, "\x93NUMPY", 6)) return fail("it is a NumPy array, not a model");
  if (size > 9 && starts_with((const char *)bytes + 8, size - 8, "{\"", 2))
    return fail("it is a safetensors file; save the model from Keras, or its state_dict with torch.save");
  if (starts_with(bytes, size, "{", 1))
    return fail("it is JSON, a model's configuration perhaps, without weights; save the whole model: model.save(FILE)");

  const unsigned char *first = bytes;
  return fail("it is no model file: it starts with bytes %02x %02x %02x %02x; expected Keras HDF5, a Keras zip or a "
              "PyTorch zip", first[0], size > 1 ? first[1] : 0, size > 2 ? first[2] : 0, size > 3 ? first[3] : 0);
}
