#include "scanner/host/disk/windows_folder.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

/* How sure a folder is to be the one: what it holds counts first, its name second. */
enum {
	SCORE_SYSTEM32 = 1,
	SCORE_NAME_WINDOWS = 2,
	SCORE_NAME_WINNT = 4,
	SCORE_HIVE = 8,
};

struct candidates {
	struct tree *tree;
	struct arena *arena;
	struct host_folder *root;
	const char *best;
	int best_score;
	const char *second_with_hive;
};

static int score_of(struct candidates *candidates, const char *path, const char *name)
{
	struct look system32 =
		tree_look(candidates->tree, winpath_join(candidates->arena, path, "System32"));
	struct look hive;
	int score = SCORE_SYSTEM32;

	if (system32.status != LOOK_FOUND || !system32.folder)
		return 0;
	hive = tree_look(candidates->tree,
		winpath_join(candidates->arena, path, "System32\\config\\system"));
	if (hive.status == LOOK_FOUND && hive.file)
		score += SCORE_HIVE;
	if (text_same_keyword(name, "winnt"))
		score += SCORE_NAME_WINNT;
	if (text_same_keyword(name, "windows"))
		score += SCORE_NAME_WINDOWS;
	return score;
}

static bool consider(void *context, const char *name, enum entry_type type)
{
	struct candidates *candidates = context;
	const char *path;
	int score;

	if (type != ENTRY_FOLDER)
		return true;
	path = winpath_join(candidates->arena, host_folder_path(candidates->root), name);
	score = score_of(candidates, path, name);
	if (score >= SCORE_HIVE && candidates->best_score >= SCORE_HIVE)
		candidates->second_with_hive =
			score > candidates->best_score ? candidates->best : path;
	if (score > candidates->best_score) {
		candidates->best = path;
		candidates->best_score = score;
	}
	return true;
}

const char *windows_folder_find(
	struct tree *tree, struct arena *arena, struct problem_list *problems)
{
	static const char order[] = "CDEFGHIJKLMNOPQRSTUVWXYZAB";
	struct candidates candidates = {.tree = tree, .arena = arena};
	const char *without_hive = NULL; /* the first drive's that has one */

	for (const char *letter = order; *letter && candidates.best_score < SCORE_HIVE; letter++) {
		if (!without_hive)
			without_hive = candidates.best;
		candidates = (struct candidates){
			.tree = tree, .arena = arena, .root = tree->roots[*letter - 'A']};
		if (candidates.root)
			host_folder_visit(tree, candidates.root, consider, &candidates);
	}
	if (candidates.best_score < SCORE_HIVE && without_hive)
		return without_hive;
	if (candidates.second_with_hive)
		problem_add(problems, arena, "several-windows", candidates.best, PROBLEM_NO_OFFSET,
			"%s and %s both look like the Windows folder; %s was taken; give another "
			"with "
			"--env SystemRoot=DIR",
			candidates.best, candidates.second_with_hive, candidates.best);
	return candidates.best;
}
