/*
 * Reading HDF5 from memory: see hdf5_image.h. Whatever a file claims is checked against
 * what is expected before anything is allocated for it.
 */
#include <stdlib.h>
#include <string.h>

#include "files/hdf5_image.h"

/*
 * libhdf5 would copy the whole file five times on its way from property list to property
 * list, 40 ms for a model of 4 MB. So it is told to allocate and copy through these, which
 * hand out the bytes that are there already: the file is only read, and outlives them all.
 */
static void *same_bytes(size_t size, H5FD_file_image_op_t why, void *bytes) {
  (void)size, (void)why;
  return bytes;
}

static void *copy_nothing(void *to, const void *from, size_t size, H5FD_file_image_op_t why, void *bytes) {
  (void)size, (void)why, (void)bytes;
  return to == from ? to : NULL;
}

static void *grow_nothing(void *old, size_t size, H5FD_file_image_op_t why, void *bytes) {
  (void)old, (void)size, (void)why, (void)bytes;
  return NULL;
}

static herr_t free_nothing(void *old, H5FD_file_image_op_t why, void *bytes) {
  (void)old, (void)why, (void)bytes;
  return 0;
}

static void *share(void *bytes) { return bytes; }

static herr_t forget(void *bytes) {
  (void)bytes;
  return 0;
}

hid_t hdf5_open(void *bytes, size_t size) {
  H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
  H5PLset_loading_state(0); /* no filter of a file may load a library */

  H5FD_file_image_callbacks_t callbacks = {same_bytes, copy_nothing, grow_nothing, free_nothing, share, forget, bytes};
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  if (access < 0) return H5I_INVALID_HID;
  hid_t file = H5I_INVALID_HID;
  if (H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
      H5Pset_file_image(access, bytes, size) >= 0)
    file = H5Fopen("model", H5F_ACC_RDONLY, access);
  H5Pclose(access);
  return file;
}

/* ---- finding ---- */

bool hdf5_has(hid_t object, const char *path) {
  char part[PATH_SIZE];
  if (!path[0] || strlen(path) >= sizeof part) return false;

  /* one step after the other: each must be a link inside this file */
  for (size_t end = 0; path[end];) {
    end += strspn(path + end, "/");
    end += strcspn(path + end, "/");
    memcpy(part, path, end);
    part[end] = '\0';
    H5L_info_t info;
    if (H5Lexists(object, part, H5P_DEFAULT) <= 0 || H5Lget_info(object, part, &info, H5P_DEFAULT) < 0 ||
        info.type != H5L_TYPE_HARD)
      return false;
  }
  return true;
}

hid_t hdf5_object(hid_t object, const char *path) {
  hid_t found = hdf5_has(object, path) ? H5Oopen(object, path, H5P_DEFAULT) : H5I_INVALID_HID;
  if (found < 0) fail("'%s' is missing in it; save the model again", path);
  return found;
}

bool hdf5_has_attribute(hid_t object, const char *name) { return H5Aexists(object, name) > 0; }

/* ---- attributes ---- */

/* an open attribute with all there is to know about it */
typedef struct Attribute {
  hid_t id, type, space;
  H5T_class_t kind;
  size_t size;    /* bytes of one element */
  bool variable;  /* text of variable length */
  hssize_t count; /* elements */
} Attribute;

static void close_attribute(Attribute *attribute) {
  if (attribute->space >= 0) H5Sclose(attribute->space);
  if (attribute->type >= 0) H5Tclose(attribute->type);
  if (attribute->id >= 0) H5Aclose(attribute->id);
}

static Status open_attribute(hid_t object, const char *name, Attribute *attribute) {
  *attribute = (Attribute){.id = H5Aopen(object, name, H5P_DEFAULT), .type = -1, .space = -1};
  if (attribute->id >= 0) attribute->type = H5Aget_type(attribute->id);
  if (attribute->id >= 0) attribute->space = H5Aget_space(attribute->id);
  if (attribute->type >= 0 && attribute->space >= 0) {
    attribute->kind = H5Tget_class(attribute->type);
    attribute->size = H5Tget_size(attribute->type);
    attribute->variable = H5Tis_variable_str(attribute->type) > 0;
    attribute->count = H5Sget_simple_extent_npoints(attribute->space);
    if (attribute->count >= 0 && attribute->size > 0) return OK;
  }
  close_attribute(attribute);
  return fail("its attribute '%s' cannot be read; the file is damaged, save the model again", name);
}

/* the texts of an attribute, each ended by a zero; free each, then the array */
static Status read_texts(const Attribute *attribute, const char *name, char **texts) {
  size_t count = (size_t)attribute->count;
  if (attribute->variable) {
    char **read = calloc(count, sizeof *read);
    hid_t memory = H5Tcopy(H5T_C_S1);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5Tget_cset(attribute->type));
    Status status = OK;
    if (!read || H5Aread(attribute->id, memory, read) < 0)
      status = fail("its attribute '%s' cannot be read; the file is damaged, save the model again", name);
    for (size_t i = 0; read && i < count; i++) {
      /* copied, so that libhdf5 frees what it allocated */
      if (status == OK) texts[i] = strdup(read[i] ? read[i] : "");
      H5free_memory(read[i]);
    }
    H5Tclose(memory);
    free(read);
    return status;
  }

  if (attribute->size > MOST_TEXT || count * attribute->size > MOST_TEXT)
    return fail("its attribute '%s' claims %zu bytes of text; the file is damaged", name, count * attribute->size);
  char *read = calloc(count, attribute->size);
  Status status = OK;
  if (!read || H5Aread(attribute->id, attribute->type, read) < 0)
    status = fail("its attribute '%s' cannot be read; the file is damaged, save the model again", name);
  for (size_t i = 0; status == OK && i < count; i++) texts[i] = strndup(read + i * attribute->size, attribute->size);
  free(read);
  return status;
}

Status hdf5_text(hid_t object, const char *name, char **text) {
  *text = NULL;
  Attribute attribute;
  if (open_attribute(object, name, &attribute) != OK) return FAILED;
  Status status = OK;
  if (attribute.kind != H5T_STRING || attribute.count != 1)
    status = fail("its attribute '%s' is not a text; save the model again", name);
  else
    status = read_texts(&attribute, name, text);
  close_attribute(&attribute);
  if (status == OK && !*text) status = fail("not enough memory for the attribute '%s'", name);
  return status;
}

Status hdf5_names(hid_t object, const char *name, Names *names) {
  names->count = 0;
  Attribute attribute;
  if (open_attribute(object, name, &attribute) != OK) return FAILED;
  if (attribute.count == 0) {
    close_attribute(&attribute);
    return OK;
  }

  char *texts[MOST_WEIGHT_NAMES] = {NULL};
  Status status = OK;
  if (attribute.kind != H5T_STRING)
    status = fail("its attribute '%s' is not a list of names; save the model again", name);
  else if (attribute.count > MOST_WEIGHT_NAMES)
    status = fail("its attribute '%s' lists %lld names; this library takes at most %d", name,
                  (long long)attribute.count, MOST_WEIGHT_NAMES);
  else
    status = read_texts(&attribute, name, texts);

  for (int i = 0; i < MOST_WEIGHT_NAMES; i++) {
    if (status == OK && i < attribute.count) {
      if (!texts[i] || strlen(texts[i]) >= PATH_SIZE)
        status = fail("its attribute '%s' holds a name that is too long", name);
      else
        snprintf(names->text[names->count++], PATH_SIZE, "%s", texts[i]);
    }
    free(texts[i]);
  }
  close_attribute(&attribute);
  return status;
}

Status hdf5_numbers(hid_t object, const char *name, hid_t type, size_t count, void *numbers) {
  Attribute attribute;
  if (open_attribute(object, name, &attribute) != OK) return FAILED;
  Status status = OK;
  if ((attribute.kind != H5T_INTEGER && attribute.kind != H5T_FLOAT) || (size_t)attribute.count != count)
    status = fail("its attribute '%s' has %lld values, expected %zu; save the model again", name,
                  (long long)attribute.count, count);
  else if (H5Aread(attribute.id, type, numbers) < 0)
    status = fail("its attribute '%s' cannot be read; the file is damaged, save the model again", name);
  close_attribute(&attribute);
  return status;
}

/* ---- datasets ---- */

static hid_t open_dataset(hid_t object, const char *path) {
  hid_t set = hdf5_has(object, path) ? H5Dopen2(object, path, H5P_DEFAULT) : H5I_INVALID_HID;
  if (set < 0) fail("its array '%s' is missing; save the model again", path);
  return set;
}

static Status dataset_shape(hid_t set, const char *path, Shape *shape) {
  *shape = (Shape){0};
  hsize_t sizes[H5S_MAX_RANK];
  hid_t space = H5Dget_space(set);
  int rank = space < 0 ? -1 : H5Sget_simple_extent_ndims(space);
  if (rank >= 0 && rank <= MAX_RANK) H5Sget_simple_extent_dims(space, sizes, NULL);
  if (space >= 0) H5Sclose(space);
  if (rank < 0) return fail("its array '%s' cannot be read; the file is damaged", path);
  if (rank > MAX_RANK) return fail("its array '%s' has %d axes; weights have at most %d", path, rank, MAX_RANK);
  shape->rank = rank;
  for (int axis = 0; axis < rank; axis++) {
    if (sizes[axis] > INT32_MAX) return fail("its array '%s' claims more numbers than a model can have", path);
    shape->size[axis] = (int)sizes[axis];
  }
  return OK;
}

Status hdf5_shape(hid_t object, const char *path, Shape *shape) {
  hid_t set = open_dataset(object, path);
  if (set < 0) return FAILED;
  Status status = dataset_shape(set, path, shape);
  H5Dclose(set);
  return status;
}

static H5T_class_t dataset_class(hid_t set, size_t *size) {
  hid_t type = H5Dget_type(set);
  H5T_class_t kind = type < 0 ? H5T_NO_CLASS : H5Tget_class(type);
  *size = type < 0 ? 0 : H5Tget_size(type);
  if (type >= 0) H5Tclose(type);
  return kind;
}

bool hdf5_is_integer(hid_t object, const char *path) {
  if (!hdf5_has(object, path)) return false;
  hid_t set = H5Dopen2(object, path, H5P_DEFAULT);
  size_t size;
  bool integer = set >= 0 && dataset_class(set, &size) == H5T_INTEGER;
  if (set >= 0) H5Dclose(set);
  return integer;
}

/* whether all the bytes are in this file: none never written, none kept elsewhere */
static Status check_storage(hid_t set, const char *path, size_t bytes) {
  hid_t properties = H5Dget_create_plist(set);
  H5D_layout_t layout = properties < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout(properties);
  int elsewhere = properties < 0 ? -1 : H5Pget_external_count(properties);
  if (properties >= 0) H5Pclose(properties);
  hsize_t stored = H5Dget_storage_size(set);

  if (elsewhere != 0 || (layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT))
    return fail("its array '%s' is kept outside the file; save the model again", path);
  if (stored == 0 || (layout != H5D_CHUNKED && stored != bytes))
    return fail("its array '%s' holds %llu bytes, expected %zu; save the model again", path,
                (unsigned long long)stored, bytes);
  return OK;
}

Status hdf5_floats(hid_t object, const char *path, const char *what, Shape expected, float *numbers) {
  hid_t set = open_dataset(object, path);
  if (set < 0) return FAILED;
  size_t size;
  Shape shape;
  char found_text[64], expected_text[64];
  H5T_class_t kind = dataset_class(set, &size);
  Status status = dataset_shape(set, path, &shape);
  if (status == OK && !shape_equal(shape, expected))
    status = fail("%s ('%s') has shape %s, expected %s; the weights do not belong to this architecture", what, path,
                  shape_text(shape, sizeof found_text, found_text),
                  shape_text(expected, sizeof expected_text, expected_text));
  if (status == OK && (kind != H5T_FLOAT || size != sizeof(float)))
    status = fail("%s ('%s') is stored as %s of %zu bits; this library takes float32", what, path,
                  kind == H5T_FLOAT ? "floats" : "something else than floats, in elements", 8 * size);
  if (status == OK) status = check_storage(set, path, shape_count(shape) * sizeof(float));
  if (status == OK && H5Dread(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0)
    status = fail("%s ('%s') cannot be read; the file is damaged, download or save it again", what, path);
  H5Dclose(set);
  return status;
}

Status hdf5_integer(hid_t object, const char *path, int64_t *number) {
  hid_t set = open_dataset(object, path);
  if (set < 0) return FAILED;
  size_t size;
  Shape shape;
  Status status = dataset_shape(set, path, &shape);
  if (status == OK && (shape_count(shape) != 1 || dataset_class(set, &size) != H5T_INTEGER ||
                       H5Dread(set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, number) < 0))
    status = fail("'%s' is not one whole number; the file is damaged, save the model again", path);
  H5Dclose(set);
  return status;
}
