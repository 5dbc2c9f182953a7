"""The tables of docs/witnesses.md."""
import sys

import cases

BEGIN, END = "<!-- cases: begin -->", "<!-- cases: end -->"


def cell(text):
    return (text or "nothing").replace("|", "\\|")


def code(path):
    return f"`{path}`" if path else "nothing"


def folder_of(case):
    return f"`{case.winner.rpartition(chr(92))[0]}`" if case.winner else "nowhere"


def document(case):
    return case.document or cases.DOCUMENTS[case.launcher]


def write():
    """The cases in which Wine agrees with Windows, those in which it does not, and those that nobody can tell."""
    same = [case for case in cases.CASES if case.why is None and not case.series]
    other = [case for case in cases.CASES if case.why is not None and not case.untold]
    untold = [case for case in cases.CASES if case.untold]
    series = {}
    for case in cases.CASES:
        if case.series:
            series.setdefault(case.series, []).append(case)
    steps = sum(len(of_series) for of_series in series.values())
    lines = [f"### Orders, step after step ({steps} cases)", "",
             "| order | asked by | folders | document |", "|---|---|---|---|"]
    lines += [f"| {name} | {first.launcher} | {', '.join(folder_of(case) for case in (first, *others))} "
              f"| {document(first)} |" for name, (first, *others) in series.items()]
    lines += ["", f"### Rules on which Wine and the documents agree ({len(same)} cases)", "",
              "| case | asked by | for | is | document |", "|---|---|---|---|---|"]
    lines += [f"| {case.name} | {case.launcher} | `{case.what}` | {code(case.winner)} | {document(case)} |"
              for case in same]
    lines += ["", f"### Where Wine is not Windows ({len(other)} cases)", "",
              "| case | asked by | for | is in Windows | in Wine | document | why |", "|---|---|---|---|---|---|---|"]
    lines += [f"| {case.name} | {case.launcher} | `{case.what}` | {code(case.winner)} | {code(case.wine)} "
              f"| {document(case)} | {cell(case.why)} |" for case in other]
    lines += ["", f"### What no document settles ({len(untold)} cases)", "",
              "| case | asked by | for | in Wine | why compatscan says that it cannot be told |",
              "|---|---|---|---|---|"]
    lines += [f"| {case.name} | {case.launcher} | `{case.what}` | {code(case.wine)} | {cell(case.why)} |"
              for case in untold]
    return "\n".join(lines)


def check(file):
    text = file.read_text(encoding="utf-8")
    found = text.partition(BEGIN)[2].partition(END)[0].strip()
    if found == write():
        print("1 passed, 0 failed")
        return 0
    print(f"{file} has another table: put between the two comments what tests/wine/witness.py --table prints",
          file=sys.stderr)
    print("0 passed, 1 failed")
    return 1
