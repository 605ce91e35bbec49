/* Room to work in that a thread keeps: see work_space.h. */
#include "base/work_space.h"

#include <pthread.h>

#include "base/memory.h"

static _Thread_local float *kept;
static _Thread_local size_t kept_count;

/* the system calls release() with a thread's room when the thread ends */
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int no_key;
static void make_key(void) { no_key = pthread_key_create(&key, release); }

float *work_space(size_t count) {
  if (kept && count <= kept_count) return kept;
  pthread_once(&once, make_key);
  release(kept);
  kept = allocate(count, sizeof(float));
  kept_count = kept ? count : 0;
  if (!no_key) pthread_setspecific(key, kept);
  return kept;
}
