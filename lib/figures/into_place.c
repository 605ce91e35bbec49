/*
 * Figures whole or not at all: see gnuplot.h.
 *
 * All four files are complete and on the disk before the first takes its place. Should one
 * not get there, those that did make way for the older ones again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>
#include <zlib.h>

#include "figures/gnuplot.h"

static const char *const suffixes[] = {"dat", "gp", "png", "svg"};

enum { SUFFIXES = sizeof suffixes / sizeof *suffixes };

/* ---- is it whole? ---- */

static uint32_t number(const unsigned char bytes[4]) {
  return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* after eight bytes, chunks: length, name, content, check sum of name and content; the last is called IEND */
bool png_is_whole(FILE *file) {
  unsigned char bytes[4096], name[4], sum[4];
  if (fread(bytes, 1, 8, file) != 8 || memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) != 0) return false;
  while (fread(bytes, 1, 8, file) == 8) {
    uint32_t length = number(bytes);
    memcpy(name, bytes + 4, 4);
    uLong crc = crc32(0, name, 4);
    while (length > 0) {
      const size_t part = fread(bytes, 1, length < sizeof bytes ? length : sizeof bytes, file);
      if (part == 0) return false;
      crc = crc32(crc, bytes, (uInt)part);
      length -= (uint32_t)part;
    }
    if (fread(sum, 1, 4, file) != 4 || number(sum) != (uint32_t)crc) return false;
    if (memcmp(name, "IEND", 4) == 0) return getc(file) == EOF && !ferror(file);
  }
  return false;
}

enum { MOST_OPEN = 64, TAG_ROOM = 64 };

/* one tag, from behind its '<' to its '>': its name, and whether it closes, or opens and closes at once */
static bool read_tag(FILE *file, char name[TAG_ROOM], bool *closes, bool *alone) {
  int c = getc(file), before = 0, quote = 0;
  size_t length = 0;
  bool in_name = true;
  *closes = c == '/';
  if (*closes) c = getc(file);
  for (; c != EOF && (quote || c != '>'); before = c, c = getc(file)) {
    if (!quote && c == '<') return false;
    if (c == quote)
      quote = 0;
    else if (!quote && (c == '"' || c == '\''))
      quote = c;
    if (c == ' ' || c == '\t' || c == '\n' || c == '/') in_name = false;
    if (in_name && length < TAG_ROOM - 1) name[length++] = (char)c;
  }
  name[length] = '\0';
  *alone = before == '/' || name[0] == '?' || name[0] == '!';
  return c == '>' && length > 0;
}

bool svg_is_whole(FILE *file) {
  char open[MOST_OPEN][TAG_ROOM], name[TAG_ROOM];
  int depth = 0, c;
  bool closed = false;
  while ((c = getc(file)) != EOF) {
    if (c == '\0' || (closed && c != '\n')) return false;
    if (c != '<') continue;
    bool closes, alone;
    if (!read_tag(file, name, &closes, &alone)) return false;
    if (closes) {
      if (depth == 0 || strcmp(open[--depth], name) != 0) return false;
      closed = depth == 0 && strcmp(name, "svg") == 0;
    } else if (!alone) {
      if (depth == MOST_OPEN) return false;
      memcpy(open[depth++], name, TAG_ROOM);
    }
  }
  return closed && !ferror(file);
}

/* on the disk, and whole */
static Status check_file(const char *path, const char *suffix, const char *shown) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return errno == ENOENT ? fail("%s: gnuplot wrote nothing; what was there before is unchanged", shown)
                           : fail("%s: cannot be read again: %s", shown, strerror(errno));
  Status status = OK;
  if (fsync(fileno(file)) != 0) /* what waits for its place on the disk may only now find it full */
    status = fail("%s: could not be written: %s; what was there before is unchanged", shown, strerror(errno));
  else if ((strcmp(suffix, "png") == 0 && !png_is_whole(file)) || (strcmp(suffix, "svg") == 0 && !svg_is_whole(file)))
    status = fail("%s: gnuplot could not write it to its end; is the disk full? What was there before is unchanged",
                  shown);
  fclose(file);
  return status;
}

/* ---- into place ---- */

/* what is known of the file that a new one replaces; some file systems give no file a second name */
typedef enum Older { NONE, KEPT, NOT_KEPT } Older;

/* one of the four files; the paths are owned */
typedef struct Place {
  char *from, *to, *keep; /* keep: the older file's second name, in the work folder */
  Older older;
} Place;

static void undo(const Place *place, int count) {
  for (int s = 0; s < count; s++) {
    if (place[s].older == KEPT) rename(place[s].keep, place[s].to);
    if (place[s].older == NONE) unlink(place[s].to);
  }
}

static Status not_moved(const Place *place, int why) {
  return fail("%s: could not be written: %s; what was there before is unchanged", place->to, strerror(why));
}

static Status move_all(Place place[SUFFIXES]) {
  for (int s = 0; s < SUFFIXES; s++) {
    const int why = link(place[s].to, place[s].keep) == 0 ? 0 : errno;
    place[s].older = why == 0 ? KEPT : why == ENOENT ? NONE : NOT_KEPT;
    if (why && why != ENOENT && why != EPERM && why != EOPNOTSUPP && why != ENOSYS && why != EMLINK)
      return not_moved(&place[s], why);
  }
  for (int s = 0; s < SUFFIXES; s++) {
    if (rename(place[s].from, place[s].to) == 0) continue;
    const int why = errno;
    undo(place, s);
    return not_moved(&place[s], why);
  }
  return OK;
}

static Status check_and_move(const Drawing *drawing) {
  const Figure *figure = &drawing->figure;
  Place place[SUFFIXES] = {0};
  Status status = OK;
  for (int s = 0; s < SUFFIXES && status == OK; s++) {
    place[s].from = text_of("%s/%s.%s", drawing->work.path, figure->name, suffixes[s]);
    place[s].to = text_of("%s/%s.%s", figure->folder, figure->name, suffixes[s]);
    place[s].keep = text_of("%s/older.%s", drawing->work.path, suffixes[s]);
    status = place[s].from && place[s].to && place[s].keep ? OK : FAILED;
    if (status == OK) status = check_file(place[s].from, suffixes[s], place[s].to);
  }
  if (status == OK) status = move_all(place);
  for (int s = 0; s < SUFFIXES; s++) {
    free(place[s].from);
    free(place[s].to);
    free(place[s].keep);
  }
  return status;
}

Status put_into_place(const Drawing *drawing) {
  /* one program at a time: another's figure must not be missing on the page that this one writes */
  const int folder = open(drawing->figure.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail("%s: cannot be opened: %s", drawing->figure.folder, strerror(errno));
  while (flock(folder, LOCK_EX) != 0 && errno == EINTR) continue;
  Status status = check_and_move(drawing);
  if (status == OK) status = write_figure_index(drawing->figure.folder);
  close(folder);
  return status;
}
