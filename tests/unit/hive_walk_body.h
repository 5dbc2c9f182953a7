/* Included by a file that has included a hivex.h and defined HIVE_WALK; nothing else includes it.
 */
#include "scanner/base/buffer.h"
#include "tests/unit/hive_walk.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A spoiled hive may lead round in circles. */
enum { MAX_WALKED_KEYS = 2000, MAX_WALK_BYTES = 4 << 20 };

struct walk {
	hive_h *hive;
	struct buffer text;
	unsigned keys_left;
};

static void put_value(struct walk *walk, hive_value_h value)
{
	hive_type type = hive_t_REG_NONE;
	size_t length = 0;
	char *data;

	buffer_printf(&walk->text, "value %zx\n", value);
	data = hivex_value_value(walk->hive, value, &type, &length);
	if (!data) {
		buffer_printf(&walk->text, "  errno %d\n", errno);
		return;
	}
	buffer_printf(&walk->text, "  type %u, %zu bytes", (unsigned)type, length);
	for (size_t i = 0; i < length; i++)
		buffer_printf(&walk->text, " %02x", (unsigned char)data[i]);
	buffer_puts(&walk->text, "\n");
	free(data);
}

static void put_key(struct walk *walk, hive_node_h node)
{
	hive_value_h *values = hivex_node_values(walk->hive, node);
	hive_node_h *children;

	if (!values)
		buffer_printf(&walk->text, "values: errno %d\n", errno);
	for (size_t i = 0; values && values[i]; i++)
		put_value(walk, values[i]);
	free(values);
	children = hivex_node_children(walk->hive, node);
	if (!children)
		buffer_printf(&walk->text, "subkeys: errno %d\n", errno);
	for (size_t i = 0; children && children[i] && walk->keys_left; i++) {
		walk->keys_left--;
		buffer_printf(&walk->text, "key %zx\n", children[i]);
		put_key(walk, children[i]);
		buffer_puts(&walk->text, "end\n");
	}
	free(children);
}

const char *HIVE_WALK(struct arena *arena, const char *file)
{
	struct walk walk = {.keys_left = MAX_WALKED_KEYS};
	const char *text;

	buffer_init(&walk.text, MAX_WALK_BYTES);
	walk.hive = hivex_open(file, 0);
	if (walk.hive) {
		put_key(&walk, hivex_root(walk.hive));
		hivex_close(walk.hive);
	} else {
		buffer_printf(&walk.text, "no hive: errno %d\n", errno);
	}
	text = arena_copy(arena, buffer_text(&walk.text), walk.text.length);
	buffer_free(&walk.text);
	return text;
}
