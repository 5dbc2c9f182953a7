/*
 * Command-line options as tables. A command has groups of options; one parser reads them all, and
 * the help text is made from the same tables.
 */
#ifndef COMPATSCAN_CLI_OPTIONS_H
#define COMPATSCAN_CLI_OPTIONS_H

#include "report/post.h"
#include "rules/evaluation/finding.h"
#include "scanner/base/diagnostic.h"
#include "scanner/host/search/search.h"

enum exit_code {
	EXIT_HOLDS = 0,
	EXIT_FAILS = 1,
	EXIT_USAGE = 2,
	EXIT_INCOMPLETE = 3,
	EXIT_UNDELIVERED = 4,
};

enum {
	MAX_VARIABLES = 256,
	MAX_SETTINGS = 256,
	MAX_PACKS = 64,
	MAX_PACK_FOLDERS = 64,
	MAX_WAIVER_FILES = 64,
	MAX_TREE_DEPTH = 1000000
};

enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* Who looks for what, as the target would: see struct search_request. */
struct search_settings {
	enum launcher launcher;
	bool launcher_given;
	const char *from; /* Windows path */
	const char *current_directory;
	const char *caller; /* as the user wrote it */
	uint16_t caller_machine;
	const char *service; /* the calling program is that of a service */
	enum path_session session;
};

/* Everything any command can be told. Texts are those of argv. */
struct settings {
	struct host_options host;
	struct host_variable variables[MAX_VARIABLES];
	struct host_variable parameters[MAX_SETTINGS]; /* --set */
	struct search_settings search;
	const char *packs[MAX_PACKS];
	size_t pack_count;
	const char *pack_folders[MAX_PACK_FOLDERS];
	size_t pack_folder_count;
	const char *waivers[MAX_WAIVER_FILES];
	size_t waiver_count;
	const char *format;
	const char *output;
	enum severity fail_on;
	enum colour_choice colour;
	bool quiet;
	bool strict;  /* a rule without examples is an error */
	bool verbose; /* what is as expected is shown, too */
	bool hash;
	bool symbols;
	unsigned depth; /* of a tree that is shown; 0: all of it */
	bool resources;
	bool strings;
	struct post_options post;
	const char *spool;
	bool flush;
};

struct invocation {
	struct arena *arena;
	const struct diagnostics *diagnostics;
	struct settings settings;
	const char **operands; /* what is left when the options are read */
	size_t operand_count;
	const char *option; /* without its dashes, while its value is read */
};

struct option {
	const char *name;     /* without the dashes */
	char letter;          /* of the short form, or 0 */
	const char *argument; /* what it takes, for help; NULL when it takes nothing */
	const char *help;
	/* Notes the value (NULL without argument); false, told, when it is not one. */
	bool (*take)(struct invocation *invocation, const char *value);
};

struct option_group {
	const char *title;
	const struct option *options; /* ends with an entry without a name */
};

struct command {
	const char *name;
	const char *summary;  /* one line */
	const char *synopsis; /* lines behind "compatscan NAME " */
	const char *description;
	const struct option_group *const *groups; /* ends with NULL */
	const char *examples;
	enum exit_code (*run)(struct invocation *invocation);
};

enum options_result { OPTIONS_OK, OPTIONS_HELP, OPTIONS_BAD };

/* Reads argv behind the command's name. */
enum options_result options_read(
	const struct command *command, int argc, char **argv, struct invocation *invocation);

extern const struct option_group target_options;
extern const struct option_group search_options;
extern const struct option_group rules_options;
extern const struct option_group pack_folder_options;
extern const struct option_group test_options;
extern const struct option_group scan_output_options;
extern const struct option_group page_output_options;
extern const struct option_group inspect_options;
extern const struct option_group deps_options;
extern const struct option_group deps_search_options;
extern const struct option_group post_options_group;
extern const struct option_group delivery_options;
extern const struct option_group general_options;

extern const struct command command_scan;
extern const struct command command_facts;
extern const struct command command_inspect;
extern const struct command command_rules;
extern const struct command command_which;
extern const struct command command_deps;
extern const struct command command_post;

#endif
