"""compatscan's answer as facts: a dictionary from field to value, the shape that every reader answers in.

Lists that a format does not order are sorted. A fact is there only when the inspect object has the keys it is
made of, so a key that goes missing makes every reader that tells the fact disagree.
"""
import json
import subprocess

FILES_PER_RUN = 200  # the command line has a limit
OPTIONS = ("--format", "jsonl", "--symbols", "--resources", "--hash")


def _imports(image):
    return [[item["module"], item["delay"], item["symbols"]] for item in image["imports"]]


def _hints(image):
    return [item["hints"] for item in image["imports"]]


def _exports(image):
    return sorted(([item["ordinal"], item["name"], item["forwarder"]] for item in image["exports"]),
                  key=lambda row: (row[0], row[1] or ""))


def _bound(image):
    return [[item["module"], item["time_date_stamp"], item["forwarded"]] for item in image["bound_imports"]]


def _languages(image):
    """[] where there is no version resource."""
    rows = image["version"]["languages"] if image["version"] else []
    return sorted(([row["language"], row["code_page"], row["file"], row["product"], row["strings"]] for row in rows),
                  key=lambda row: (row[0], row[1] or 0))


def _of_version(key):
    return lambda image: image["version"] and image["version"][key]


def _resources(image):
    return sorted(([row["type"], row["name"], row["language"], row["offset"], row["size"]]
                   for row in image["resources"]), key=lambda row: [str(cell) for cell in row])


def _undelayed(image):
    return [[item["module"], item["symbols"]] for item in image["imports"] if not item["delay"]]


def _imported_names(image):
    return sorted([item["module"], sorted(set(item["symbols"]))] for item in image["imports"] if item["symbols"])


def _key(name):
    return lambda image: image[name]


FACTS = {
    **{name: _key(name) for name in (
        "size", "sha256", "kind", "bits", "target", "machine", "dll", "subsystem", "linker", "expected_windows", "module_name",
        "description", "clr", "debug", "overlay", "signed", "manifest", "self_loading", "vxd", "dos_extender")},
    "imports": _imports,
    "hints": _hints,
    "bound_imports": _bound,
    "exports": _exports,
    "version": _of_version("file"),
    "product": _of_version("product"),
    "version_language": _of_version("language"),
    "version_strings": _of_version("strings"),
    "version_languages": _languages,
    "resources": _resources,
    # parts of the above, for readers that tell no more
    "undelayed_imports": _undelayed,
    "undelayed_hints": lambda image: [item["hints"] for item in image["imports"] if not item["delay"]],
    "imported_names": _imported_names,
    "exported_names": lambda image: sorted([row["ordinal"], row["name"]] for row in image["exports"] if row["name"]),
    "resource_sizes": lambda image: sorted(([row["type"], row["name"], row["language"], row["size"]]
                                            for row in image["resources"]), key=lambda row: [str(c) for c in row]),
    "has_clr": lambda image: image["clr"] is not None,
    "clr_runtime": lambda image: image["clr"] and image["clr"]["runtime"],
    "clr_il_only": lambda image: image["clr"] and image["clr"]["il_only"],
}


def facts(image):
    found = {}
    for field, of in FACTS.items():
        try:
            found[field] = of(image)
        except KeyError:
            pass
    return found


def read(program, paths):
    """{path: facts} of every file that compatscan answers for."""
    found = {}
    for start in range(0, len(paths), FILES_PER_RUN):
        command = [program, "inspect", *OPTIONS, *paths[start:start + FILES_PER_RUN]]
        run = subprocess.run(command, capture_output=True, check=False)
        for line in run.stdout.splitlines():
            image = json.loads(line)
            found[image["path"]] = facts(image)
    return found
