/*
 * The spool: a folder of reports that wait for delivery. A report enters it before the first
 * attempt to deliver (temporary name, fsync, rename, fsync of the folder) and leaves it only when
 * the collector has acknowledged it, so that no crash, full disk or dead network loses one.
 *
 * One entry is one file, <report_id>-<16 hexadecimal digits>.report, mode 0600: a few header lines
 * (struct spool_envelope), an empty line, then the report byte for byte. The digits come from the
 * destination and the bytes, so another report or another destination never replaces an entry, and
 * spooling the same thing twice keeps one.
 *
 * The recorded destination will be sent a bearer token; a spool that somebody else owns or may
 * write to is therefore refused. Errors go to the diagnostics, which may be NULL everywhere.
 */
#ifndef COMPATSCAN_REPORT_SPOOL_H
#define COMPATSCAN_REPORT_SPOOL_H

#include "report/report_id.h"
#include "scanner/base/arena.h"
#include "scanner/base/diagnostic.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SPOOL_MAX_REPORT_BYTES =
		512 * 1024 * 1024,            /* held in memory as a whole, twice while sent */
	SPOOL_MAX_URL_BYTES = 8 * 1024,       /* what common servers take as a request line */
	SPOOL_MAX_ENVELOPE_BYTES = 16 * 1024, /* one URL of that length and the fixed lines */
	SPOOL_MAX_NAME = 255, /* of an entry in the folder; no file system has longer ones */
	SPOOL_MAX_ENTRIES = 1000 * 1000,    /* listed at once; the oldest of more cannot be told */
	SPOOL_STALE_SECONDS = 24 * 60 * 60, /* a temporary file of that age is from a killed run */
};

struct spool {
	char *folder;   /* the path as opened, owned; for messages */
	int descriptor; /* of the folder */
	int lock;       /* of the lock file while spool_lock holds, else -1 */
};

/*
 * Opens the spool and creates it, parents too, with mode 0700 when it is not there. directory NULL
 * stands for the default: $COMPATSCAN_SPOOL, else /var/lib/compatscan/spool for the superuser, else
 * $XDG_STATE_HOME/compatscan/spool, else $HOME/.local/state/compatscan/spool. False, told and with
 * *out untouched, when there is no such folder to be had.
 */
bool spool_open(struct spool *out, const char *directory, const struct diagnostics *diagnostics);

/* Gives the lock back too. Accepts NULL. */
void spool_close(struct spool *spool);

/* The default folder as described above, in the arena; NULL, told, when the environment names none.
 */
char *spool_default_folder(struct arena *arena, const struct diagnostics *diagnostics);

/* Takes the spool for one flush, without waiting. False, told, when another process has it. */
bool spool_lock(struct spool *spool, const struct diagnostics *diagnostics);
void spool_unlock(struct spool *spool);

/* An entry that this process alone may deliver, until it is released or the process ends. */
struct spool_claim {
	int descriptor; /* of the entry's file, locked */
	char name[SPOOL_MAX_NAME + 1];
};

/*
 * Keeps a report of size bytes for delivery to url and claims the entry. report_id must be a UUID
 * and url printable ASCII without spaces. False, told and with nothing left behind, when it cannot
 * be kept; *out is then untouched.
 */
bool spool_put(struct spool *spool, const char *report_id, const void *report, size_t size,
	const char *url, struct spool_claim *out, const struct diagnostics *diagnostics);

enum spool_claim_status {
	SPOOL_CLAIMED,
	SPOOL_BUSY,    /* another process is delivering it */
	SPOOL_GONE,    /* delivered and removed in the meantime */
	SPOOL_DAMAGED, /* told; the entry stays where it is */
};

/* *out is untouched on anything but SPOOL_CLAIMED. */
enum spool_claim_status spool_claim(struct spool *spool, const char *name, struct spool_claim *out,
	const struct diagnostics *diagnostics);

/* Ends a claim and leaves the entry where it is. Accepts a claim that was released or removed. */
void spool_release(struct spool_claim *claim);

/* Removes a claimed entry for good and ends the claim. False, told, when the file would not go. */
bool spool_remove(
	struct spool *spool, struct spool_claim *claim, const struct diagnostics *diagnostics);

/* What the header lines of an entry say. */
struct spool_envelope {
	char report_id[REPORT_ID_BYTES];
	char url[SPOOL_MAX_URL_BYTES + 1];
	uint64_t size;   /* of the report in bytes */
	char sha256[65]; /* of the report, lower-case hexadecimal */
};

struct spool_report {
	struct spool_envelope envelope;
	void *bytes; /* owned, envelope.size of them */
};

/* Reads a claimed entry and checks its length and digest. False, told and with *out untouched, when
 * it is damaged or cannot be read; the entry stays where it is. */
bool spool_read(struct spool *spool, const struct spool_claim *claim, struct spool_report *out,
	const struct diagnostics *diagnostics);

/* Accepts a zeroed struct. */
void spool_report_free(struct spool_report *report);

struct spool_entry {
	const char *name; /* in the folder */
	int64_t seconds;  /* when it was spooled, since 1970 */
	long nanoseconds;
	uint64_t file_size; /* bytes, header lines included */
};

struct spool_list {
	struct arena arena; /* owns the names */
	struct spool_entry *items;
	size_t count;
	size_t damaged; /* told and left where they are, not among the items */
};

/*
 * The whole entries, oldest first. Entries that are cut short or not to be trusted, and files that
 * do not belong here, are told one by one, counted as damaged and left where they are; temporary
 * files of runs that were killed more than SPOOL_STALE_SECONDS ago are removed, younger ones
 * ignored. False, told, when the folder cannot be read; *out is then untouched.
 */
bool spool_list(struct spool *spool, struct spool_list *out, const struct diagnostics *diagnostics);

/* Accepts a zeroed struct. */
void spool_list_free(struct spool_list *list);

/* The header lines of an entry, the empty line included, in the arena. */
char *spool_envelope_text(struct arena *arena, const struct spool_envelope *envelope);

/*
 * Reads the header lines at the start of length bytes. Returns NULL and sets *out and
 * *header_length (the bytes before the report), or returns what is wrong with them, a static
 * sentence part, and touches neither.
 */
const char *spool_envelope_parse(
	const char *bytes, size_t length, struct spool_envelope *out, size_t *header_length);

/*
 * Looks at an open entry, its report unread. Returns NULL and sets *out and *header_length, or
 * returns what is wrong with it, a sentence part valid until the next call of strerror, and touches
 * neither.
 */
const char *spool_inspect(int descriptor, struct spool_envelope *out, size_t *header_length);

/* Tells that an entry cannot be used and stays where it is. name may be any bytes. */
void spool_tell_damaged(const struct spool *spool, const char *name, const char *why,
	const struct diagnostics *diagnostics);

/* Whether url can stand in an envelope: not empty, not too long, printable ASCII without spaces. */
bool spool_url_valid(const char *url);

#endif
