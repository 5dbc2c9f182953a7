#include "tests/fuzz/mutate_json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { MAX_NODES = 4096, MAX_TEXT = 256 };

struct nodes {
	cJSON *items[MAX_NODES];
	cJSON *parents[MAX_NODES];
	size_t count;
	uint32_t state;
};

static uint32_t random_below(struct nodes *nodes, size_t bound)
{
	nodes->state = nodes->state * 1664525 + 1013904223;
	return (nodes->state >> 8) % (uint32_t)bound;
}

static void collect(struct nodes *nodes, cJSON *parent)
{
	cJSON *child;

	cJSON_ArrayForEach(child, parent)
	{
		if (nodes->count == MAX_NODES)
			return;
		nodes->items[nodes->count] = child;
		nodes->parents[nodes->count++] = parent;
		collect(nodes, child);
	}
}

/* What a pack may say in many places. */
static cJSON *scalar(struct nodes *nodes)
{
	static const char *const texts[] = {"", "${item}", "${detail}", "C:\\x",
		"C:\\WINNT\\system32", "HKLM\\SYSTEM\\CurrentControlSet\\Services\\X", "pe32", "ne",
		"i386", "8.5.0.0", "*", "a?b", "low", "pass", "fail", "all", "any", "not", "when",
		"file", "folder", "registry", "version", "image", "text", "placement", "services",
		"files", "images", "start-points"};
	static const double numbers[] = {
		0, 1, -1, 2, 65535, 65536, 4294967296.0, 9007199254740992.0, 0.5};
	uint32_t kind = random_below(nodes, 8);

	if (kind == 0)
		return cJSON_CreateNull();
	if (kind == 1)
		return cJSON_CreateBool((int)random_below(nodes, 2));
	if (kind == 2)
		return cJSON_CreateNumber(
			numbers[random_below(nodes, sizeof(numbers) / sizeof(numbers[0]))]);
	return cJSON_CreateString(texts[random_below(nodes, sizeof(texts) / sizeof(texts[0]))]);
}

static void replace(cJSON *parent, cJSON *node, cJSON *other)
{
	if (cJSON_IsObject(parent))
		other->string = strdup(node->string);
	cJSON_ReplaceItemViaPointer(parent, node, other);
}

/* A text with some of its bytes changed, as far as they still make a text. */
static cJSON *changed_text(const cJSON *node)
{
	char text[MAX_TEXT + 1];
	size_t length = strlen(node->valuestring);

	length = length < MAX_TEXT / 2 ? length : MAX_TEXT / 2;
	memcpy(text, node->valuestring, length);
	length = LLVMFuzzerMutate((uint8_t *)text, length, MAX_TEXT);
	text[length] = '\0';
	return cJSON_CreateString(text);
}

static void change(struct nodes *nodes)
{
	size_t place = random_below(nodes, nodes->count);
	size_t other = random_below(nodes, nodes->count);
	cJSON *node = nodes->items[place];
	cJSON *parent = nodes->parents[place];
	cJSON *copy = cJSON_Duplicate(nodes->items[other], 1);

	switch (random_below(nodes, 5)) {
	case 0:
		cJSON_Delete(cJSON_DetachItemViaPointer(parent, node));
		break;
	case 1:
		replace(parent, node, scalar(nodes));
		break;
	case 2:
		free(copy->string);
		copy->string = NULL;
		replace(parent, node, copy);
		return;
	case 3:
		if (cJSON_IsObject(parent) && copy->string) {
			char *name = strdup(copy->string);

			cJSON_AddItemToObject(parent, name, copy);
			free(name);
			return;
		}
		if (cJSON_IsArray(parent)) {
			cJSON_AddItemToArray(parent, copy);
			return;
		}
		break;
	default:
		if (cJSON_IsString(node))
			replace(parent, node, changed_text(node));
		break;
	}
	cJSON_Delete(copy);
}

size_t fuzz_mutate_json(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
	static struct nodes nodes;
	cJSON *root = cJSON_ParseWithLength((const char *)data, size);
	char *text;
	size_t length;

	if (!root)
		return 0;
	nodes.count = 0;
	nodes.state = seed;
	collect(&nodes, root);
	if (nodes.count)
		change(&nodes);
	text = cJSON_PrintUnformatted(root);
	cJSON_Delete(root);
	length = text ? strlen(text) : 0;
	if (length > max_size)
		length = 0;
	memcpy(data, text, length);
	free(text);
	return length;
}
