/* Zip archives in memory: see zip_archive.h. */
#include "files/zip_archive.h"

#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* ---- reading ---- */

static uint32_t number(const unsigned char *bytes, int count) {
  uint32_t value = 0;
  for (int i = count - 1; i >= 0; i--) value = value << 8 | bytes[i];
  return value;
}

/*
 * An archive's directory stands at its end, so a truncated one has none. Before each entry
 * stands a header with its size: following them shows where the data breaks off.
 */
static Status tell_damage(const unsigned char *bytes, size_t size) {
  enum { HEADER = 30, HAS_SIZES_BEHIND = 8 };
  for (size_t at = 0; size - at >= HEADER && memcmp(bytes + at, "PK\3\4", 4) == 0;) {
    const unsigned char *header = bytes + at;
    if (number(header + 6, 2) & HAS_SIZES_BEHIND) break;
    uint32_t stored = number(header + 18, 4);
    size_t next = at + HEADER + number(header + 26, 2) + number(header + 28, 2) + stored;
    if (next > size)
      return fail("it is truncated: it has %zu bytes, expected more than %zu; download it again", size, next);
    at = next;
  }
  return fail("it is truncated or damaged: it has %zu bytes, but not the directory that a zip has at its end; "
              "download it again", size);
}

Status zip_open_bytes(const void *bytes, size_t size, zip_t **archive) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
  *archive = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
  if (!*archive && source) zip_source_free(source);
  zip_error_fini(&error);
  return *archive ? OK : tell_damage(bytes, size);
}

bool zip_has(zip_t *archive, const char *name) { return zip_name_locate(archive, name, 0) >= 0; }

Status zip_read(zip_t *archive, const char *name, void **bytes, size_t *size) {
  *bytes = NULL;
  *size = 0;
  zip_stat_t entry;
  if (zip_stat(archive, name, 0, &entry) != 0) return fail("'%.100s' is missing in it; save the model again", name);
  /* no compression of zip's does better than 1032 to 1, and none makes weights much smaller: what is large and claims so is a bomb */
  if (!(entry.valid & ZIP_STAT_SIZE) || !(entry.valid & ZIP_STAT_COMP_SIZE) || entry.size > MOST_ENTRY ||
      entry.size / 1032 > entry.comp_size || (entry.size > LARGE_ENTRY && entry.size / 4 > entry.comp_size))
    return fail("'%.100s' in it claims %llu bytes, out of %llu; the file is damaged", name,
                (unsigned long long)entry.size, (unsigned long long)entry.comp_size);

  unsigned char *read = allocate((size_t)entry.size + 1, 1);
  if (!read) return FAILED;
  zip_file_t *file = zip_fopen(archive, name, 0);
  zip_int64_t count = file ? zip_fread(file, read, entry.size) : -1;
  unsigned char surplus; /* reading to the very end makes libzip check the sum */
  zip_int64_t behind = file ? zip_fread(file, &surplus, 1) : -1;
  if (file) zip_fclose(file);
  if (count != (zip_int64_t)entry.size || behind != 0) {
    release(read);
    return fail("'%.100s' in it cannot be unpacked; the file is damaged, download it again", name);
  }
  *bytes = read;
  *size = (size_t)entry.size;
  return OK;
}

/* ---- writing ---- */

/*
 * Padding, as PyTorch has it, so that tensors can be used where they lie: an extra field 'FB' of
 * the entry's header. `at` is where the header begins; it becomes the place after the content.
 */
static bool pad_entry(zip_t *archive, zip_uint64_t index, const ZipEntry *entry, size_t *at) {
  static const zip_uint8_t zeros[64];
  enum { HEADER = 30, FIELD = 4, FB = 'B' << 8 | 'F' };
  size_t start = *at + HEADER + strlen(entry->name), alignment = entry->alignment;
  bool padded = true;
  if (alignment > 0) {
    size_t padding = (alignment - (start + FIELD) % alignment) % alignment;
    padded = padding <= sizeof zeros && zip_file_extra_field_set(archive, index, FB, ZIP_EXTRA_FIELD_NEW, zeros,
                                                                 (zip_uint16_t)padding, ZIP_FL_LOCAL) == 0;
    start += FIELD + padding;
  }
  *at = start + entry->size;
  return padded;
}

static bool add_entry(zip_t *archive, const ZipEntry *entry, size_t *at) {
  enum { MIDNIGHT = 0, FIRST_OF_1980 = 1 << 5 | 1 };
  zip_source_t *source = zip_source_buffer(archive, entry->bytes, entry->size, 0);
  if (!source) return false;
  zip_int64_t index = zip_file_add(archive, entry->name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    return false;
  }
  return zip_set_file_compression(archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
         zip_file_set_dostime(archive, (zip_uint64_t)index, MIDNIGHT, FIRST_OF_1980, 0) == 0 &&
         pad_entry(archive, (zip_uint64_t)index, entry, at);
}

static bool take_bytes(zip_source_t *source, void **bytes, size_t *size) {
  zip_stat_t all;
  if (zip_source_stat(source, &all) != 0 || !(all.valid & ZIP_STAT_SIZE)) return false;
  if (zip_source_open(source) != 0) return false;
  *bytes = allocate((size_t)all.size, 1);
  bool taken = *bytes && zip_source_read(source, *bytes, all.size) == (zip_int64_t)all.size;
  zip_source_close(source);
  *size = (size_t)all.size;
  return taken;
}

Status zip_write(const ZipEntry *entries, int count, void **bytes, size_t *size) {
  *bytes = NULL;
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
  zip_t *archive = target ? zip_open_from_source(target, ZIP_TRUNCATE, &error) : NULL;
  zip_error_fini(&error);
  bool written = archive != NULL;
  if (written) zip_source_keep(target); /* closing the archive would free it */
  size_t at = 0;
  for (int i = 0; written && i < count; i++) written = add_entry(archive, &entries[i], &at);
  if (written && zip_close(archive) != 0) written = false;
  if (archive && !written) zip_discard(archive);
  if (written) written = take_bytes(target, bytes, size);
  if (target) zip_source_free(target);
  if (written) return OK;
  release(*bytes);
  *bytes = NULL;
  return fail("the zip library could not lay out the model; close other programs and try again");
}
