/* A program that says which file it was started from. It stands under every name that a case looks
 * for. */
#include "say.h"

int main(void)
{
	say_module("ran", NULL);
	return 0;
}
