"""What a program is told of its machine by Wine, and what compatscan facts reads of the same registry offline.

Wine's own registry goes into hives: its regedit exports it, and libhivex's hivexregedit writes it. Wine has no control
sets; what it calls the current one becomes the first.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess

import prefix

SECONDS = 120
# (hive, key that Wine exports, what comes off its front)
HIVES = (("system", r"HKEY_LOCAL_MACHINE\System", r"HKEY_LOCAL_MACHINE\System"),
         ("software", r"HKEY_LOCAL_MACHINE\Software\Microsoft", r"HKEY_LOCAL_MACHINE\Software"))
SELECT = '\n[HKEY_LOCAL_MACHINE\\System\\Select]\n"Current"=dword:00000001\n'

# The user's, which a machine without a user's hive does not show.
USERS_VARIABLES = ("TEMP", "TMP")
# Wine makes them up while it runs.
PASSING_SERVICES = "winedevice"

TYPES = {0x10: "own process", 0x20: "share process", 0x110: "own process"}
STARTS = {2: "automatic", 3: "manual", 4: "disabled"}


def without_letters_beyond_ascii(line):
    """A value whose text hivexregedit would spoil, as the bytes of its type."""
    name, text = re.fullmatch(r'("(?:[^"\\]|\\.)*"|@)="(.*)"', line).groups()
    content = re.sub(r"\\(.)", r"\1", text) + "\0"
    return f"{name}=hex(1):" + ",".join(f"{byte:02x}" for byte in content.encode("utf-16-le"))


def make_hive(wine, fixture, folder, hive, key, stripped):
    """The file of a hive with a part of Wine's registry."""
    export = wine.drive / f"{hive}.reg"
    wine.run("regedit", "/E", f"C:\\{hive}.reg", key)
    text = export.read_text("utf-16").replace("CurrentControlSet", "ControlSet001")
    text = re.sub(r'^("(?:[^"\\]|\\.)*"|@)="(?=.*[^\0-\x7f]).*"$', lambda found: without_letters_beyond_ascii(found[0]),
                  text, flags=re.M)
    export.unlink()
    changes = folder / f"{hive}.reg"
    changes.write_text(text + (SELECT if hive == "system" else ""), "utf-8")
    subprocess.run([fixture, "hive", folder / hive], input=b"[x]\n[-x]\n", check=True, timeout=SECONDS)
    subprocess.run([prefix.tool("hivexregedit"), "--merge", "--prefix", stripped, folder / hive, changes], check=True,
                   timeout=SECONDS, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL)
    return folder / hive


def told_by_wine(wine, program):
    """{word: [what it said]} of machine.c."""
    place = wine.drive / "machine.exe"
    shutil.copy(program, place)
    said = {}
    for line in wine.run("C:\\machine.exe").split("\n"):
        word, _, rest = line.partition(" ")
        said.setdefault(word, []).append(rest)
    place.unlink()
    return said


def read_facts(wine, compatscan, system, software):
    done = subprocess.run([compatscan, "facts", "--root", wine.drive, "--system-hive", system, "--software-hive",
                           software, "--format", "json"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=SECONDS, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"compatscan facts: exit code {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def different(what, ours, wines):
    return [] if ours == wines else [f"{what}: compatscan reads {ours!r}, Wine says {wines!r}"]


def about_machine(facts, said):
    machine = facts["machine"]
    found = different("service pack", f"Service Pack {machine['service_pack']['value']}", said["service-pack"][0])
    for word in ("version", "build", "name", "windows_directory"):
        found += different(word, machine[word]["value"], said[word][0])
    return found


def about_environment(facts, said):
    wines = dict(entry.split("=", 1) for entry in said["variable"] if not entry.startswith("="))
    wines = {name.upper(): data for name, data in wines.items()}
    ours = {variable["name"].upper(): variable["value"] for variable in facts["environment"]["variables"]}
    found = [] if "PATH" in ours and "COMSPEC" in ours else ["environment: compatscan reads neither PATH nor ComSpec"]
    for name, data in ours.items():
        if name not in USERS_VARIABLES:
            found += different(name, data, wines.get(name))
    return found


def about_services(facts, said):
    wines = {}
    for entry in said["service"]:
        name, kind, start, program, account, title = entry.split("\t")
        if not name.lower().startswith(PASSING_SERVICES):
            wines[name] = (TYPES[int(kind)], STARTS[int(start)], program, account, title)
    ours = {one["name"]: (one["type"], one["start"], one["program"]["raw"], one["account"], one["display_name"])
            for one in facts["services"]["entries"] if one["type"] in TYPES.values()}
    found = [] if ours else ["services: compatscan reads none"]
    for name in sorted({*ours, *wines}):
        found += different(f"service {name}", ours.get(name), wines.get(name))
    return found


CHECKS = (("machine", about_machine), ("environment", about_environment), ("services", about_services))


def compare(wine, program, compatscan, fixture, folder):
    """(name, complaints) of each check."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    system, software = (make_hive(wine, fixture, folder, *row) for row in HIVES)
    said = told_by_wine(wine, program)
    facts = read_facts(wine, os.fspath(compatscan), system, software)
    return [(f"facts-of-{name}", check(facts, said)) for name, check in CHECKS]
