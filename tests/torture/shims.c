/*
 * What the harness puts into a program with LD_PRELOAD:
 *
 *   TORTURE_ALLOC=N        allocation number N of the program and its children fails
 *   TORTURE_ALLOC_FROM=N   that one and all after it
 *   TORTURE_COUNT=FILE     where the count is kept, 8 bytes, shared by the program and its children
 *   TORTURE_TRACE=1        a hash of the calls that led to each allocation, 8 bytes each, behind it
 *   TORTURE_LOSE=SUFFIX    a hook to test the harness itself: a file that is renamed to a name
 *                          which ends so loses one byte from its middle
 *
 * gnuplot's own allocations are not counted, nor a shell's: they are started by the program, and are not of it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

extern void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum { MOST_TRACED = 1 << 17, FRAMES = 20 };

static int64_t *count, fail_at, fail_from;
static uint64_t *trace; /* behind the count, when TORTURE_TRACE is set: from where each allocation was asked for */
static __thread int busy;

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("TORTURE_COUNT"), *at = getenv("TORTURE_ALLOC"), *from = getenv("TORTURE_ALLOC_FROM");
  const char *name = program_invocation_short_name;
  if (!file || strcmp(name, "gnuplot") == 0 || strcmp(name, "sh") == 0) return;
  size_t bytes_of_file = getenv("TORTURE_TRACE") ? 8 * (1 + (size_t)MOST_TRACED) : 8;
  int shared = open(file, O_RDWR | O_CLOEXEC);
  void *bytes = shared < 0 ? MAP_FAILED : mmap(NULL, bytes_of_file, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  if (shared >= 0) close(shared);
  if (bytes == MAP_FAILED) _exit(99);
  fail_at = at ? atoll(at) : 0;
  fail_from = from ? atoll(from) : 0;
  if (bytes_of_file > 8) {
    void *frames[FRAMES];
    backtrace(frames, FRAMES); /* loads what it needs now */
    trace = (uint64_t *)bytes + 1;
  }
  count = bytes;
}

static void note_calls(int64_t number) {
  void *frames[FRAMES];
  uint64_t hash = 14695981039346656037u; /* FNV-1a */
  busy = 1;
  int depth = backtrace(frames, FRAMES);
  busy = 0;
  for (int i = 1; i < depth; i++) hash = (hash ^ (uintptr_t)frames[i]) * 1099511628211u;
  trace[number - 1] = hash;
}

static int refused(void) {
  if (!count || busy) return 0;
  int64_t number = __atomic_add_fetch(count, 1, __ATOMIC_RELAXED);
  if (trace && number <= MOST_TRACED) note_calls(number);
  if (number != fail_at && !(fail_from && number >= fail_from)) return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return refused() ? NULL : __libc_malloc(size); }
void *calloc(size_t n, size_t size) { return refused() ? NULL : __libc_calloc(n, size); }
void *realloc(void *old, size_t size) { return refused() ? NULL : __libc_realloc(old, size); }
void *memalign(size_t alignment, size_t size) { return refused() ? NULL : __libc_memalign(alignment, size); }
void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void **to, size_t alignment, size_t size) {
  void *got = memalign(alignment, size);
  if (got) *to = got;
  return got ? 0 : ENOMEM;
}

/* one byte out of the middle */
static void lose_byte(const char *path) {
  int file = open(path, O_RDWR | O_CLOEXEC);
  struct stat about;
  if (file < 0 || fstat(file, &about) != 0) _exit(98);
  size_t size = (size_t)about.st_size, middle = size / 2;
  char *bytes = __libc_malloc(size);
  if (!bytes || pread(file, bytes, size, 0) != (ssize_t)size) _exit(98);
  memmove(bytes + middle, bytes + middle + 1, size - middle - 1);
  if (pwrite(file, bytes, size - 1, 0) != (ssize_t)size - 1 || ftruncate(file, (off_t)size - 1) != 0) _exit(98);
  close(file);
}

int rename(const char *from, const char *to) {
  static int (*real)(const char *, const char *);
  if (!real) *(void **)&real = dlsym(RTLD_NEXT, "rename");
  const char *suffix = getenv("TORTURE_LOSE");
  if (suffix && strlen(to) > strlen(suffix) && strcmp(to + strlen(to) - strlen(suffix), suffix) == 0) lose_byte(from);
  return real(from, to);
}
