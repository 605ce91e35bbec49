/* What Debian's static zlib, made for glibc, calls and musl does not have: glibc's checking forms of two functions. */
#include <stdarg.h>
#include <stdio.h>

int __vsnprintf_chk(char *to, size_t most, int flag, size_t room, const char *format, va_list arguments);
int __snprintf_chk(char *to, size_t most, int flag, size_t room, const char *format, ...);

int __vsnprintf_chk(char *to, size_t most, int flag, size_t room, const char *format, va_list arguments) {
  (void)flag, (void)room;
  return vsnprintf(to, most, format, arguments);
}

int __snprintf_chk(char *to, size_t most, int flag, size_t room, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = __vsnprintf_chk(to, most, flag, room, format, arguments);
  va_end(arguments);
  return length;
}
