/*
 * Any bytes as a shortcut, and as a .pif. What is read is valid UTF-8 and short enough; bytes that
 * are no shortcut have no facts; a part of the file that is cut off adds none.
 */
#include "tests/fuzz/target.h"

#include "scanner/base/arena.h"
#include "scanner/image/pif.h"
#include "scanner/image/shell_link.h"

#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

enum { CODE_PAGE = 1252, MAX_PATH_BYTES = 8 * MAX_SHELL_LINK_CHARACTERS };

static void require_text(const char *text)
{
	fuzz_require(!text || (!u8_check((const uint8_t *)text, strlen(text)) &&
				      strlen(text) <= MAX_PATH_BYTES),
		"a text of a shortcut is valid UTF-8 and no longer than it may be");
}

static struct shell_link read_link(struct arena *arena, const uint8_t *data, size_t size)
{
	struct byte_source source;
	struct shell_link link;
	struct view view;

	byte_source_memory(&source, data, size);
	view = view_of(&source);
	shell_link_read(&view, CODE_PAGE, arena, &link);
	return link;
}

static void check_texts(const struct shell_link *link)
{
	const char *const texts[] = {link->local_path, link->share_path, link->relative_path,
		link->working_folder, link->arguments, link->environment_path};

	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		require_text(texts[i]);
		fuzz_require(link->present || !texts[i], "what is no shortcut has no texts");
	}
	fuzz_require(link->present || link->damage, "what is no shortcut says so");
}

/* A copy that broke off tells nothing that the whole one does not. */
static void check_cut(
	struct arena *arena, const struct shell_link *whole, const uint8_t *data, size_t size)
{
	struct shell_link cut = read_link(arena, data, size);

	fuzz_require(!cut.local_path ||
			     (whole->local_path && strcmp(cut.local_path, whole->local_path) == 0),
		"a path of a shortcut that is cut off is that of the whole");
	fuzz_require(!cut.arguments ||
			     (whole->arguments && strcmp(cut.arguments, whole->arguments) == 0),
		"the arguments of a shortcut that is cut off are those of the whole");
}

static void check_pif(struct arena *arena, const uint8_t *data, size_t size)
{
	struct byte_source source;
	struct view view;
	struct pif pif;

	byte_source_memory(&source, data, size);
	view = view_of(&source);
	pif_read(&view, 437, arena, &pif);
	require_text(pif.program);
	require_text(pif.folder);
	require_text(pif.arguments);
	fuzz_require(!pif.present || *pif.program, "a .pif names a program");
}

void fuzz_check_shell_link(
	const struct fuzz_target *target, const uint8_t *data, size_t size, bool thorough)
{
	struct arena arena;
	struct shell_link link;

	(void)target;
	(void)thorough;
	arena_init(&arena);
	link = read_link(&arena, data, size);
	check_texts(&link);
	for (size_t part = 1; part < 4; part++)
		check_cut(&arena, &link, data, size * part / 4);
	check_pif(&arena, data, size);
	arena_free(&arena);
}
