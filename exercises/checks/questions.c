/* The answers in exercises/answers.txt, lines `key = number`: see questions.h. */
#include "questions.h"

#include <stdlib.h>
#include <string.h>

#include "engine.h"

/* wrong answers that many people give have a word of their own in hints/questions.txt: `key/number` */
static const struct Question {
  const char *key;
  double answer;
} questions[] = {
    {"total_valid", 179926},      /* 320 + 18,496 + (5*5*64 + 1) * 100 + 1,010 */
    {"conv2d_kernel_5", 832},     /* 5*5*1*32 + 32 */
    {"conv2d_1_kernel_5", 51264}, /* 5*5*32*64 + 64 */
    {"output_size", 14},          /* ceil(28 / 2) */
    {"zeros_before", 0},          /* (14-1)*2 + 3 - 28 = 1 in all, none before */
    {"steps_per_epoch", 1500},    /* 48,000 / 32 */
    {"batches_test", 313},        /* ceil(10,000 / 32) */
    {"last_batch", 16},           /* 10,000 - 312*32 */
    {"whose_weights", 7},         /* stopped after 9 with patience 2 */
    {"flatten_index", 1477},      /* (3*7 + 2)*64 + 5 */
    {"argmax", 8},
    {"share_conv2d_1", 87}, /* 14*14*9*32*64 of 28*28*9*32 + 14*14*9*32*64 + 3136*100 + 100*10 */
};
enum { QUESTIONS = sizeof questions / sizeof questions[0] };

/* the value after `key =`: digits, with commas and a percent sign allowed; false when nothing is written */
static bool value_of(const char *text, const char *key, char value[40]) {
  size_t length = strlen(key);
  for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL) {
    line += strspn(line, " \t");
    if (strncmp(line, key, length) != 0) continue;
    const char *at = line + length + strspn(line + length, " \t");
    if (*at != '=' && *at != ':') continue; /* as people write it */
    size_t used = 0;
    for (at++; *at && *at != '\n' && *at != '#'; at++)
      if (!strchr(" \t\r,%", *at) && used < 39) value[used++] = *at;
    value[used] = '\0';
    return used > 0;
  }
  return false;
}

/* a line that nobody asked for, or that answers a second time, is named: it would be passed over in silence */
static int strange_keys(const char *text) {
  char seen[QUESTIONS] = {0};
  int strange = 0;
  for (const char *line = text; line && *line; line = strchr(line, '\n'), line += line != NULL) {
    line += strspn(line, " \t\r");
    char key[60];
    size_t length = strcspn(line, " \t\r\n=:");
    const char *after = line + length + strspn(line + length, " \t");
    if (*line == '#' || length == 0 || (*after != '=' && *after != ':')) continue;
    snprintf(key, sizeof key, "%.*s", (int)length, line);
    int known = 0;
    while (known < QUESTIONS && strcmp(questions[known].key, key) != 0) known++;
    if (known < QUESTIONS && !seen[known]++) continue;
    printf("  %s\n", say(known < QUESTIONS ? "answered_twice" : "unknown_key", key, 0, 0));
    strange++;
  }
  return strange;
}

int questions_table(void) {
  char *text = read_text("exercises/answers.txt");
  int right = 0, wrong = 0;
  printf("\n%s\n", say("questions", 0, 0, 0));
  for (int i = 0; i < QUESTIONS; i++) {
    char value[40], *end;
    if (!value_of(text, questions[i].key, value)) continue;
    double number = strtod(value, &end);
    bool is_number = *end == '\0' && end > value, good = is_number && number == questions[i].answer;
    printf("  ");
    pad(stdout, questions[i].key, 26);
    pad(stdout, value, width(value) < 8 ? 9 : width(value) + 2);
    printf("%s\n", say(good ? "right" : "wrong", 0, 0, 0));
    if (good)
      right++;
    else {
      wrong++;
      char key[120];
      snprintf(key, sizeof key, "%s/%s", questions[i].key, value);
      char *hint = section(language(), "questions", is_number ? key : "not_a_number");
      if (!hint) hint = section(language(), "questions", questions[i].key);
      if (hint) {
        size_t first = strcspn(hint, "\n");
        printf("    %s: %.*s\n", say("Hint", 0, 0, 0), (int)first, hint);
        indent(stdout, 4, hint + first + (hint[first] == '\n'));
      }
      free(hint);
    }
  }
  wrong += strange_keys(text);
  printf("  %s\n", say("questions_count", digits(right), digits(QUESTIONS), 0));
  free(text);
  return wrong;
}
