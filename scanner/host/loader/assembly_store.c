#include "scanner/host/loader/assembly_store.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"
#include "scanner/host/loader/side_by_side_memory.h"

#include <string.h>

enum { LANGUAGE_RANKS = 2 };

struct store_visit {
	struct host *host;
	const struct store_query *query;
	const char *prefix;
	const char *suffix;
	/* By how well the language fits. */
	struct store_match matches[LANGUAGE_RANKS];
};

/* 0 when the language is the one asked for, 1 when it will do, LANGUAGE_RANKS when not. */
static unsigned language_rank(const struct store_visit *visit, const struct store_name *stored)
{
	const char *language =
		arena_copy(visit->host->arena, stored->language, stored->language_length);
	bool neutral = assembly_language_is_neutral(language);

	if (assembly_language_is_neutral(visit->query->language))
		return neutral ? 0 : 1;
	if (text_same_name(visit->query->language, language))
		return 0;
	return neutral ? 1 : LANGUAGE_RANKS;
}

static char upper(char character)
{
	return character >= 'a' && character <= 'z' ? (char)(character - 'a' + 'A') : character;
}

/* What stands in a name between prefix and suffix; NULL when it has others. WinSxS holds thousands
 * of names, so the first letter that differs has to end it. */
static const char *between(const struct store_visit *visit, const char *name, size_t *length)
{
	const char *rest = name;

	for (const char *prefix = visit->prefix; *prefix; prefix++, rest++)
		if (upper(*prefix) != upper(*rest))
			return NULL;
	*length = strlen(rest);
	if (*length < strlen(visit->suffix))
		return NULL;
	*length -= strlen(visit->suffix);
	return text_same_name(rest + *length, visit->suffix) ? rest : NULL;
}

static bool take_entry(void *context, const char *name, enum entry_type type)
{
	struct store_visit *visit = context;
	const struct store_query *query = visit->query;
	size_t length;
	const char *text = between(visit, name, &length);
	struct store_name stored;
	struct store_match *match;
	unsigned rank;

	(void)type;
	if (!text || !store_name_read(text, length, !query->unversioned, &stored))
		return true;
	rank = language_rank(visit, &stored);
	if (rank == LANGUAGE_RANKS)
		return true;
	match = &visit->matches[rank];
	if (query->version) {
		if (assembly_version_compare(&stored.version, query->version) == 0)
			match->exact = name;
		if (!assembly_version_same_family(&stored.version, query->version) ||
			assembly_version_compare(&stored.version, query->version) < 0)
			return true;
	}
	if (!match->newest ||
		assembly_version_compare(&stored.version, &match->newest_version) > 0) {
		match->newest = name;
		match->newest_version = stored.version;
	}
	return true;
}

static struct store_visit begin_visit(
	struct host *host, const char *suffix, const struct store_query *query)
{
	return (struct store_visit){.host = host,
		.query = query,
		.suffix = suffix,
		.prefix = store_prefix(host->arena, query->architecture, query->name, query->token,
			host_is_serviced_by_components(host))};
}

static struct store_match end_visit(const struct store_visit *visit)
{
	return visit->matches[visit->matches[0].newest ? 0 : 1];
}

void store_choose(struct host *host, const char *const *names, size_t count,
	const struct store_query *query, struct store_match *out)
{
	struct store_visit visit = begin_visit(host, "", query);

	for (size_t i = 0; i < count; i++)
		take_entry(&visit, names[i], ENTRY_FOLDER);
	*out = end_visit(&visit);
}

const char *store_search(struct host *host, const char *folder, const char *suffix,
	const struct store_query *query, struct store_match *out)
{
	struct store_visit visit = begin_visit(host, suffix, query);
	struct look look = tree_look(&host->tree, folder);
	const char *reason;

	*out = (struct store_match){0};
	if (look.status == LOOK_ABSENT || (look.status == LOOK_FOUND && !look.folder))
		return arena_printf(host->arena, "%s is not there to be looked into", folder);
	if (look.status != LOOK_FOUND)
		return look.reason;
	reason = host_folder_visit(&host->tree, look.folder, take_entry, &visit);
	if (reason)
		return reason;
	*out = end_visit(&visit);
	return NULL;
}

/* A reference that was looked up before. */
struct store_note {
	const struct image_assembly *identity;
	const char *architecture;
	struct assembly_version asked, wanted; /* before and after the policy */
	bool with_policy;
	struct assembly_place place;
	struct store_note *next;
};

static bool same_text(const char *one, const char *other)
{
	return text_same_name(one ? one : "", other ? other : "");
}

static bool is_noted(
	const struct store_note *note, const struct assembly_reference *reference, bool with_policy)
{
	return note->with_policy == with_policy &&
	       assembly_version_compare(&note->asked, &reference->version) == 0 &&
	       same_text(note->architecture, reference->architecture) &&
	       same_text(note->identity->name, reference->identity->name) &&
	       same_text(note->identity->public_key_token, reference->identity->public_key_token) &&
	       same_text(note->identity->language, reference->identity->language);
}

const char *assembly_title(
	struct arena *arena, const char *name, const struct assembly_version *version)
{
	return arena_printf(arena, "%s %u.%u.%u.%u", name, version->parts[0], version->parts[1],
		version->parts[2], version->parts[3]);
}

static struct assembly_place untold(const char *why)
{
	return (struct assembly_place){
		.status = ASSEMBLY_UNTOLD, .basis = FACT_UNKNOWN, .source = why};
}

/* The assembly whose manifest has this file name. */
static struct assembly_place stored_place(struct host *host,
	const struct assembly_reference *reference, const char *store, const char *name)
{
	static const char suffix[] = ".manifest";
	struct arena *arena = host->arena;
	size_t length = strlen(name) - strlen(suffix);
	const char *path = winpath_join(arena, store, winpath_join(arena, "Manifests", name));
	struct look look = tree_look(&host->tree, path);
	struct look look_folder;
	struct assembly_place place = {.status = ASSEMBLY_FOUND, .shared = true};

	if (!look.file)
		return untold(
			look.reason ? look.reason : arena_printf(arena, "%s is no file", path));
	place.folder = winpath_join(arena, store, arena_copy(arena, name, length));
	look_folder = tree_look(&host->tree, place.folder);
	if (look_folder.folder)
		place.folder = host_folder_path(look_folder.folder);
	place.name = reference->identity->name;
	place.manifest = module_manifest_of_file(host, look.file, MANIFEST_ASSEMBLY);
	if (place.manifest.unknown)
		return untold(place.manifest.unknown);
	place.basis = place.manifest.compressed ? FACT_DERIVED : FACT_READ;
	place.source = place.manifest.compressed
			       ? arena_printf(arena, "%s, which is stored compressed", look.path)
			       : look.path;
	return place;
}

static struct assembly_place choose(struct host *host, const struct assembly_reference *reference,
	const char *store, const struct policy *policy)
{
	const struct image_assembly *identity = reference->identity;
	const struct store_query query = {.architecture = reference->architecture,
		.name = identity->name,
		.token = identity->public_key_token,
		.language = identity->language,
		.version = &reference->version};
	bool newest_counts =
		host_is_serviced_by_components(host) || policy->status == POLICY_UNREADABLE;
	const char *manifests = winpath_join(host->arena, store, "Manifests");
	struct assembly_place place;
	struct store_match match;
	const char *reason = store_search(host, manifests, ".manifest", &query, &match);
	bool exact;

	if (reason)
		return untold(reason);
	exact = match.exact && (!newest_counts || policy->status == POLICY_REDIRECTS ||
				       !match.newest || strcmp(match.exact, match.newest) == 0);
	if (!exact && !(newest_counts && match.newest))
		return (struct assembly_place){.status = ASSEMBLY_MISSING,
			.basis = FACT_READ,
			.source = arena_printf(host->arena, "%s has no %s of %s%s%s", manifests,
				assembly_title(host->arena, identity->name, &reference->version),
				reference->architecture, policy->source ? ", asked for by " : "",
				policy->source ? policy->source : "")};
	place = stored_place(host, reference, store, exact ? match.exact : match.newest);
	if (place.status != ASSEMBLY_FOUND)
		return place;
	place.version = exact ? reference->version : match.newest_version;
	if (policy->source)
		place.source =
			arena_printf(host->arena, "%s; policy %s", place.source, policy->source);
	if (!exact) {
		place.basis = FACT_DERIVED;
		place.source = arena_printf(host->arena,
			"%s; the newest of %u.%u that is there, %s", place.source,
			reference->version.parts[0], reference->version.parts[1],
			policy->source ? "as what the policy asks for is not"
				       : "as no policy that can be read says which");
	}
	return place;
}

static struct assembly_place search_store(
	struct host *host, struct assembly_reference *reference, bool with_policy)
{
	const char *store = host_windows_folder(host, "WinSxS");
	struct policy policy = {.status = POLICY_NONE};

	if (!store)
		return untold(host_no_windows_folder);
	if (with_policy)
		policy = assembly_policy(host, reference);
	if (policy.status == POLICY_UNTOLD)
		return untold(policy.source);
	if (policy.status == POLICY_REDIRECTS)
		reference->version = policy.version;
	if (policy.status != POLICY_REDIRECTS)
		policy.source = NULL;
	return choose(host, reference, store, &policy);
}

struct assembly_place assembly_find_shared(
	struct host *host, struct assembly_reference *reference, bool with_policy)
{
	struct side_by_side_memory *memory = side_by_side_memory(host);
	struct store_note *note = memory->stored;

	while (note && !is_noted(note, reference, with_policy))
		note = note->next;
	if (!note) {
		note = arena_alloc(host->arena, sizeof(*note));
		*note = (struct store_note){.identity = reference->identity,
			.architecture = reference->architecture,
			.asked = reference->version,
			.with_policy = with_policy,
			.next = memory->stored};
		note->place = search_store(host, reference, with_policy);
		note->wanted = reference->version;
		memory->stored = note;
	}
	reference->version = note->wanted;
	return note->place;
}
