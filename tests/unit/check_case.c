#include "tests/unit/check_case.h"

#include "tests/unit/pack_text.h"

#include <string.h>

void check_case_init(struct check_case *on)
{
	*on = (struct check_case){0};
	machine_init(&on->machine);
}

void check_case_free(struct check_case *on)
{
	machine_free(&on->machine);
}

static const char *pack_text(struct check_case *on, const char *check)
{
	return arena_printf(&on->machine.arena,
		"{'schema':'compatscan-pack/1','id':'sample','version':'1','title':'Sample',"
		"'description':'D','references':['Q1'],'parameters':[%s],"
		"'programs':[{'id':'import','name':'Import.exe','caller':'C:\\\\bin',"
		"'current_directory':'C:\\\\bin'}],"
		"'libraries':[{'id':'cdmw800','name':'Cdmw800.dll'}],"
		"'rules':[{'id':'asked','title':'T','severity':'high','references':['Q1'],%s%s%s"
		"'check':%s,'holds':'%s',"
		"'cases':{'otherwise':{'explanation':'${detail}','remedy':'R'}}}]}",
		on->parameters ? on->parameters : "", on->each ? "'each':" : "",
		on->each ? on->each : "", on->each ? "," : "", check,
		on->each ? "${count} pass" : "${detail}");
}

static bool load(struct check_case *on, const char *check, struct heard *heard)
{
	heard_start(heard);
	return pack_text_load(pack_text(on, check), &on->machine.arena, heard, &on->pack);
}

const struct finding *check_case_ask(struct check_case *on, const char *check)
{
	struct heard heard;
	bool loaded = load(on, check, &heard);

	ck_assert_msg(loaded, "%s", buffer_text(&heard.text));
	heard_end(&heard);
	if (!on->started)
		machine_start(&on->machine);
	on->started = true;
	on->result = evaluate_pack(&on->machine.host, &on->pack);
	ck_assert_uint_gt(on->result.finding_count, 0);
	return &on->result.findings[0];
}

static const struct finding *expect(
	struct check_case *on, const char *check, enum finding_status status, const char *sentence)
{
	const struct finding *finding = check_case_ask(on, check);

	ck_assert_ptr_nonnull(finding->explanation);
	ck_assert_msg(finding->status == status, "%s: %s is %s (%s): %s", check, finding->subject,
		finding_status_name(finding->status),
		finding->case_name ? finding->case_name : "no case", finding->explanation);
	ck_assert_msg(!strstr(finding->explanation, "${"), "%s", finding->explanation);
	if (sentence)
		ck_assert_str_eq(finding->explanation, sentence);
	return finding;
}

const struct finding *expect_pass(struct check_case *on, const char *check, const char *sentence)
{
	return expect(on, check, FINDING_PASS, sentence);
}

const struct finding *expect_fail(
	struct check_case *on, const char *check, const char *case_name, const char *sentence)
{
	const struct finding *finding = expect(on, check, FINDING_FAIL, sentence);

	ck_assert_str_eq(finding->case_name, case_name);
	ck_assert_uint_gt(finding->evidence_count, 0);
	return finding;
}

const struct finding *expect_unknown(struct check_case *on, const char *check, const char *sentence)
{
	return expect(on, check, FINDING_UNKNOWN, sentence);
}

const struct finding *expect_not_applicable(
	struct check_case *on, const char *check, const char *sentence)
{
	return expect(on, check, FINDING_NOT_APPLICABLE, sentence);
}

void expect_refused(struct check_case *on, const char *check, const char *message)
{
	struct heard heard;
	size_t length, tail = strlen(message);
	const char *told;

	ck_assert_msg(!load(on, check, &heard), "%s is taken", check);
	told = buffer_text(&heard.text);
	length = strlen(told);
	while (length && told[length - 1] == '\n')
		length--;
	ck_assert_msg(
		length >= tail && strncmp(told + length - tail, message, tail) == 0, "%s", told);
	heard_end(&heard);
}

void expect_seen(const struct finding *finding, size_t index, struct evidence expected)
{
	const struct evidence *found = &finding->evidence[index];

	ck_assert_uint_lt(index, finding->evidence_count);
	ck_assert_pstr_eq(found->path, expected.path);
	ck_assert_pstr_eq(found->fact, expected.fact);
	ck_assert_pstr_eq(found->expected, expected.expected);
	ck_assert_pstr_eq(found->actual, expected.actual);
}
