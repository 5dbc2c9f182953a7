/*
 * Publishers' policies (doc "Publisher Configuration"): assemblies called policy.MAJOR.MINOR.NAME
 * whose bindingRedirect elements say which version takes the place of which. Windows XP and Server
 * 2003 have a folder for each in WinSxS\Policies, with files called by their version; later Windows
 * files them among the manifests. The newest file counts. From Vista on, servicing also keeps a
 * list of the version of each family that is in use, which needs no policy.
 */
#include "scanner/host/loader/assembly_store.h"

#include "scanner/base/text.h"
#include "scanner/host/disk/winpath.h"

#include <string.h>

static const char WINNERS[] =
	"HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\SideBySide\\Winners";

struct newest_file {
	const char *name;
	struct assembly_version version;
};

static bool take_policy(void *context, const char *name, enum entry_type type)
{
	static const char suffix[] = ".policy";
	struct newest_file *newest = context;
	size_t length = strlen(name);
	struct assembly_version version;
	char number[24]; /* four times five digits, three dots */

	(void)type;
	if (length <= strlen(suffix) || length - strlen(suffix) >= sizeof(number) ||
		!text_same_name(name + length - strlen(suffix), suffix))
		return true;
	memcpy(number, name, length - strlen(suffix));
	number[length - strlen(suffix)] = '\0';
	if (assembly_version_read(number, &version) &&
		(!newest->name || assembly_version_compare(&version, &newest->version) > 0))
		*newest = (struct newest_file){name, version};
	return true;
}

/* The newest file in a folder of WinSxS\Policies; *reason is set when that cannot be told. */
static const char *newest_policy(struct host *host, const char *folder, const char **reason)
{
	struct newest_file newest = {0};
	struct look look = tree_look(&host->tree, folder);

	if (!look.folder) {
		*reason = look.reason;
		return NULL;
	}
	*reason = host_folder_visit(&host->tree, look.folder, take_policy, &newest);
	return newest.name ? winpath_join(host->arena, folder, newest.name) : NULL;
}

static const char *policy_folder(struct host *host)
{
	return winpath_join(host->arena, host_windows_folder(host, "WinSxS"),
		host_is_serviced_by_components(host) ? "Manifests" : "Policies");
}

/* The path of the policy for a reference; NULL when there is none, or with a *reason. */
static const char *find_policy(
	struct host *host, const struct assembly_reference *reference, const char **reason)
{
	const struct image_assembly *identity = reference->identity;
	bool among_manifests = host_is_serviced_by_components(host);
	const struct store_query query = {
		.architecture = reference->architecture,
		.name = arena_printf(host->arena, "policy.%u.%u.%s", reference->version.parts[0],
			reference->version.parts[1], identity->name),
		.token = identity->public_key_token,
		.language = identity->language,
		.unversioned = !among_manifests,
	};
	const char *folder = policy_folder(host);
	struct store_match match;

	*reason = store_search(host, folder, among_manifests ? ".manifest" : "", &query, &match);
	if (*reason || !match.newest)
		return NULL;
	folder = winpath_join(host->arena, folder, match.newest);
	return among_manifests ? folder : newest_policy(host, folder, reason);
}

bool assembly_redirect(const struct image_manifest *manifest,
	const struct assembly_reference *reference, struct assembly_version *out)
{
	struct image_assembly asked = *reference->identity;

	asked.architecture = reference->architecture;
	for (size_t i = 0; i < manifest->redirect_count; i++) {
		const struct image_redirect *row = &manifest->redirects[i];
		const struct image_assembly *redirected = &manifest->dependencies[row->dependency];

		asked.type = redirected->type;
		if (assembly_fits(redirected, &asked) &&
			assembly_version_in(row->old_version, &reference->version) &&
			assembly_version_read(row->new_version, out))
			return true;
	}
	return false;
}

/* The version that servicing keeps in use of a family, if the registry says so and it will do. */
static bool find_winner(
	struct host *host, const struct assembly_reference *reference, struct policy *out)
{
	const struct image_assembly *identity = reference->identity;
	const struct store_query query = {.architecture = reference->architecture,
		.name = identity->name,
		.token = identity->public_key_token,
		.language = identity->language,
		.unversioned = true};
	struct registry_value value;
	struct store_match match;
	const char **names, *key;
	size_t count;

	if (registry_keys(&host->registry, WINNERS, &names, &count) != REGISTRY_FOUND)
		return false;
	store_choose(host, names, count, &query, &match);
	if (!match.newest)
		return false;
	key = arena_printf(host->arena, "%s\\%s\\%u.%u", WINNERS, match.newest,
		reference->version.parts[0], reference->version.parts[1]);
	if (registry_value(&host->registry, key, "", &value) != REGISTRY_FOUND ||
		!assembly_version_read(value.text, &out->version) ||
		assembly_version_compare(&out->version, &reference->version) < 0)
		return false;
	out->status = POLICY_REDIRECTS;
	out->source = key;
	return true;
}

struct policy assembly_policy(struct host *host, const struct assembly_reference *reference)
{
	struct policy policy = {.status = POLICY_UNTOLD};
	struct module_manifest document;
	const char *path;
	struct look look;

	if (host_is_serviced_by_components(host) && find_winner(host, reference, &policy))
		return policy;
	/* Windows is installed with policies, so a copy without any is not all of it. */
	if (tree_look(&host->tree, policy_folder(host)).status == LOOK_ABSENT)
		return (struct policy){.status = POLICY_UNREADABLE};
	path = find_policy(host, reference, &policy.source);
	if (policy.source)
		return policy;
	if (!path)
		return (struct policy){.status = POLICY_NONE};
	look = tree_look(&host->tree, path);
	policy.source = look.reason ? look.reason : path;
	if (!look.file)
		return policy;
	document = module_manifest_of_file(host, look.file, MANIFEST_ASSEMBLY);
	policy.source = document.unknown ? document.unknown : look.path;
	if (document.compressed)
		policy.status = POLICY_UNREADABLE;
	else if (document.manifest)
		policy.status = assembly_redirect(document.manifest, reference, &policy.version)
					? POLICY_REDIRECTS
					: POLICY_NONE;
	return policy;
}
