/*
 * How something about the machine is known. A verdict is worth no more than the weakest fact under
 * it, so each fact carries this along to where a person reads it.
 */
#ifndef COMPATSCAN_HOST_FACT_H
#define COMPATSCAN_HOST_FACT_H

enum fact_basis {
	FACT_READ,    /* stands in the registry or on a disk of the machine */
	FACT_GIVEN,   /* the user said so */
	FACT_DERIVED, /* follows from what was read: source says from what */
	FACT_ASSUMED, /* what most such machines have: source is the assumption */
	FACT_UNKNOWN, /* source says why */
};

/* The texts live as long as the host. */
struct fact {
	const char *value; /* NULL when it is not set, or not known */
	enum fact_basis basis;
	const char *source; /* "HKLM\SYSTEM\...\Select, Current", "--profile", ... */
};

/* "read", "given", "derived", "assumed" or "unknown". */
const char *fact_basis_name(enum fact_basis basis);

#endif
