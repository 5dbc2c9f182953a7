/*
 * Exchange Server and its Connector for Lotus cc:Mail, as the registry describes them: the values
 * of HKLM\SOFTWARE\Microsoft\Exchange\Setup (Q158530 for the builds), the service MSExchangeCCMC
 * and its Parameters (Q164695, Q251360, Q266711, Q192516).
 */
#ifndef COMPATSCAN_HOST_MACHINE_EXCHANGE_H
#define COMPATSCAN_HOST_MACHINE_EXCHANGE_H

#include "scanner/host/fact.h"

#include <stddef.h>

struct host;
struct service;

struct named_fact {
	const char *name; /* of the value, as stored */
	struct fact fact;
};

/* All values of one key that are text or number. */
struct fact_list {
	struct named_fact *items;
	size_t count;
	const char *key;
	const char *reason; /* why it could not be told; NULL when it could, be it empty */
};

struct exchange {
	struct fact installed;       /* "yes" or "no": the key Setup is there */
	struct fact folder;          /* --exchsrvr, else Setup's Services, a Windows path */
	struct fact_list setup;      /* of Setup */
	struct fact connector;       /* "yes" or "no": the service is there */
	struct fact_list parameters; /* of the connector */
};

/* Read once and kept in the host; never NULL. */
const struct exchange *exchange(struct host *host);

/* The connector's service; NULL when there is none, or when that could not be told. */
const struct service *exchange_connector(struct host *host);

#endif
