/* A small machine, a pack, and what the one says about the other. */
#ifndef COMPATSCAN_TESTS_UNIT_RULES_CASE_H
#define COMPATSCAN_TESTS_UNIT_RULES_CASE_H

#include "rules/evaluation/evaluation.h"
#include "scanner/specimen/image.h"
#include "tests/fixture/hive.h"
#include "tests/fixture/server.h"

#include <check.h>

/* Keys below the root of the sample's SYSTEM hive. */
#define CONNECTOR_KEY "ControlSet001\\Services\\MSExchangeCCMC"
#define PARAMETERS_KEY CONNECTOR_KEY "\\Parameters"
#define ENVIRONMENT_KEY "ControlSet001\\Control\\Session Manager\\Environment"

struct judged_machine {
	char *folder; /* drive C: */
	struct fixture_hive *hive;
	bool without_hive;
	const char *unreadable; /* a file, from the drive's root, that no one may read; or NULL */
	const struct live_source *live; /* NULL: the machine is looked at from outside */
	const char *retimed; /* a file, likewise, of which the drive tells these times; or NULL */
	int64_t created, changed;
	struct host_options options;
	struct arena arena;
	struct host host;
	bool opened;
	struct pack pack;
	struct pack_result result;
};

/* The sample server of this variant in a temporary folder, to be changed before it is judged. */
void judged_start(struct judged_machine *machine, enum fixture_server_variant variant);
void judged_end(struct judged_machine *machine);

/* All paths are from the drive's root, with slashes, in the spelling on disk. */
void judged_remove(struct judged_machine *machine, const char *path);
void judged_move(struct judged_machine *machine, const char *from, const char *to);
void judged_copy(struct judged_machine *machine, const char *from, const char *to);
void judged_write(struct judged_machine *machine, const char *path, const char *text);
void judged_image(
	struct judged_machine *machine, const char *path, const struct specimen_image *image);
/* A program of this file version, or of none when it is NULL; processor 0 is i386. */
void judged_versioned(
	struct judged_machine *machine, const char *path, const char *version, uint16_t processor);
/* Writes the first size bytes of an image. */
void judged_cut(struct judged_machine *machine, const char *path, size_t size);

/* A connector's parameter, and PATH. */
void judged_parameter(struct judged_machine *machine, const char *name, const char *text);
void judged_path(struct judged_machine *machine, const char *path);

/*
 * Judges the machine by the pack that ships, or by the text of a pack in which ' stands for ". In
 * front of the explanation of a failure stands the name of its case and a colon.
 */
void judged_judge(struct judged_machine *machine);
void judged_judge_by(struct judged_machine *machine, const char *text);

/* A pack that concerns every machine: one program "import" (Import.exe, started from C:\bin in
 * C:\store, likely), one library "cdmw800" (Cdmw800.dll), and these rules. The caller frees
 * nothing. */
const char *judged_pack(struct judged_machine *machine, const char *parameters, const char *rules);

/* The finding of a rule; fails when there is none. */
const struct finding *judged_finding(struct judged_machine *machine, const char *rule);

/* Fails unless the rule failed in this case, with this severity, about this subject, and says so
 * with a text that names every path it should. */
const struct finding *expect_failure(struct judged_machine *machine, const char *rule,
	const char *case_name, enum severity severity, const char *subject);

/* Any other status; explanation is the whole text, or NULL when it does not matter. */
const struct finding *expect_status(struct judged_machine *machine, const char *rule,
	enum finding_status status, const char *subject, const char *explanation);

/* Fails unless a text holds another. */
void expect_text(const char *text, const char *fragment);

/* Every field of one piece of evidence but file and offset. */
void expect_evidence(const struct finding *finding, size_t index, struct evidence expected);

#endif
