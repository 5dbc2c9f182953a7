#include "scanner/cli/start.h"

int main(int argc, char **argv)
{
	return compatscan(argc, argv);
}
