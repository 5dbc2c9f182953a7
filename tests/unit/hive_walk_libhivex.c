#include <hivex.h>

#define HIVE_WALK hive_walk_libhivex
#include "tests/unit/hive_walk_body.h"
