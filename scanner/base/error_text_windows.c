/* Microsoft's C library has no words for the errors that POSIX added, and other words for some. */
#include "scanner/base/error_text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

static const struct {
	int error;
	const char *text;
} words[] = {
	{EACCES, "Permission denied"},
	{EBUSY, "Device or resource busy"},
	{EEXIST, "File exists"},
	{EFAULT, "Bad address"},
	{EILSEQ, "Invalid or incomplete multibyte or wide character"},
	{EINVAL, "Invalid argument"},
	{EIO, "Input/output error"},
	{EISDIR, "Is a directory"},
	{ELOOP, "Too many levels of symbolic links"},
	{ENAMETOOLONG, "File name too long"},
	{ENODATA, "No data available"},
	{ENODEV, "No such device"},
	{ENOENT, "No such file or directory"},
	{ENOMEM, "Cannot allocate memory"},
	{ENOSPC, "No space left on device"},
	{ENOTDIR, "Not a directory"},
	{ENOTSUP, "Operation not supported"},
	{EPERM, "Operation not permitted"},
	{EPIPE, "Broken pipe"},
	{ERANGE, "Numerical result out of range"},
	{EROFS, "Read-only file system"},
};

const char *error_text(int error)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words[i].error == error)
			return words[i].text;
	return strerror(error);
}
