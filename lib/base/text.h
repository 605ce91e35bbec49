/**
 * @file text.h
 * Text from elsewhere, made fit for a terminal.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stddef.h>

/**
 * Copies a text that a file or its name brought along. Control characters, which a terminal
 * takes for commands, and bytes that are no UTF-8 become `\x1b` and the like; the ends of lines
 * become spaces. What does not fit is left out, never half a character.
 * @return `to`
 */
const char *printable(size_t size, char to[size], const char *text);

/** Whether printable() would change nothing: UTF-8 without control characters. */
int is_printable(const char *text);

#endif
