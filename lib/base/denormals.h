/**
 * @file denormals.h
 * Numbers too small to matter, and too slow to keep.
 */
#ifndef BASE_DENORMALS_H
#define BASE_DENORMALS_H

/**
 * From now on the calling thread, and every thread it starts, takes floats below 1.2e-38
 * for zero. Call it before the first parallel region. Does nothing on a processor it does not know.
 */
void flush_denormals(void);

#endif
