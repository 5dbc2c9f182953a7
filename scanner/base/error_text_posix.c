#include "scanner/base/error_text.h"

#include <string.h>

const char *error_text(int error)
{
	return strerror(error);
}
