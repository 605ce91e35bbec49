/**
 * @file memory.h
 * Memory for arrays: zeroed, aligned for the widest vectors, sizes checked.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

/**
 * Room for `count` objects of `size` bytes, all zero, at an address that is a multiple
 * of 64, so that no vector of floats crosses a cache line. Free it with release().
 * @return the array, or a null pointer when count * size overflows or memory is short;
 *         fail() has then been told how much was asked for
 */
void *allocate(size_t count, size_t size);

/** Gives back what allocate() gave; a null pointer is ignored. */
void release(void *array);

#endif
