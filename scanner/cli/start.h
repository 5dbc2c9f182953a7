/* The whole program, as start_posix.c and start_windows.c start it: each has the main of its
 * system. */
#ifndef COMPATSCAN_CLI_START_H
#define COMPATSCAN_CLI_START_H

/* argv as the user wrote it: bytes of any kind on POSIX, UTF-8 on Windows. Returns the exit code.
 */
int compatscan(int argc, char **argv);

#endif
