/* The functions of scanner/windows under names of their own, beside those of libhivex. */
#define hivex_open own_hivex_open
#define hivex_close own_hivex_close
#define hivex_root own_hivex_root
#define hivex_node_children own_hivex_node_children
#define hivex_node_values own_hivex_node_values
#define hivex_value_value own_hivex_value_value
#include "scanner/windows/hive_bins.c" /* NOLINT(bugprone-suspicious-include) */
#include "scanner/windows/hivex.c"     /* NOLINT(bugprone-suspicious-include) */

#define HIVE_WALK hive_walk_own
#include "tests/unit/hive_walk_body.h"
