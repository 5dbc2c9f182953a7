/* libunistring asks its configure script; for the few files of it that are built, this is the
 * answer. */
#define _GL_ATTRIBUTE_FALLTHROUGH __attribute__((__fallthrough__))
