#include "report/spool.h"

#include "scanner/base/file_posix.h"
#include "scanner/base/sha256.h"
#include "scanner/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reads size bytes at offset; a file that ends before that gives false with errno ENODATA. */
static bool read_all(int descriptor, void *bytes, size_t size, off_t offset)
{
	char *at = bytes;

	while (size) {
		ssize_t got = pread(descriptor, at, size, offset);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			errno = got ? errno : ENODATA;
			return false;
		}
		at += got;
		offset += got;
		size -= (size_t)got;
	}
	return true;
}

/* <report_id>-<the first 16 digits of the digest over destination and report>.report */
static void entry_name(const struct spool_envelope *envelope, char name[SPOOL_MAX_NAME + 1])
{
	struct sha256 *hash = sha256_new();
	char digest[65];

	sha256_add(hash, envelope->url, strlen(envelope->url) + 1);
	sha256_add(hash, envelope->sha256, sizeof(envelope->sha256));
	sha256_finish(hash, digest);
	snprintf(name, SPOOL_MAX_NAME + 1, "%s-%.16s.report", envelope->report_id, digest);
}

/* Creates the temporary file, locked before anybody can find it under its final name. Returns its
 * descriptor, or -1 with errno set. */
static int create_temporary(const struct spool *spool, char name[SPOOL_MAX_NAME + 1])
{
	char random[REPORT_ID_BYTES];
	int descriptor;

	if (!report_id_new(random))
		return -1;
	snprintf(name, SPOOL_MAX_NAME + 1, ".%s.tmp", random);
	descriptor = openat(
		spool->descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (descriptor < 0)
		return -1;
	if (fchmod(descriptor, 0600) || flock(descriptor, LOCK_EX | LOCK_NB)) {
		int error = errno;

		unlinkat(spool->descriptor, name, 0);
		close(descriptor);
		errno = error;
		return -1;
	}
	return descriptor;
}

/* Writes an entry and gives it its final name. Returns its locked descriptor, or -1 with errno set
 * and nothing left behind. */
static int write_entry(const struct spool *spool, const char *header, const void *report,
	size_t size, const char *name)
{
	char temporary[SPOOL_MAX_NAME + 1];
	int descriptor = create_temporary(spool, temporary);
	int error;

	if (descriptor < 0)
		return -1;
	if (file_write_all(descriptor, header, strlen(header)) &&
		file_write_all(descriptor, report, size) && fsync(descriptor) == 0 &&
		renameat(spool->descriptor, temporary, spool->descriptor, name) == 0) {
		/* EINVAL: a file system (CIFS, FUSE) whose folders cannot be synchronised. */
		if (fsync(spool->descriptor) == 0 || errno == EINVAL)
			return descriptor;
		error = errno;
		unlinkat(spool->descriptor, name, 0);
	} else {
		error = errno;
		unlinkat(spool->descriptor, temporary, 0);
	}
	close(descriptor);
	errno = error;
	return -1;
}

/* Says why a report cannot become an entry; NULL when it can. */
static const char *put_refusal(const char *report_id, size_t size, const char *url)
{
	if (!report_id_valid(report_id))
		return "its report_id is not a UUID";
	if (!spool_url_valid(url))
		return "its destination is not a URL of printable ASCII without spaces";
	if (size > SPOOL_MAX_REPORT_BYTES)
		return "it is larger than 512 MiB; scan a smaller part of the machine";
	return NULL;
}

bool spool_put(struct spool *spool, const char *report_id, const void *report, size_t size,
	const char *url, struct spool_claim *out, const struct diagnostics *diagnostics)
{
	const char *refusal = put_refusal(report_id, size, url);
	struct spool_envelope envelope = {.size = size};
	char name[SPOOL_MAX_NAME + 1];
	struct arena arena;
	int descriptor;

	if (refusal) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot keep the report in the spool %s: %s", spool->folder, refusal);
		return false;
	}
	arena_init(&arena);
	memcpy(envelope.report_id, report_id, sizeof(envelope.report_id));
	memcpy(envelope.url, url, strlen(url) + 1);
	sha256_of(report, size, envelope.sha256);
	entry_name(&envelope, name);
	descriptor = write_entry(spool, spool_envelope_text(&arena, &envelope), report, size, name);
	if (descriptor < 0) {
		diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
			"cannot keep report %s in the spool %s: %s; make room there, or set "
			"COMPATSCAN_SPOOL to a folder that this user may write to",
			report_id, spool->folder, strerror(errno));
	} else {
		out->descriptor = descriptor;
		memcpy(out->name, name, sizeof(out->name));
	}
	arena_free(&arena);
	return descriptor >= 0;
}

void spool_tell_damaged(const struct spool *spool, const char *name, const char *why,
	const struct diagnostics *diagnostics)
{
	struct arena arena;

	arena_init(&arena);
	diagnostic_tell(diagnostics, DIAGNOSTIC_ERROR,
		"cannot use the spool entry %s/%s: %s; it is left where it is, so look at it, post "
		"its report again if you have it elsewhere, then remove it",
		spool->folder, text_printable(&arena, text_from_bytes(&arena, name, strlen(name))),
		why);
	arena_free(&arena);
}

/* Says why the open file cannot be an entry that this user spooled; NULL when it can. */
static const char *file_refusal(int descriptor, struct stat *facts)
{
	if (fstat(descriptor, facts))
		return strerror(errno);
	if (!S_ISREG(facts->st_mode))
		return "it is not a regular file";
	if (facts->st_uid != geteuid())
		return "it belongs to another user";
	if (facts->st_mode & (S_IWGRP | S_IWOTH))
		return "other users may have changed it";
	return NULL;
}

enum spool_claim_status spool_claim(struct spool *spool, const char *name, struct spool_claim *out,
	const struct diagnostics *diagnostics)
{
	enum spool_claim_status status = SPOOL_DAMAGED;
	struct stat facts;
	const char *refusal;
	int descriptor =
		/* Writable, because NFS gives an exclusive lock to nothing else. */
		openat(spool->descriptor, name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (descriptor < 0 && errno == ENOENT)
		return SPOOL_GONE;
	if (descriptor < 0) {
		spool_tell_damaged(spool, name, strerror(errno), diagnostics);
		return SPOOL_DAMAGED;
	}
	if (flock(descriptor, LOCK_EX | LOCK_NB)) {
		status = errno == EWOULDBLOCK ? SPOOL_BUSY : SPOOL_DAMAGED;
		refusal = strerror(errno);
	} else {
		/* Looked at only now: whoever had the lock may have removed the entry. */
		refusal = file_refusal(descriptor, &facts);
		if (!refusal && !facts.st_nlink)
			status = SPOOL_GONE;
		else if (!refusal)
			status = SPOOL_CLAIMED;
	}
	if (status == SPOOL_CLAIMED) {
		out->descriptor = descriptor;
		snprintf(out->name, sizeof(out->name), "%s", name);
		return status;
	}
	if (status == SPOOL_DAMAGED)
		spool_tell_damaged(spool, name, refusal, diagnostics);
	close(descriptor);
	return status;
}

void spool_release(struct spool_claim *claim)
{
	if (claim->descriptor >= 0)
		close(claim->descriptor);
	claim->descriptor = -1;
}

bool spool_remove(
	struct spool *spool, struct spool_claim *claim, const struct diagnostics *diagnostics)
{
	/* ENOENT: the same report was posted twice at once and the other one was quicker. */
	bool removed = unlinkat(spool->descriptor, claim->name, 0) == 0 || errno == ENOENT;

	if (!removed)
		diagnostic_tell(diagnostics, DIAGNOSTIC_WARNING,
			"cannot remove the delivered spool entry %s/%s: %s; the next flush will "
			"send it "
			"again, which the collector recognises by its report_id",
			spool->folder, claim->name, strerror(errno));
	else
		fsync(spool->descriptor);
	spool_release(claim);
	return removed;
}

const char *spool_inspect(int descriptor, struct spool_envelope *out, size_t *header_length)
{
	char header[SPOOL_MAX_ENVELOPE_BYTES];
	struct spool_envelope envelope = {0};
	struct stat facts;
	size_t length;
	const char *wrong = file_refusal(descriptor, &facts);

	if (wrong)
		return wrong;
	length = facts.st_size < (off_t)sizeof(header) ? (size_t)facts.st_size : sizeof(header);
	if (!read_all(descriptor, header, length, 0))
		return strerror(errno);
	wrong = spool_envelope_parse(header, length, &envelope, &length);
	if (wrong)
		return wrong;
	if ((uint64_t)facts.st_size - length != envelope.size)
		return "its length is not the one that it states";
	*out = envelope;
	*header_length = length;
	return NULL;
}

/* Reads and checks an entry; returns what is wrong with it, or NULL with *out filled. */
static const char *read_entry(int descriptor, struct spool_report *out)
{
	struct spool_report report = {0};
	char digest[65];
	size_t header_length = 0;
	size_t size;
	const char *wrong = spool_inspect(descriptor, &report.envelope, &header_length);

	if (wrong)
		return wrong;
	size = (size_t)report.envelope.size;
	report.bytes = malloc(size + 1);
	if (!report.bytes)
		memory_exhausted();
	if (!read_all(descriptor, report.bytes, size, (off_t)header_length)) {
		wrong = strerror(errno);
	} else {
		sha256_of(report.bytes, size, digest);
		if (strcmp(digest, report.envelope.sha256) != 0)
			wrong = "its bytes do not have the SHA-256 that it states";
	}
	if (wrong)
		spool_report_free(&report);
	else
		*out = report;
	return wrong;
}

bool spool_read(struct spool *spool, const struct spool_claim *claim, struct spool_report *out,
	const struct diagnostics *diagnostics)
{
	const char *wrong = read_entry(claim->descriptor, out);

	if (wrong)
		spool_tell_damaged(spool, claim->name, wrong, diagnostics);
	return !wrong;
}

void spool_report_free(struct spool_report *report)
{
	free(report->bytes);
	*report = (struct spool_report){0};
}
