#!/usr/bin/env python3
"""Writes docs/packs.md: what each rule of the packs that ship looks at, from the packs and what the program says of its checks.

    rules/packs_table.py [--check] build/compatscan
"""
import json
import pathlib
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs/packs.md"
# Of a list so many are shown.
SHOWN = 4
# Fields that say nothing of what is looked at.
SILENT = {"severity"}
NAMES = {"template", "text", "program", "library"}
# Fields that speak for themselves; the others are told with their name.
PLAIN = {"program", "library", "kind", "machine", "target", "word"}

HEAD = """# The rule packs that ship

Made from the packs by `make packs-table`; `compatscan rules show PACK` shows more of each, and the files in
`rules/packs/` all of it. What stands in `${...}` is read from the machine or given with `--set`. A rule marked *live* can
only be judged on the running machine; one that is put to each of many things has a finding for each that fails.
"""


def one_line(text):
    return " ".join(text.split()).replace("|", "\\|")


def code(text):
    return f"`{one_line(text)}`"


def shown_list(texts):
    more = len(texts) - SHOWN
    shown = ", ".join(texts[:SHOWN])
    return f"{shown} and {more} more" if more > 0 else shown


def text_of(given):
    """An object is told by its first member, which names it."""
    return str(next(iter(given.values()))) if isinstance(given, dict) else str(given)


def value(field, given, labelled):
    label = field["name"].replace("_", " ")
    if field["type"] == "flag":
        return label if given else None
    if field["type"] in SILENT:
        return None
    texts = [one_line(text_of(each)) for each in (given if isinstance(given, list) else [given])]
    if field["type"] in NAMES:
        texts = [code(text) for text in texts]
    return f"{label} {shown_list(texts)}" if labelled else shown_list(texts)


def values(kind, given):
    """The fields; the first template is what the check is about."""
    found, templates = [], 0
    for field in kind["fields"]:
        if field["name"] in given:
            is_template = field["type"] in ("template", "text")
            plain = field["type"] in PLAIN or (is_template and not templates)
            found.append(value(field, given[field["name"]], not plain))
            templates += is_template
    return "; ".join(part for part in found if part)


def summary_of(kind):
    summary = one_line(kind["summary"]).split(". ")[0].rstrip(".")
    if summary[1:2].islower() or summary[1:2] == " ":
        summary = summary[0].lower() + summary[1:]
    return summary


def sentence(kind, given):
    parts = values(kind, given)
    return f"{summary_of(kind)}: {parts}" if parts else summary_of(kind)


def phrase(check, kinds):
    """What a check looks at, in words."""
    name = check["type"]
    if name in ("all", "any"):
        parts = "; ".join(phrase(part, kinds) for part in check["checks"])
        return f"{'all of' if name == 'all' else 'at least one of'} ({parts})"
    if name == "not":
        return f"not ({phrase(check['check'], kinds)})"
    if name == "when":
        return f"when {phrase(check['if'], kinds)}, then {phrase(check['then'], kinds)}"
    return sentence(kinds["checks"][name], check)


def looks_at(rule, kinds):
    text = phrase(rule["check"], kinds)
    if "each" in rule:
        selection = kinds["selections"][rule["each"]["in"]]
        parts = values(selection, rule["each"])
        text = f"for each of {summary_of(selection)}{f' ({parts})' if parts else ''}: {text}"
    return f"*live*: {text}" if rule.get("live") else text


def paragraph(text):
    return "\n".join(textwrap.wrap(text, 120, break_long_words=False, break_on_hyphens=False))


def section(pack, kinds):
    use = "" if pack.get("use", "always") == "always" else f" Used on request only: `--pack {pack['id']}`."
    count = len(pack["rules"])
    lines = [f"## {pack['id']}", "",
             paragraph(f"{one_line(pack['title'])}. {one_line(pack['description'])}{use}"), "",
             paragraph(f"Version {pack['version']}, {count} rule{'' if count == 1 else 's'}. "
                       f"Source: {', '.join(map(one_line, pack['references']))}."), ""]
    if pack.get("parameters"):
        lines += [paragraph("Parameters: " + ", ".join(
            f"`{each['name']}` ({one_line(each['description'])})" for each in pack["parameters"]) + "."), ""]
    lines += ["| rule | severity | what should be so | looks at | source |", "|---|---|---|---|---|"]
    lines += [f"| `{rule['id']}` | {rule['severity']} | {one_line(rule['title'])} | {looks_at(rule, kinds)} | "
              f"{', '.join(map(one_line, rule['references']))} |" for rule in pack["rules"]]
    return "\n".join(lines) + "\n"


def make(program):
    told = json.loads(subprocess.run([program, "rules", "checks", "--format", "json"], check=True,
                                     stdout=subprocess.PIPE).stdout)
    kinds = {part: {kind["name"]: kind for kind in told[part]} for part in ("checks", "selections")}
    packs = [json.loads(file.read_text("utf-8")) for file in sorted((ROOT / "rules/packs").glob("*.json"))]
    return "\n".join([HEAD] + [section(pack, kinds) for pack in packs])


def main(arguments):
    check = "--check" in arguments
    program, = [argument for argument in arguments if argument != "--check"]
    text = make(program)
    if not check:
        PLACE.write_text(text, "utf-8")
    elif not PLACE.exists() or PLACE.read_text("utf-8") != text:
        sys.exit("docs/packs.md is not what the packs say; run make packs-table")


if __name__ == "__main__":
    main(sys.argv[1:])
