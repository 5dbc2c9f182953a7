/* rules/schema/pack.schema.json names the fields and cases that the checks have, and no others. */
#include "rules/check.h"

#include <cjson/cJSON.h>
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Suite *suite_rules_schema(void);

static cJSON *schema;

static void set_up(void)
{
	FILE *file = fopen("rules/schema/pack.schema.json", "rb");
	char *text = calloc(1, MAX_PACK_BYTES);

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_gt(fread(text, 1, MAX_PACK_BYTES - 1, file), 0);
	fclose(file);
	schema = cJSON_Parse(text);
	free(text);
	ck_assert_ptr_nonnull(schema);
}

static void tear_down(void)
{
	cJSON_Delete(schema);
}

static const cJSON *member(const cJSON *value, const char *const *path)
{
	for (; *path; path++) {
		value = cJSON_GetObjectItemCaseSensitive(value, *path);
		ck_assert_msg(value != NULL, "the schema has no %s", *path);
	}
	return value;
}

static const cJSON *definition(const char *check, const char *part)
{
	const char *name = "definitions";
	char key[64];

	snprintf(key, sizeof(key), "check-%s", check);
	return member(schema, (const char *const[]){name, key, "properties", part, NULL});
}

static bool is_required(const cJSON *object, const char *name)
{
	const cJSON *item;

	cJSON_ArrayForEach(
		item, cJSON_GetObjectItemCaseSensitive(object,
			      "required")) if (strcmp(item->valuestring, name) == 0) return true;
	return false;
}

START_TEST(the_schema_knows_every_check)
{
	const cJSON *names =
		member(schema, (const char *const[]){"definitions", "rule", "properties", "check",
				       "properties", "type", "enum", NULL});
	int count = 0;

	for (; check_type_at((size_t)count); count++)
		ck_assert_str_eq(cJSON_GetArrayItem(names, count)->valuestring,
			check_type_at((size_t)count)->name);
	ck_assert_int_eq(cJSON_GetArraySize(names), count);
}
END_TEST

START_TEST(fields_are_the_same)
{
	for (size_t i = 0; check_type_at(i); i++) {
		const struct check_type *type = check_type_at(i);
		const cJSON *check = definition(type->name, "check");
		const cJSON *properties = cJSON_GetObjectItem(check, "properties");
		int count = 1;

		for (; type->fields[count - 1].name; count++) {
			const struct check_field *field = &type->fields[count - 1];

			ck_assert_msg(cJSON_HasObjectItem(properties, field->name), "%s.%s",
				type->name, field->name);
			ck_assert_int_eq(is_required(check, field->name), field->required);
		}
		ck_assert_int_eq(cJSON_GetArraySize(properties), count);
	}
}
END_TEST

START_TEST(cases_are_the_same)
{
	for (size_t i = 0; check_type_at(i); i++) {
		const struct check_type *type = check_type_at(i);
		const cJSON *cases = definition(type->name, "cases");
		int count = 0;

		for (; type->cases[count]; count++)
			ck_assert_msg(is_required(cases, type->cases[count]), "%s: %s", type->name,
				type->cases[count]);
		ck_assert_int_eq(
			cJSON_GetArraySize(cJSON_GetObjectItem(cases, "properties")), count);
	}
}
END_TEST

Suite *suite_rules_schema(void)
{
	Suite *suite = suite_create("rules_schema");
	TCase *tests = tcase_create("schema");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, the_schema_knows_every_check);
	tcase_add_test(tests, fields_are_the_same);
	tcase_add_test(tests, cases_are_the_same);
	return suite;
}
