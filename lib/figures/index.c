/*
 * index.html of a folder of figures: every figure with its captions, English and Korean.
 *
 * Nothing is kept about the page but what the figures' scripts say in their first two
 * lines. So each program that draws writes the whole page anew, and the figures of the
 * other programs stay on it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "figures/gnuplot.h"

static int is_script(const struct dirent *entry) {
  const size_t length = strlen(entry->d_name);
  return entry->d_name[0] != '.' && length > 3 && strcmp(entry->d_name + length - 3, ".gp") == 0;
}

/* a text with the four characters that mean something in HTML written as it wants them */
static void write_escaped(FILE *page, const char *text) {
  for (const char *c = text; *c; c++) {
    if (*c == '&')
      fputs("&amp;", page);
    else if (*c == '<')
      fputs("&lt;", page);
    else if (*c == '>')
      fputs("&gt;", page);
    else if (*c == '"')
      fputs("&quot;", page);
    else
      fputc(*c, page);
  }
}

/* the rest of the next line after `start`, or nothing when it does not begin so */
static void read_caption(FILE *script, const char *start, size_t size, char caption[size]) {
  char line[2048];
  caption[0] = '\0';
  if (!fgets(line, sizeof line, script) || strncmp(line, start, strlen(start)) != 0) return;
  line[strcspn(line, "\n")] = '\0';
  snprintf(caption, size, "%s", line + strlen(start));
}

/* how wide a PNG picture is shown: half its pixels, for it has two a point; its bytes 16 to 19 tell. 0: it is none */
static Status shown_width(const char *path, int *width) {
  unsigned char head[20];
  *width = 0;
  FILE *picture = fopen(path, "rb");
  if (!picture && errno == ENOENT) return OK; /* a script of the reader's own */
  if (!picture) return fail("%s: cannot be read for index.html: %s", path, strerror(errno));
  const size_t size = fread(head, 1, sizeof head, picture);
  const bool broken = ferror(picture) != 0;
  fclose(picture);
  if (broken) return fail("%s: cannot be read for index.html", path);
  if (size == sizeof head && memcmp(head + 1, "PNG", 3) == 0)
    *width = (head[16] << 24 | head[17] << 16 | head[18] << 8 | head[19]) / 2;
  return OK;
}

/* what the first two lines of a script say */
static Status read_captions(const char *path, size_t size, char caption[size], char caption_ko[size]) {
  FILE *script = fopen(path, "r");
  if (!script) return fail("%s: cannot be read for index.html: %s", path, strerror(errno));
  read_caption(script, "# caption: ", size, caption);
  read_caption(script, "# 설명: ", size, caption_ko);
  const bool broken = ferror(script) != 0;
  fclose(script);
  return broken ? fail("%s: cannot be read for index.html", path) : OK;
}

/* one figure; `script_name` ends in .gp */
static Status write_figure(FILE *page, const char *folder, const char *script_name) {
  const int name = (int)strlen(script_name) - 3;
  char *picture = text_of("%s/%.*s.png", folder, name, script_name);
  char *path = text_of("%s/%s", folder, script_name);
  char caption[2048], caption_ko[2048];
  int width = 0;
  Status status = picture && path ? shown_width(picture, &width) : FAILED;
  if (status == OK && width > 0) status = read_captions(path, sizeof caption, caption, caption_ko);
  free(path);
  free(picture);
  if (status != OK || width <= 0) return status;

  fprintf(page, "<figure id=\"%.*s\">\n<img src=\"%.*s.png\" width=\"%d\" alt=\"", name, script_name, name, script_name,
          width);
  write_escaped(page, caption);
  fprintf(page, "\">\n<figcaption>\n<p>");
  write_escaped(page, caption);
  fprintf(page, "</p>\n<p lang=\"ko\">");
  write_escaped(page, caption_ko);
  fprintf(page, "</p>\n<p class=\"files\">%.*s", name, script_name);
  const char *const suffixes[] = {"png", "svg", "gp", "dat"};
  for (int s = 0; s < 4; s++)
    fprintf(page, " <a href=\"%.*s.%s\">.%s</a>", name, script_name, suffixes[s], suffixes[s]);
  fprintf(page, "</p>\n</figcaption>\n</figure>\n");
  return OK;
}

static Status write_page(FILE *page, const char *folder) {
  fprintf(page,
          "<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Figures</title>\n<style>\n"
          "body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem; font-family: sans-serif; line-height: 1.5;\n"
          "  color: #222; background: #fff; }\n"
          "figure { margin: 0 0 3rem; border-top: 1px solid #ddd; padding-top: 1.5rem; }\n"
          "img { max-width: 100%%; height: auto; }\n"
          "figcaption p { margin: 0.3rem 0; max-width: 44rem; }\n"
          ".files { color: #666; font-size: 0.85rem; }\n</style>\n"
          "<h1>Figures <span lang=\"ko\">· 그림</span></h1>\n"
          "<p>Each figure stands beside the script (.gp) and the numbers (.dat) that drew it.\n"
          "Change the script and draw again, in this folder: <code>gnuplot NAME.gp</code></p>\n"
          "<p lang=\"ko\">그림마다 그 그림을 그린 스크립트(.gp)와 숫자(.dat)가 함께 있습니다.\n"
          "스크립트를 고친 다음 이 폴더에서 다시 그려 보세요: <code>gnuplot 이름.gp</code></p>\n");
  struct dirent **script;
  const int count = scandir(folder, &script, is_script, alphasort);
  if (count < 0) return fail("%s: cannot be listed for index.html: %s", folder, strerror(errno));
  Status status = OK;
  for (int i = 0; i < count; i++) {
    if (status == OK) status = write_figure(page, folder, script[i]->d_name);
    free(script[i]);
  }
  free(script);
  fprintf(page, "</html>\n");
  return status;
}

Status write_figure_index(const char *folder) {
  char *path = text_of("%s/index.html", folder);
  NewFile file;
  Status status = path ? new_file_begin(&file, path) : FAILED;
  if (status == OK) {
    status = write_page(file.stream, folder);
    if (status == OK)
      status = new_file_commit(&file);
    else
      new_file_abandon(&file);
  }
  free(path);
  return status;
}
