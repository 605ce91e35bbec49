/*
 * Reads the IDX format of the MNIST family: see idx.h.
 *
 * zlib's gzread() takes gzip and plain files alike. What it cannot do is tell the user
 * what is wrong with a file, so this file looks before it reads: is it a file at all,
 * what do its first bytes say it is, can it hold as much as its header promises?
 */
#include "data/idx.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/memory.h"

enum {
  UNSIGNED_BYTE = 8,     /* the type of all MNIST files */
  MOST_RANK = 4,         /* places in Idx.size */
  MOST_BYTES = 200000000, /* of a file's data: four times Fashion-MNIST's */
  LARGE = 1 << 24,        /* bytes from which the file must be at least a 64th as long */
  DEFLATE_AT_MOST = 1032  /* gzip cannot make data smaller than this many times; source: zlib's technical notes */
};

static const char *next_step = "download it again (`make setup` installs Fashion-MNIST)";

/* ---- looking at the file before reading it ---- */

/* a folder or a pipe is told as what it is; a pipe without a writer must not keep us waiting */
static Status open_file(const char *path, int *fd, struct stat *about) {
  *fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (*fd < 0) return fail("%s: cannot open it: %s; expected an IDX file", path, strerror(errno));
  if (fstat(*fd, about) != 0) return fail("%s: cannot look at it: %s", path, strerror(errno));

  const char *kind = S_ISDIR(about->st_mode)    ? "folder"
                     : S_ISFIFO(about->st_mode) ? "pipe"
                     : S_ISREG(about->st_mode)  ? NULL
                                                : "device";
  if (kind) return fail("%s: expected an IDX file, found a %s; put the file in its place", path, kind);
  if (about->st_size == 0) return fail("%s: expected an IDX file, found an empty file; %s", path, next_step);
  return OK;
}

/* what the first bytes of a file that is neither gzip nor IDX say it is */
static const char *looks_like(const unsigned char *start, size_t bytes) {
  static const struct {
    const char *bytes, *what;
  } signs[] = {
      {"PK\003\004", "a zip archive (unpack it first)"},
      {"\375"
       "7zXZ",
       "an xz file (unpack it with unxz first)"},
      {"BZh", "a bzip2 file (unpack it with bunzip2 first)"},
      {"\211PNG", "a PNG picture"},
      {"\211HDF", "an HDF5 file"},
      {"\223NUMPY", "a NumPy array"},
      {"version https://git-lfs", "a Git LFS pointer, not the file itself"},
  };
  for (size_t s = 0; s < sizeof signs / sizeof *signs; s++) {
    size_t length = strlen(signs[s].bytes);
    if (bytes >= length && memcmp(start, signs[s].bytes, length) == 0) return signs[s].what;
  }

  /* a server's error page instead of the file */
  size_t first = 0;
  while (first < bytes && memchr(" \t\r\n\357\273\277", start[first], 7)) first++;
  if (first < bytes && start[first] == '<') return "a web page (HTML)";

  size_t text = 0;
  while (text < bytes && (memchr("\t\r\n", start[text], 3) || (start[text] >= ' ' && start[text] != 127))) text++;
  return text == bytes ? "text" : "some other file";
}

static Status check_start(const char *path, int fd) {
  unsigned char start[64];
  ssize_t bytes = pread(fd, start, sizeof start, 0);
  if (bytes < 0) return fail("%s: cannot read it: %s", path, strerror(errno));

  bool gzip = bytes >= 2 && start[0] == 0x1f && start[1] == 0x8b;
  bool idx = start[0] == 0 && (bytes < 2 || start[1] == 0);
  if (gzip || idx) return OK;
  return fail("%s: expected an IDX file, plain or gzip, found %s; %s", path, looks_like(start, (size_t)bytes),
              next_step);
}

/* ---- reading ---- */

/* what zlib says went wrong, as the end of a sentence; "" when the file has simply ended */
static const char *inflate_problem(gzFile file) {
  int code = Z_OK;
  const char *text = gzerror(file, &code);
  if (code == Z_ERRNO) return strerror(errno);
  if (code == Z_OK || code == Z_BUF_ERROR) return "";
  const char *after_name = strstr(text, ": "); /* zlib puts its own name of the file before it */
  return after_name ? after_name + 2 : text;
}

/* zlib's word on what it has just read; one of a cut off file may be gone after the next gzread() (zlib 1.3.2) */
static int last_word(gzFile file) {
  int code = Z_OK;
  gzerror(file, &code);
  return code;
}

/* reads up to `bytes`; returns how many came. *cut_off: set when the file ended within its gzip stream */
static size_t read_bytes(gzFile file, uint8_t *to, size_t bytes, bool *cut_off) {
  size_t done = 0;
  while (done < bytes) {
    unsigned wanted = bytes - done < INT_MAX ? (unsigned)(bytes - done) : INT_MAX;
    int came = gzread(file, to + done, wanted);
    if (last_word(file) == Z_BUF_ERROR) *cut_off = true;
    if (came <= 0) break;
    done += (size_t)came;
  }
  return done;
}

static Status too_short(const char *path, gzFile file, size_t expected, size_t found) {
  int code = Z_OK;
  gzerror(file, &code);
  if (code == Z_ERRNO) return fail("%s: cannot be read: %s", path, strerror(errno));
  if (code == Z_MEM_ERROR) return fail("%s: not enough memory to inflate it; close other programs", path);
  const char *problem = inflate_problem(file);
  return fail("%s: expected %zu bytes%s, found %zu, %s%s; %s", path, expected, gzdirect(file) ? "" : " after inflating",
              found, *problem ? "then damage: " : "then its end: it is truncated", problem, next_step);
}

static uint32_t most_significant_first(const uint8_t bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* the four bytes that say what follows, and the sizes; *data_bytes is their product */
static Status read_header(const char *path, gzFile file, int rank, Idx *idx, size_t *data_bytes, bool *cut_off) {
  uint8_t header[4 + 4 * MOST_RANK];
  size_t found = read_bytes(file, header, 4, cut_off);
  if (found < 4) return too_short(path, file, 4 + 4 * (size_t)rank, found);
  if (header[0] != 0 || header[1] != 0)
    return fail("%s: expected an IDX file, which starts 00 00 08 %02x, found %02x %02x %02x %02x; %s", path,
                (unsigned)rank, header[0], header[1], header[2], header[3], next_step);
  if (header[2] != UNSIGNED_BYTE)
    return fail("%s: expected unsigned bytes (type 8), found type %d; %s", path, header[2], next_step);
  if (header[3] != rank)
    return fail("%s: expected %s (%d %s), found %s (%d %s); is it under the wrong name?", path,
                rank == 3   ? "images"
                : rank == 1 ? "labels"
                            : "an array",
                rank, rank == 1 ? "axis" : "axes",
                header[3] == 3   ? "images"
                : header[3] == 1 ? "labels"
                                 : "an array",
                header[3], header[3] == 1 ? "axis" : "axes");

  size_t sizes = 4 * (size_t)rank;
  found = read_bytes(file, header + 4, sizes, cut_off);
  if (found < sizes) return too_short(path, file, 4 + sizes, 4 + found);

  idx->rank = rank;
  *data_bytes = 1;
  for (int axis = 0; axis < rank; axis++) {
    uint32_t size = most_significant_first(header + 4 + 4 * axis);
    if (size == 0 || size > INT_MAX)
      return fail("%s: expected a size from 1 to %d for axis %d, found %u; %s", path, INT_MAX, axis, size, next_step);
    if (__builtin_mul_overflow(*data_bytes, (size_t)size, data_bytes))
      return fail("%s: its header promises more bytes than this machine can address; %s", path, next_step);
    idx->size[axis] = (int)size;
  }
  return OK;
}

/* no memory is asked for, and nothing inflated, of what the file cannot hold, or what no image or label is worth */
static Status check_promise(const char *path, gzFile file, size_t file_bytes, int rank, size_t bytes) {
  size_t header = 4 + 4 * (size_t)rank;
  if (gzdirect(file) && bytes > file_bytes - header) return too_short(path, file, header + bytes, file_bytes);
  if (bytes / DEFLATE_AT_MOST > file_bytes)
    return fail("%s: expected the %zu bytes that its header promises, found %zu bytes of gzip, which is too few; %s",
                path, header + bytes, file_bytes, next_step);
  if (bytes > MOST_BYTES || (bytes > LARGE && bytes / 64 > file_bytes))
    return fail("%s: its header promises %zu bytes, out of %zu; expected at most %d, and for so many a longer file; %s",
                path, bytes, file_bytes, MOST_BYTES, next_step);
  return OK;
}

static Status read_idx(const char *path, gzFile file, size_t file_bytes, int rank, bool header_only, Idx *idx) {
  size_t bytes = 0;
  bool cut_off = false;
  if (read_header(path, file, rank, idx, &bytes, &cut_off) != OK) return FAILED;
  if (check_promise(path, file, file_bytes, rank, bytes) != OK) return FAILED;
  if (header_only) return OK;

  const size_t header = 4 + 4 * (size_t)rank;
  idx->data = allocate(bytes, 1);
  if (!idx->data) return FAILED;
  size_t found = read_bytes(file, idx->data, bytes, &cut_off);
  if (found < bytes) return too_short(path, file, header + bytes, header + found);

  /* looking past the end also makes zlib compare its checksum */
  uint8_t extra;
  if (read_bytes(file, &extra, 1, &cut_off) != 0)
    return fail("%s: expected %zu bytes, found more: bytes are left over after the last %s; %s", path, header + bytes,
                rank == 3 ? "image" : "label", next_step);
  const int code = cut_off ? Z_BUF_ERROR : last_word(file);
  if (code != Z_OK)
    return fail("%s: expected gzip's checksum after the %zu bytes, found %s; %s", path, header + bytes,
                code == Z_BUF_ERROR ? "the end of the file" : inflate_problem(file), next_step);
  return OK;
}

static Status open_and_read(const char *path, int rank, bool header_only, Idx *idx) {
  if (rank < 1 || rank > MOST_RANK) BUG("an Idx has 1 to %d axes, not %d", MOST_RANK, rank);
  *idx = (Idx){0};

  int fd;
  struct stat about;
  Status status = open_file(path, &fd, &about);
  if (status == OK) status = check_start(path, fd);
  if (status != OK) {
    if (fd >= 0) close(fd);
    return FAILED;
  }

  gzFile file = gzdopen(fd, "rb");
  if (!file) {
    close(fd);
    return fail("%s: not enough memory for zlib; close other programs", path);
  }
  gzbuffer(file, 1 << 17);
  status = read_idx(path, file, (size_t)about.st_size, rank, header_only, idx);
  gzclose_r(file);
  if (status != OK) idx_free(idx);
  return status;
}

Status idx_read(const char *path, int rank, Idx *idx) { return open_and_read(path, rank, false, idx); }

Status idx_read_header(const char *path, int rank, Idx *idx) { return open_and_read(path, rank, true, idx); }

void idx_free(Idx *idx) {
  release(idx->data);
  *idx = (Idx){0};
}
