/* Text from elsewhere, made fit for a terminal: see text.h. */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* how many bytes the character at `text` has, by the table of RFC 3629; 0: it is not UTF-8 */
static int character_bytes(const unsigned char *text) {
  const unsigned char first = text[0];
  if (first < 0x80) return 1;
  const int count = first >= 0xc2 && first <= 0xdf   ? 2
                    : first >= 0xe0 && first <= 0xef ? 3
                    : first >= 0xf0 && first <= 0xf4 ? 4
                                                     : 0;
  for (int i = 1; i < count; i++)
    if ((text[i] & 0xc0) != 0x80) return 0; /* the closing zero too ends it here */
  /* too long a form, a half of UTF-16's pairs, beyond the last character */
  if ((first == 0xe0 && text[1] < 0xa0) || (first == 0xed && text[1] > 0x9f) || (first == 0xf0 && text[1] < 0x90) ||
      (first == 0xf4 && text[1] > 0x8f))
    return 0;
  return count;
}

/* a terminal obeys it: the ASCII controls, their twins U+0080 to U+009F, and what turns the direction of writing */
static int is_control(const unsigned char *text, int bytes) {
  if (bytes == 1) return text[0] < ' ' || text[0] == 0x7f;
  if (bytes == 2) return text[0] == 0xc2 && text[1] < 0xa0;
  if (bytes != 3 || text[0] != 0xe2) return 0;
  return (text[1] == 0x80 && text[2] >= 0xaa && text[2] <= 0xae) ||
         (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9);
}

const char *printable(size_t size, char to[size], const char *text) {
  size_t end = 0;
  for (const unsigned char *next = (const unsigned char *)text; *next;) {
    const int bytes = character_bytes(next);
    char shown[20];
    if (*next == '\n' || *next == '\r')
      snprintf(shown, sizeof shown, " ");
    else if (bytes && !is_control(next, bytes))
      snprintf(shown, sizeof shown, "%.*s", bytes, (const char *)next);
    else
      for (int i = 0; i < (bytes ? bytes : 1); i++) snprintf(shown + 4 * i, 5, "\\x%02x", next[i]);
    const size_t length = strlen(shown);
    if (end + length >= size) break;
    memcpy(to + end, shown, length);
    end += length;
    next += bytes ? bytes : 1;
  }
  if (size) to[end] = '\0';
  return to;
}

int is_printable(const char *text) {
  for (const unsigned char *next = (const unsigned char *)text; *next;) {
    const int bytes = character_bytes(next);
    if (!bytes || is_control(next, bytes)) return 0;
    next += bytes;
  }
  return 1;
}
