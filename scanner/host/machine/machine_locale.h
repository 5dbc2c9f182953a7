/* The languages, code pages and time zone of the machine, and its name. */
#ifndef COMPATSCAN_HOST_MACHINE_MACHINE_LOCALE_H
#define COMPATSCAN_HOST_MACHINE_MACHINE_LOCALE_H

#include "scanner/host/fact.h"

struct host;

struct machine_locale {
	struct fact ansi_code_page;   /* "1252" */
	struct fact oem_code_page;    /* "437" */
	struct fact system_locale;    /* hexadecimal locale identifier, "00000409" */
	struct fact system_language;  /* hexadecimal language identifier, "0409" */
	struct fact install_language; /* that Windows was installed in */
	struct fact time_zone;        /* its name; the name of the key from Vista on */
	struct fact bias; /* minutes from local time to UTC, signed; "300" in New York */
};

/* Read once and kept in the host; never NULL. */
const struct machine_locale *machine_locale(struct host *host);

/* --host, or the name that the machine gave itself. */
struct fact machine_name(struct host *host);

#endif
