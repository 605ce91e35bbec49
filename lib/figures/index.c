/*
 * index.html of a folder of figures: every figure with its captions, English and Korean.
 *
 * Nothing is kept about the page but what the figures' scripts say in their first two
 * lines. So each program that draws writes the whole page anew, and the figures of the
 * other programs stay on it.
 */
#include <dirent.h>
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
static int shown_width(const char *path) {
  unsigned char head[20];
  FILE *picture = fopen(path, "rb");
  if (!picture) return 0;
  const size_t size = fread(head, 1, sizeof head, picture);
  fclose(picture);
  if (size < sizeof head || memcmp(head + 1, "PNG", 3) != 0) return 0;
  return (head[16] << 24 | head[17] << 16 | head[18] << 8 | head[19]) / 2;
}

/* one figure; `script_name` ends in .gp */
static void write_figure(FILE *page, const char *folder, const char *script_name) {
  const int name = (int)strlen(script_name) - 3;
  char *picture = text_of("%s/%.*s.png", folder, name, script_name);
  char *path = text_of("%s/%s", folder, script_name);
  const int width = picture ? shown_width(picture) : 0;
  FILE *script = path && width > 0 ? fopen(path, "r") : NULL;
  free(path);
  free(picture);
  if (!script) return; /* not a figure, or one that is not whole */

  char caption[2048], caption_ko[2048];
  read_caption(script, "# caption: ", sizeof caption, caption);
  read_caption(script, "# 설명: ", sizeof caption_ko, caption_ko);
  fclose(script);

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
}

static void write_page(FILE *page, const char *folder) {
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
  for (int i = 0; i < count; i++) {
    write_figure(page, folder, script[i]->d_name);
    free(script[i]);
  }
  if (count >= 0) free(script);
  fprintf(page, "</html>\n");
}

Status write_figure_index(const char *folder) {
  char *path = text_of("%s/index.html", folder);
  NewFile file;
  Status status = path ? new_file_begin(&file, path) : FAILED;
  if (status == OK) {
    write_page(file.stream, folder);
    status = new_file_commit(&file);
  }
  free(path);
  return status;
}
