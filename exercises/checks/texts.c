/* What the teacher says, in the reader's language. No locale and no gettext: plain files of UTF-8. */
#include <stdlib.h>
#include <string.h>

#include "engine.h"

char *read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  size_t size = 0, room = 4096;
  char *text = malloc(room);
  for (size_t got; text && (got = fread(text + size, 1, room - size - 1, file)) > 0;) {
    size += got;
    if (room - size >= 2) continue;
    char *more = realloc(text, room *= 2);
    if (!more) free(text);
    text = more;
  }
  fclose(file);
  if (text) text[size] = '\0';
  return text;
}

static const char *language_in(const char *text) {
  if (text && strncmp(text, "ko", 2) == 0) return "ko";
  if (text && strncmp(text, "en", 2) == 0) return "en";
  return NULL;
}

const char *language(void) {
  static const char *chosen = NULL;
  if (chosen) return chosen;
  char *remembered = read_text("exercises/.language");
  chosen = language_in(remembered);
  free(remembered);
  const char *names[] = {"LANGUAGE", "LC_ALL", "LANG"};
  for (int i = 0; i < 3 && !chosen; i++) chosen = language_in(getenv(names[i]));
  if (!chosen) chosen = "en";
  return chosen;
}

const char *either(const char *english, const char *korean) { return strcmp(language(), "ko") == 0 ? korean : english; }

char *section(const char *in_language, const char *file, const char *name) {
  char path[200], heading[80];
  snprintf(path, sizeof path, "exercises/hints/%s/%s.txt", in_language, file);
  int length = snprintf(heading, sizeof heading, "\n= %s\n", name);
  char *text = read_text(path);
  if (!text) return NULL;

  /* the first heading has no newline before it */
  bool first = strncmp(text, heading + 1, (size_t)length - 1) == 0;
  char *found = first ? text : strstr(text, heading), *result = NULL;
  if (found) {
    char *begin = found + length - first, *end = strstr(begin - 1, "\n= ");
    size_t size = end > begin ? (size_t)(end - begin) : end ? 0 : strlen(begin);
    while (size > 0 && (begin[size - 1] == '\n' || begin[size - 1] == ' ')) size--;
    result = strndup(begin, size);
  }
  free(text);
  return result;
}

/* the next of sixteen buffers: so many texts can stand in one call */
static char *buffer(void) {
  static char buffers[16][600];
  static int next = 0;
  next = (next + 1) % 16;
  return buffers[next];
}

const char *with_words(const char *text, const char *a, const char *b, const char *c) {
  const char *words[3] = {a, b, c};
  char *to = buffer();
  size_t size = 0;
  for (const char *from = text; *from && size < 590; from++) {
    bool hole = from[0] == '{' && from[1] >= '0' && from[1] <= '2' && from[2] == '}';
    if (!hole) {
      to[size++] = *from;
      continue;
    }
    const char *word = words[from[1] - '0'];
    size += (size_t)snprintf(to + size, 590 - size, "%s", word ? word : "");
    if (size > 589) size = 589;
    from += 2;
  }
  to[size] = '\0';
  return to;
}

const char *say(const char *name, const char *a, const char *b, const char *c) {
  char *text = section(language(), "messages", name);
  if (!text) text = section("en", "messages", name);
  const char *said = with_words(text ? text : name, a, b, c);
  free(text);
  return said;
}

const char *digits(int number) {
  char *text = buffer();
  snprintf(text, 16, "%d", number);
  return text;
}

/* UTF-8: a byte 10xxxxxx goes on with a character, 1110xxxx begins one of three bytes, as Hangul is */
int width(const char *text) {
  int columns = 0;
  for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
    if ((*p & 0xC0) == 0x80) continue;
    unsigned code = *p >= 0xE0 && *p < 0xF0 && p[1] && p[2] ? (*p & 15u) << 12 | (p[1] & 63u) << 6 | (p[2] & 63u) : 0;
    bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xD7A3) ||
                (code >= 0xF900 && code <= 0xFAFF) || (code >= 0xFF00 && code <= 0xFF60);
    columns += wide ? 2 : 1;
  }
  return columns;
}

void pad(FILE *file, const char *text, int columns) {
  fprintf(file, "%s%*s", text, columns > width(text) ? columns - width(text) : 0, "");
}

void indent(FILE *file, int blanks, const char *text) {
  while (text && *text) {
    size_t line = strcspn(text, "\n");
    fprintf(file, "%*s%.*s\n", line ? blanks : 0, "", (int)line, text);
    text += line + (text[line] == '\n');
  }
}
