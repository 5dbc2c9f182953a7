#!/usr/bin/env python3
"""Writes rules/packs/exchange-5.5-fixes.json and figures.txt from the tables beside this script.

    rules/exchange-fixes/make_pack.py [--check]

--check writes nothing and fails when the files in the repository are not what the tables give.
"""
import collections
import json
import pathlib
import sys

import fixes_table
from fixes_table import BUILDS, ORDER, SERVICE_PACKS, text_of

HERE = pathlib.Path(__file__).resolve().parent
PACK = HERE.parent / "packs" / "exchange-5.5-fixes.json"
FIGURES = HERE / "figures.txt"

PRODUCT = "Exchange Server 5.5"
BELOW = f"5.5.{fixes_table.OUTLOOK_2000_BUILD}"
SETUP_KEY = r"HKLM\SOFTWARE\Microsoft\Exchange\Setup"

# Each component as a sentence can name it, and the files that show it to be installed.
COMPONENTS = {
    "administrator": ("Administrator program", ["Admin.exe"]),
    "calendar-connector": ("Calendar Connector", ["Calcon.exe"]),
    "ccmail-connector": ("Connector for Lotus cc:Mail", ["Ccmc.exe"]),
    "cdo": ("library of Collaboration Data Objects", ["Cdo.dll"]),
    "chat-service": ("Chat Service", ["Chatsvc.exe"]),
    "database-engine": ("database engine", ["Ese.dll"]),
    "directory": ("directory service", ["Dsamain.exe"]),
    "directory-synchronization": ("directory synchronization agent", ["Dxa.exe"]),
    "event-service": ("Event Service", ["Events.exe"]),
    "information-store": ("information store", ["Store.exe"]),
    "internet-mail-service": ("Internet Mail Service", ["Msexcimc.exe"]),
    "interorg-replication": ("InterOrg replication utility", ["Exssrv.exe", "Exscfg.exe"]),
    "key-management": ("Key Management Server", ["Kmserver.exe"]),
    "linkage-connectors": ("group of connectors for Notes, GroupWise, SNADS and PROFS",
                           ["Lsmexin.exe", "Lsdiamex.exe", "Lsdxa.exe", "Lsmexnts.exe", "Lsntsmex.exe",
                            "Gwrouter.exe", "Mex2gw.exe", "Lsdiavm.exe"]),
    "mailbox-cleanup": ("mailbox clean-up agent", ["Mbclean.exe", "Mbclean.dll"]),
    "mapi": ("MAPI subsystem", ["Mapi32.dll"]),
    "migration-wizard": ("Migration Wizard", ["Mlmig32.dll"]),
    "move-server": ("Move Server Wizard", ["Mvstore.dll", "Movesrvr.dll"]),
    "ms-mail-connector": ("Microsoft Mail Connector", ["Mt.exe"]),
    "mta": ("message transfer agent", ["Emsmta.exe"]),
    "news-service": ("Internet News Service", ["Exchins.exe"]),
    "outlook-web-access": ("Outlook Web Access", ["Cdohtml.dll"]),
    "performance-optimizer": ("Performance Optimizer", ["Perfwiz.exe"]),
    "system-attendant": ("system attendant", ["Mad.exe"]),
}

# Core services: each service pack replaces all of them (Q243604).
CORE = ["Store.exe", "Dsamain.exe", "Emsmta.exe", "Mad.exe"]

SERVICE_PACK_REFERENCES = ["Q158530", "Q191014"]


def parameters():
    return [
        {"name": "exchsrvr", "description": "the folder Exchange Server is installed in",
         "from": [{"option": "exchsrvr"}, {"registry": SETUP_KEY, "value": "Services"}],
         "default": "C:\\exchsrvr"},
        {"name": "windows", "description": "the folder of Windows",
         "from": [{"fact": "windows-directory"}], "default": "C:\\WINNT"},
    ]


def levels():
    return [{"name": name, "version": f"5.5.{build}"} for name, build in SERVICE_PACKS]


def folders():
    rows = fixes_table.read_tsv(HERE / "folders.tsv", ["folder", "source"])
    return ["${exchsrvr}\\" + row["folder"] for _, row in rows] + ["${windows}\\System32"]


def image(version):
    return {"kind": "pe32", "machine": "i386", "version": version}


def machine(files, base="server"):
    """A machine with these files, each at its version."""
    return {"base": base,
            "files": {f"C:\\exchsrvr\\bin\\{name}": image(text_of(version)) for name, version in files.items()}}


def just_below(version):
    """The version before this one; revisions go up to 65535."""
    *above, last = version
    return (*above, last - 1) if last else (*above[:-1], above[-1] - 1, 65535)


def service_pack_rule():
    def server(version):
        return machine({name: version for name in CORE}, "bare")

    newest = SERVICE_PACKS[-1][1]
    return {
        "id": "service-pack-level",
        "title": f"{PRODUCT} has its last service pack",
        "severity": "medium",
        "references": SERVICE_PACK_REFERENCES,
        "check": {"type": "level", "files": ["${exchsrvr}\\bin\\" + name for name in CORE], "product": PRODUCT,
                  "levels": levels(), "below": BELOW, "least": SERVICE_PACKS[-1][0]},
        "holds": "The services of ${product} are at ${level}: ${file} has version ${version}.",
        "cases": {"below": {
            "explanation": "${file} has version ${version}: this is ${product} ${level}. ${least}, build ${wanted}, "
                           "is the last service pack and holds the fixes of all before it. When other services are "
                           "newer, a service pack was likely applied only in part.",
            "remedy": "Install Service Pack 4 for ${product} (Q191014), and after it the fixes that this report "
                      "still names."}},
        "examples": [
            {"title": "a server with SP4", "expect": "pass", "machine": server((5, 5, newest, 23))},
            {"title": "a server with SP3", "expect": "fail", "case": "below", "machine": server((5, 5, 2650, 24))},
            {"title": "one service was left behind", "expect": "fail", "case": "below",
             "machine": machine({"Store.exe": (5, 5, newest, 23), "Emsmta.exe": (5, 5, 2448, 1)}, "bare")},
            {"title": "Exchange 5.0", "expect": "not-applicable", "machine": server((5, 0, 1460, 13))},
            {"title": "no Exchange", "expect": "not-applicable", "machine": {"base": "bare"}},
        ],
    }


def articles_of(rows):
    """The articles of one component: what each asks for, in the order of their numbers."""
    found = {}
    for row in sorted(rows, key=lambda row: (row.article, row.line)):
        article = found.setdefault(row.article, {"article": row.article, "first_in": None, "files": {}})
        if row.shipped and (not article["first_in"] or ORDER.index(row.shipped) > ORDER.index(article["first_in"])):
            article["first_in"] = row.shipped
        article["files"][row.file] = text_of(row.version)
    return [{key: value for key, value in article.items() if value} for article in found.values()]


def highest(rows):
    """The newest version that any article asks of each file."""
    files = {}
    for row in rows:
        files[row.file] = max(files.get(row.file, row.version), row.version)
    return dict(sorted(files.items()))


def examples(component, rows):
    # The pack applies where a core service is; it must not be the component's own.
    base = "server-with-mta" if component == "directory" else "server"
    lead = COMPONENTS[component][1][0]
    wanted = highest(rows)
    name = max(wanted, key=lambda file: (wanted[file], file))
    wanted.setdefault(lead, wanted[name])
    below = dict(wanted)
    below[name] = just_below(wanted[name])
    # Nothing reaches a service pack, so that what is lacking is missing and not left behind.
    first = {file: (5, 5, BUILDS["RTM"], 0) for file in wanted}
    unversioned = machine(wanted, base)
    unversioned["files"][f"C:\\exchsrvr\\bin\\{name}"] = {"kind": "pe32", "machine": "i386"}
    return [
        {"title": "each file at the newest version that is asked for", "expect": "pass", "machine": machine(wanted, base)},
        {"title": f"{name} just below it", "expect": "fail", "machine": machine(below, base)},
        {"title": "every file as it first came", "expect": "fail", "case": "missing", "machine": machine(first, base)},
        {"title": f"{name} carries no version", "expect": "unknown", "machine": unversioned},
        {"title": "the component is not installed", "expect": "not-applicable", "machine": {"base": base}},
    ]


def fixes_rule(component, rows):
    name, installed_by = COMPONENTS[component]
    return {
        "id": component,
        "title": f"The {name} has the fixes that were published for it",
        "severity": "low",
        # Q283238: the fixes of a component hold those before them.
        "references": SERVICE_PACK_REFERENCES + ["Q243604", "Q283238"],
        "check": {"type": "fixes", "product": PRODUCT, "levels": levels(), "below": BELOW, "folders": folders(),
                  "installed_by": installed_by, "articles": articles_of(rows)},
        "holds": f"The {name} is at ${{level}}. ${{counts}}",
        "cases": {
            "missing": {
                "explanation": f"The {name} is at ${{level}}. ${{counts}}",
                "remedy": "Install Service Pack 4 for ${product} (Q191014) if it is not there. Of what was "
                          "shipped after it, read the articles; a newer fix of a component holds the older ones."},
            "mixed": {
                "explanation": f"The {name} is at ${{level}}, but other files of it are older than fixes which "
                               "that service pack holds. ${counts} Likely a service pack or a fix was applied only "
                               "in part, or the service pack left these files as they were.",
                "remedy": "Compare the versions named. If a file was in use when the service pack was applied, stop "
                          "the services, apply it again (Q191014), and then the fixes after it."}},
        "examples": examples(component, rows),
    }


def make_pack(cleaned):
    components = collections.defaultdict(list)
    for row in cleaned.rows:
        components[row.component].append(row)
    unknown = set(components) - set(COMPONENTS)
    if unknown:
        raise SystemExit(f"make_pack.py: no name for {', '.join(sorted(unknown))}")
    rules = [service_pack_rule()] + [fixes_rule(name, components[name]) for name in sorted(components)]
    return {
        "schema": "compatscan-pack/1",
        "id": "exchange-5.5-fixes",
        "version": "1.0.0",
        "title": "Service packs and fixes of Exchange Server 5.5",
        "description": "What the Knowledge Base says of fixed files of Exchange Server 5.5, against the files that "
                       "are installed: one summary for each component. Made by rules/exchange-fixes/make_pack.py "
                       "from the tables beside it.",
        "references": SERVICE_PACK_REFERENCES + ["Q243604"],
        "parameters": parameters(),
        "applies": {"rule": "service-pack-level"},
        "machines": {
            "bare": {"profile": "nt4", "windows": "C:\\WINNT", "folders": ["C:\\exchsrvr\\bin"],
                     "registry": {SETUP_KEY: {"Services": "C:\\exchsrvr"}}},
            "server": machine({"Dsamain.exe": (5, 5, 2653, 23)}, "bare"),
            "server-with-mta": machine({"Emsmta.exe": (5, 5, 2653, 23)}, "bare")},
        "rules": rules,
    }


def grouped(entries):
    """Reason to the articles and files it is about, in the order of the table."""
    groups = collections.defaultdict(list)
    for _, article, file, reason in entries:
        groups[reason].append(f"{article} {file}")
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def figures(cleaned):
    """What became of every row, for a person."""
    articles = {row.article for row in cleaned.rows}
    lines = [
        f"rows read {cleaned.read}, of {len(cleaned.articles)} articles",
        f"rows kept {len(cleaned.rows)}, of {len(articles)} articles",
        f"rows set aside {len(cleaned.set_aside)}; articles of which nothing was kept "
        f"{len(cleaned.articles - articles)}",
        f"files {len({row.file for row in cleaned.rows})}, components {len({row.component for row in cleaned.rows})}",
        "", "SET ASIDE", ""]
    for reason, members in grouped(cleaned.set_aside):
        lines.append(f"{len(members):4}  {reason}")
    lines += ["", "NOT CLEAR, one by one", ""]
    lines += [f"line {line}: {article} {file}: {reason}" for line, article, file, reason in cleaned.set_aside
              if reason.startswith("not clear") or reason.startswith("a ")]
    lines += ["", "READ OTHERWISE THAN IT STANDS", ""]
    lines += [f"line {line}: {article} {file}: {text}" for line, article, file, text in cleaned.remarks]
    lines += ["", "COMPONENTS (articles, rows)", ""]
    for name in sorted(COMPONENTS):
        rows = [row for row in cleaned.rows if row.component == name]
        lines.append(f"{len({row.article for row in rows}):4} {len(rows):4}  {name}")
    return "\n".join(lines) + "\n"


def main(arguments):
    cleaned = fixes_table.clean()
    wanted = {PACK: json.dumps(make_pack(cleaned), indent=1, ensure_ascii=False) + "\n", FIGURES: figures(cleaned)}
    for path, text in wanted.items():
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path.relative_to(HERE.parent.parent)} is not what the tables give; run "
                     "rules/exchange-fixes/make_pack.py")


if __name__ == "__main__":
    main(sys.argv[1:])
