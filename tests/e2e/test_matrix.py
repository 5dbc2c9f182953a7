"""The rows of all test_matrix_*.py together: no case of the pack is left out."""
import support
import test_matrix_libraries
import test_matrix_places
import test_matrix_programs
from matrix_case import LIVE_ONLY, PACK, RULES

ROWS = [row for module in (test_matrix_libraries, test_matrix_places, test_matrix_programs)
        for row in module.TABLE.rows]


class Completeness(support.Case):
    def test_row_names_are_unique(self):
        names = [each.name for each in ROWS]
        self.assertEqual(sorted(names), sorted(set(names)))

    def test_every_case_of_every_rule_is_met(self):
        met = {(rule, case) for each in ROWS for rule, case in each.fails.items()}
        every = {(rule["id"], case) for rule in PACK["rules"] if rule["id"] not in LIVE_ONLY
                 for case in rule.get("cases", {})}
        self.assertEqual(every - met, set())

    def test_every_rule_is_met(self):
        met = {rule for each in ROWS
               for rule in (*each.fails, *each.untold, *each.not_applicable)}
        self.assertEqual(met | LIVE_ONLY, set(RULES))

    def test_explanations_of_intruders_differ(self):
        for own in ("import-32bit", "export-32bit"):
            texts = [case["explanation"] for case in RULES[own]["cases"].values()]
            self.assertEqual(len(texts), len(set(texts)))

    def test_every_rule_names_its_source(self):
        for rule in PACK["rules"]:
            for reference in rule["references"]:
                self.assertRegex(reference, r"^Q\d{6}$")


if __name__ == "__main__":
    support.main()
