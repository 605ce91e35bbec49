/*
 * Running gnuplot: see gnuplot.h. It is started without a shell, in the work folder, so
 * that a folder may have any name and the script needs to know no path at all.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "figures/gnuplot.h"

extern char **environ;

/* the environment without GNUTERM, which would ask for a window; owned, its texts are not */
static char **environment(void) {
  size_t count = 0;
  while (environ[count]) count++;
  char **kept = calloc(count + 1, sizeof *kept);
  for (size_t i = 0, next = 0; kept && i < count; i++)
    if (strncmp(environ[i], "GNUTERM=", 8) != 0) kept[next++] = environ[i];
  return kept;
}

/* in the work folder, without input, its complaints into a pipe; 0 or an errno */
static int set_actions(posix_spawn_file_actions_t *actions, const char *folder, int complaints) {
  int error = posix_spawn_file_actions_addchdir_np(actions, folder);
  if (!error) error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (!error) error = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (!error) error = posix_spawn_file_actions_adddup2(actions, complaints, STDERR_FILENO);
  return error;
}

/* -d leaves the reader's own settings of gnuplot aside */
static Status start(const Drawing *drawing, int complaints, pid_t *child) {
  char *script = text_of("%s.gp", drawing->figure.name);
  char **variables = environment();
  posix_spawn_file_actions_t actions;
  int error = script && variables ? posix_spawn_file_actions_init(&actions) : ENOMEM;
  if (!error) {
    error = set_actions(&actions, drawing->work.path, complaints);
    char *words[] = {"gnuplot", "-d", script, NULL};
    if (!error) error = posix_spawnp(child, words[0], &actions, NULL, words, variables);
    posix_spawn_file_actions_destroy(&actions);
  }
  free(script);
  free(variables);
  if (error == ENOENT) return fail("gnuplot is missing; make setup brings it");
  if (error == ENOMEM) return fail("not enough memory to start gnuplot; close other programs");
  return error ? fail("gnuplot could not be started: %s", strerror(error)) : OK;
}

/* the first line of what gnuplot says that tells of more than a warning; reads to the end, so that gnuplot never waits */
static void read_complaint(int pipe, size_t size, char line[size]) {
  char text[4096];
  size_t end = 0;
  for (;;) {
    char beyond[512];
    size_t room = sizeof text - 1 - end;
    ssize_t came = read(pipe, room ? text + end : beyond, room ? room : sizeof beyond);
    if (came < 0 && errno == EINTR) continue;
    if (came <= 0) break;
    if (room) end += (size_t)came;
  }
  text[end] = '\0';

  line[0] = '\0';
  char *rest = NULL;
  for (char *next = strtok_r(text, "\n", &rest); next; next = strtok_r(NULL, "\n", &rest)) {
    next += strspn(next, " \t^");
    if (!*next) continue;
    const bool warning = strstr(next, "warning:") != NULL;
    if (!warning || !line[0]) snprintf(line, size, "%s", next);
    if (!warning) break;
  }
}

/* what gnuplot keeps to itself */
static const char *silent_reason(const char *folder) {
  struct statvfs disk;
  if (statvfs(folder, &disk) == 0 && (disk.f_bavail == 0 || (disk.f_files && disk.f_favail == 0)))
    return "the disk is full";
  return "it did not say why";
}

Status run_gnuplot(const Drawing *drawing) {
  const Figure *figure = &drawing->figure;
  int ends[2];
  if (pipe(ends) != 0) return fail("no pipe to gnuplot could be made: %s; close other programs", strerror(errno));
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  pid_t child;
  /* a program started with stderr closed may get its number here, which dup2 would then leave closed */
  int complaints = fcntl(ends[1], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(ends[1]);
  Status status = complaints < 0 ? fail("no pipe to gnuplot could be made: %s; close other programs", strerror(errno))
                                 : start(drawing, complaints, &child);
  if (complaints >= 0) close(complaints);
  if (status != OK) {
    close(ends[0]);
    return FAILED;
  }

  char line[300];
  read_complaint(ends[0], sizeof line, line);
  close(ends[0]);
  int result = 0;
  while (waitpid(child, &result, 0) < 0)
    if (errno != EINTR) return fail("gnuplot cannot be waited for: %s", strerror(errno));
  if (WIFEXITED(result) && WEXITSTATUS(result) == 0) return OK;
  if (WIFSIGNALED(result))
    return fail("%s/%s: gnuplot was stopped by signal %d (%s)", figure->folder, figure->name, WTERMSIG(result),
                strsignal(WTERMSIG(result)));
  return fail("%s/%s: gnuplot could not draw it: %s", figure->folder, figure->name,
              line[0] ? line : silent_reason(drawing->work.path));
}
