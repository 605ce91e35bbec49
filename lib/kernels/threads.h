/**
 * @file threads.h
 * Sharing things out: which of how many threads is this? 0 of 1 outside a parallel region, and
 * where the compiler has no OpenMP (WebAssembly).
 */
#ifndef KERNELS_THREADS_H
#define KERNELS_THREADS_H

#ifdef _OPENMP
#include <omp.h>
/** How many threads the next parallel region gets. */
static inline int threads_available(void) { return omp_get_max_threads(); }
/** Threads in this parallel region. */
static inline int thread_count(void) { return omp_get_num_threads(); }
/** The number of this thread in its region, 0 the first. */
static inline int thread_number(void) { return omp_get_thread_num(); }
#else
static inline int threads_available(void) { return 1; }
static inline int thread_count(void) { return 1; }
static inline int thread_number(void) { return 0; }
#endif

/** The things from `first` to before `end`. */
typedef struct Share {
  int first; /**< the first of them */
  int end;   /**< the first that is another thread's */
} Share;

/** This thread's share of `count` things, cut as evenly as it goes: 32 on 3 threads are 11, 11, 10. */
static inline Share my_share(int count) {
  int t = thread_number(), each = count / thread_count(), more = count % thread_count();
  int first = t * each + (t < more ? t : more);
  return (Share){first, first + each + (t < more)};
}

#endif
