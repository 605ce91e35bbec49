/*
 * Writing HDF5 into memory: see hdf5_image.h. No dates are kept, so the same content
 * gives the same bytes. The types are those that h5py chooses for Keras.
 */
#include <string.h>

#include "base/memory.h"
#include "files/hdf5_image.h"

Hdf5Writer hdf5_begin(void) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  Hdf5Writer writer = {.file = H5I_INVALID_HID};
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  /* the oldest form that can hold it: since HDF5 2.0 the default form has a date in each group */
  if (access >= 0 && H5Pset_fapl_core(access, 1 << 20, 0) >= 0 &&
      H5Pset_libver_bounds(access, H5F_LIBVER_EARLIEST, H5F_LIBVER_LATEST) >= 0)
    writer.file = H5Fcreate("model", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  if (access >= 0) H5Pclose(access);
  writer.failed = writer.file < 0;
  return writer;
}

/* remembers a failure; the number is handed on */
static hid_t checked(Hdf5Writer *writer, hid_t id) {
  if (id < 0) writer->failed = true;
  return id;
}

void hdf5_make_group(Hdf5Writer *writer, const char *path) {
  if (writer->failed || strcmp(path, "/") == 0 || hdf5_has(writer->file, path)) return;
  hid_t links = checked(writer, H5Pcreate(H5P_LINK_CREATE));
  checked(writer, H5Pset_create_intermediate_group(links, 1));
  hid_t group = checked(writer, H5Gcreate2(writer->file, path, links, H5P_DEFAULT, H5P_DEFAULT));
  if (group >= 0) H5Gclose(group);
  H5Pclose(links);
}

/* ---- attributes ---- */

static void write_attribute(Hdf5Writer *writer, const char *path, const char *name, hid_t stored, hid_t type,
                            hid_t space, const void *values) {
  hid_t object = checked(writer, H5Oopen(writer->file, path, H5P_DEFAULT));
  hid_t attribute = checked(writer, H5Acreate2(object, name, stored, space, H5P_DEFAULT, H5P_DEFAULT));
  if (values) checked(writer, H5Awrite(attribute, type, values));
  if (attribute >= 0) H5Aclose(attribute);
  if (object >= 0) H5Oclose(object);
  H5Sclose(space);
}

static hid_t text_type(H5T_cset_t set) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, set);
  return type;
}

void hdf5_write_text(Hdf5Writer *writer, const char *path, const char *name, H5T_cset_t set, const char *text) {
  if (writer->failed) return;
  hid_t type = text_type(set);
  write_attribute(writer, path, name, type, type, H5Screate(H5S_SCALAR), &text);
  H5Tclose(type);
}

void hdf5_write_names(Hdf5Writer *writer, const char *path, const char *name, const Names *names) {
  if (writer->failed) return;
  hsize_t count = (hsize_t)names->count;
  hid_t space = checked(writer, H5Screate_simple(1, &count, NULL));
  if (count == 0) {
    write_attribute(writer, path, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, space, NULL);
    return;
  }
  const char *texts[MOST_WEIGHT_NAMES];
  for (int i = 0; i < names->count; i++) texts[i] = names->text[i];
  hid_t type = text_type(H5T_CSET_ASCII);
  write_attribute(writer, path, name, type, type, space, texts);
  H5Tclose(type);
}

static hid_t space_of(Shape shape) {
  if (shape.rank == 0) return H5Screate(H5S_SCALAR);
  hsize_t sizes[MAX_RANK];
  for (int axis = 0; axis < shape.rank; axis++) sizes[axis] = (hsize_t)shape.size[axis];
  return H5Screate_simple(shape.rank, sizes, NULL);
}

void hdf5_write_numbers(Hdf5Writer *writer, const char *path, const char *name, hid_t stored, hid_t type, Shape shape,
                        const void *numbers) {
  if (writer->failed) return;
  write_attribute(writer, path, name, stored, type, checked(writer, space_of(shape)), numbers);
}

/* ---- datasets ---- */

static void write_dataset(Hdf5Writer *writer, const char *path, hid_t stored, hid_t type, Shape shape,
                          const void *numbers) {
  if (writer->failed) return;
  hid_t links = checked(writer, H5Pcreate(H5P_LINK_CREATE));
  hid_t properties = checked(writer, H5Pcreate(H5P_DATASET_CREATE));
  hid_t space = checked(writer, space_of(shape));
  checked(writer, H5Pset_create_intermediate_group(links, 1));
  checked(writer, H5Pset_obj_track_times(properties, 0));
  hid_t set = checked(writer, H5Dcreate2(writer->file, path, stored, space, links, properties, H5P_DEFAULT));
  checked(writer, H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers));
  if (set >= 0) H5Dclose(set);
  H5Sclose(space);
  H5Pclose(properties);
  H5Pclose(links);
}

void hdf5_write_floats(Hdf5Writer *writer, const char *path, Shape shape, const float *numbers) {
  write_dataset(writer, path, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, shape, numbers);
}

void hdf5_write_integer(Hdf5Writer *writer, const char *path, int64_t number) {
  write_dataset(writer, path, H5T_STD_I64LE, H5T_NATIVE_INT64, (Shape){0}, &number);
}

/* ---- the bytes ---- */

Status hdf5_end(Hdf5Writer *writer, void **bytes, size_t *size) {
  *bytes = NULL;
  *size = 0;
  ssize_t count = -1;
  if (!writer->failed && H5Fflush(writer->file, H5F_SCOPE_GLOBAL) >= 0) count = H5Fget_file_image(writer->file, NULL, 0);
  if (count > 0 && (*bytes = allocate((size_t)count, 1)) != NULL) {
    *size = (size_t)count;
    if (H5Fget_file_image(writer->file, *bytes, *size) != count) {
      release(*bytes);
      *bytes = NULL;
    }
  }
  if (writer->file >= 0) H5Fclose(writer->file);
  writer->file = H5I_INVALID_HID;
  return *bytes ? OK : fail("the HDF5 library could not lay out the model; close other programs and try again");
}
