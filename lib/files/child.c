/*
 * Work that may go wrong in a library, done in a process of its own: see child.h.
 *
 * Why: a model file comes from elsewhere, and Debian's libhdf5 itself crashes on some
 * damaged files, and runs for ever on others. Nothing that this program checks before can
 * prevent that. So the file is read in a child, which may crash, hang or ask for too much
 * memory without harm: it is told as "FILE is damaged", and the reader loses nothing.
 * Writing goes the same way: when memory is short, libhdf5 crashes too, or ends the program.
 *
 * Is it damaged, or was memory short? A refused malloc leaves ENOMEM in errno, and reading
 * from memory makes no system call that would change it. So errno is looked at when the
 * work has failed, and in the very moment of a crash.
 *
 * Is it safe to fork a program that computes with OpenMP's threads? Only the calling thread
 * goes on in the child; a lock that another thread held at that moment stays locked for
 * ever. Which locks does the child take?
 *  - malloc's: glibc puts its own locks in order around fork.
 *  - stdio's: the child writes to its pipe with write(), formats with snprintf() alone, and
 *    leaves with _exit(), so nothing that waits in the parent's streams is written twice.
 *  - those of libhdf5 and libzip: the child is started by a thread that is not inside them,
 *    and no other thread of this project ever calls them.
 *  - OpenMP's: its other threads do not exist in the child, so the child must never enter a
 *    parallel region. Reading a file needs none.
 */
#include "files/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* the address sanitizer maps terabytes for its own book-keeping, and reports on stderr */
#if defined __SANITIZE_ADDRESS__
#define UNDER_ADDRESS_SANITIZER 1
#elif defined __has_feature
#define UNDER_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define UNDER_ADDRESS_SANITIZER 0
#endif

enum {
  SHORT_OF_MEMORY = 3, /* exit status */
  CLOCK_SECONDS = 60, /* a busy machine may let the child wait */
  PIPE_BYTES = 1 << 20,
};

/* ---- in the child ---- */

/* bytes of address space in use, as Linux tells it in pages; 0: unknown */
static size_t address_space(void) {
  char text[128] = "";
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  return count > 0 ? strtoul(text, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

/* at most so much; what is stricter already stays */
static const struct rlimit *lowered(struct rlimit *now, rlim_t most) {
  if (now->rlim_cur == RLIM_INFINITY || most < now->rlim_cur) now->rlim_cur = most;
  return now;
}

/* each resource by its own name: the type of such a name is another one in each C library */
static void set_limits(size_t memory, int seconds) {
  struct rlimit now;
  size_t used = UNDER_ADDRESS_SANITIZER ? 0 : address_space();
  if (getrlimit(RLIMIT_CORE, &now) == 0) setrlimit(RLIMIT_CORE, lowered(&now, 0));
  if (getrlimit(RLIMIT_CPU, &now) == 0) setrlimit(RLIMIT_CPU, lowered(&now, (rlim_t)seconds));
  if (used && getrlimit(RLIMIT_AS, &now) == 0) setrlimit(RLIMIT_AS, lowered(&now, used + memory));

  /* the clock: a signal that ends the process, even if the parent ignores or blocks it */
  signal(SIGALRM, SIG_DFL);
  signal(SIGXCPU, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  alarm(CLOCK_SECONDS);
}

/* glibc, stopping a process with a broken heap, prints a line of its own */
static void silence(void) {
  int nowhere = UNDER_ADDRESS_SANITIZER ? -1 : open("/dev/null", O_WRONLY);
  if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
}

int child_short_of_memory(void) { return errno == ENOMEM; }

static _Noreturn void leave(void) { _exit(errno == ENOMEM ? SHORT_OF_MEMORY : EXIT_FAILURE); }

static void crashed(int number) {
  if (errno == ENOMEM) _exit(SHORT_OF_MEMORY);
  signal(number, SIG_DFL);
  raise(number);
}

/* a crash, and an exit() of the library, which would print again what waits in the parent's stdout */
static void watch_the_end(void) {
  atexit(leave);
  if (UNDER_ADDRESS_SANITIZER) return;
  static char stack[1 << 15]; /* the usual one may be what has overflowed */
  sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
  static const int signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
    sigaction(signals[i], &(struct sigaction){.sa_handler = crashed, .sa_flags = SA_ONSTACK | SA_NODEFER}, NULL);
}

void child_send(int out, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = write(out, next, count);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) _exit(EXIT_FAILURE);
    next += sent;
    count -= (size_t)sent;
  }
}

/* ---- in the parent ---- */

int child_keeps(int file) {
  if (file < 0 || file > STDERR_FILENO) return file;
  int higher = fcntl(file, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  close(file);
  return higher;
}

Status child_start(Child *child, ChildWork *work, void *data, size_t memory, int seconds) {
  *child = (Child){0};
  int ends[2];
  if (pipe(ends) != 0) return fail("no pipe could be made: %s; close other programs", strerror(errno));

  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  ends[0] = child_keeps(ends[0]);
  ends[1] = child_keeps(ends[1]);
#ifdef F_SETPIPE_SZ
  fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES); /* fewer turns; any other size works too */
#endif
  pid_t process = fork();
  if (process < 0) {
    int why = errno;
    close(ends[0]);
    close(ends[1]);
    return fail("no process could be started: %s; close other programs", strerror(why));
  }
  if (process == 0) {
    close(ends[0]);
    set_limits(memory, seconds);
    silence();
    watch_the_end();
    errno = 0;
    work(ends[1], data);
    _exit(EXIT_SUCCESS);
  }
  close(ends[1]);
  *child = (Child){.process = process, .pipe = ends[0]};
  return OK;
}

/* the child's end, awaited; 0 when it cannot be known */
static int await(Child *child) {
  int how = 0;
  while (waitpid(child->process, &how, 0) < 0)
    if (errno != EINTR) {
      how = 0;
      break;
    }
  close(child->pipe);
  *child = (Child){0};
  return how;
}

Status child_receive(Child *child, void *bytes, size_t count) {
  char *next = bytes;
  while (count > 0) {
    ssize_t received = read(child->pipe, next, count);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) {
      int how = await(child);
      int number = WIFSIGNALED(how) ? WTERMSIG(how) : 0;
      child->end = number == SIGXCPU || number == SIGALRM                       ? CHILD_TOO_SLOW
                   : number == SIGKILL                                          ? CHILD_STOPPED
                   : WIFEXITED(how) && WEXITSTATUS(how) == SHORT_OF_MEMORY ? CHILD_SHORT_OF_MEMORY
                                                                                : CHILD_CRASHED;
      return FAILED;
    }
    next += received;
    count -= (size_t)received;
  }
  return OK;
}

void child_end(Child *child) {
  if (!child->process) return;
  kill(child->process, SIGKILL);
  await(child);
}
