#!/usr/bin/python3
"""pefile over a list of files, once, timed from after its import.

usage: pefile_round.py full|directories LIST

"full" is pefile.PE(path) as most programs call it. "directories" parses only what compatscan's full facts are made
of: imports, delay imports, exports and resources (version and manifest).
"""
import sys
import time

import pefile

DIRECTORIES = [pefile.DIRECTORY_ENTRY[f"IMAGE_DIRECTORY_ENTRY_{name}"]
               for name in ("IMPORT", "DELAY_IMPORT", "EXPORT", "RESOURCE")]
RT_MANIFEST = 24


def read(path, full):
    if full:
        return pefile.PE(path)
    image = pefile.PE(path, fast_load=True)
    image.parse_data_directories(directories=DIRECTORIES)
    return image


def has_manifest(resources):
    """Windows looks for a manifest by number; some DLLs of wine have others, by name."""
    return any(name.id is not None for entry in resources.entries if entry.id == RT_MANIFEST
               for name in entry.directory.entries)


def add(found, image):
    imports = getattr(image, "DIRECTORY_ENTRY_IMPORT", []) + getattr(image, "DIRECTORY_ENTRY_DELAY_IMPORT", [])
    exports = getattr(image, "DIRECTORY_ENTRY_EXPORT", None)
    resources = getattr(image, "DIRECTORY_ENTRY_RESOURCE", None)
    found["files"] += 1
    found["imported_modules"] += len(imports)
    found["imported_symbols"] += sum(len(entry.imports) for entry in imports)
    found["exports"] += len(exports.symbols) if exports else 0
    found["versions"] += hasattr(image, "VS_FIXEDFILEINFO")
    found["manifests"] += has_manifest(resources) if resources else 0


def main():
    full = sys.argv[1] == "full"
    with open(sys.argv[2], encoding="utf-8", errors="surrogateescape") as file:
        paths = file.read().splitlines()
    found = dict.fromkeys(
        ("files", "imported_modules", "imported_symbols", "exports", "versions", "manifests"), 0)
    wall, cpu = time.monotonic(), time.process_time()
    for path in paths:
        image = read(path, full)
        add(found, image)
        image.close()
    wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    for name, value in found.items():
        print(name, value)
    print(f"wall_seconds {wall:.6f}\ncpu_seconds {cpu:.6f}")


if __name__ == "__main__":
    main()
