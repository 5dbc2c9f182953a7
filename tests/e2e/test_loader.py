"""which, for what the loader looks at before any folder: API sets, side-by-side assemblies, .local.

A machine for each case, named after what it tests. Files are text, or images made with the options given.
"""
import pathlib
import struct
import tempfile
import unittest

import pefile
import support

TOKEN = "1fc8b3b9a1e18e3b"
CRT = "Microsoft.VC90.CRT"
PROGRAM = r"C:\app\app.exe"
SYSTEM32 = "Windows/System32"
STORE = "Windows/WinSxS"
SCHEMA = f"{SYSTEM32}/apisetschema.dll"
# A schema of another maker, with some 500 contracts.
WINE_SCHEMAS = tuple(pathlib.Path("/usr/lib").glob("*/wine/x86_64-windows/apisetschema.dll"))
WINE_STEP = 16
ROOT_ELEMENT = '<assembly xmlns="urn:schemas-microsoft-com:asm.v1" manifestVersion="1.0">'


def identity(name, version):
    return (f'<assemblyIdentity type="win32" name="{name}" version="{version}" processorArchitecture="x86" '
            f'publicKeyToken="{TOKEN}"/>')


def manifest(*parts):
    return ROOT_ELEMENT + "".join(parts) + "</assembly>"


def dependency(name, version, *more):
    return f"<dependency><dependentAssembly>{identity(name, version)}{''.join(more)}</dependentAssembly></dependency>"


def redirect(old, new):
    return f'<bindingRedirect oldVersion="{old}" newVersion="{new}"/>'


def assembly(name, version, *files):
    return manifest(identity(name, version), *(f'<file name="{file}"/>' for file in files))


def old_name(version):
    return f"x86_{CRT}_{TOKEN}_{version}_x-ww_6f74963e"


def new_name(version, name=CRT):
    return f"x86_{name.lower()}_{TOKEN}_{version}_none_509463cabcb6ef2b"


def shared(filed, version):
    return {f"{STORE}/Manifests/{filed}.manifest": assembly(CRT, version, "msvcr90.dll"),
            f"{STORE}/{filed}/msvcr90.dll": ("pe32", "--dll")}


def dll(*places):
    return {place: ("pe32", "--dll") for place in places}


def schema(version, *sets):
    words = [word for each in sets for word in ("--api-set", each)]
    return {SCHEMA: ("pe32plus", "--dll", "--api-set-version", str(version), *words)}


def contracts(path):
    """{name: module} of a schema of version 6, for importers that it does not name."""
    data = next(section.get_data() for section in pefile.PE(str(path), fast_load=True).sections
                if section.Name.startswith(b".apiset"))
    _, _, _, count, entries = struct.unpack_from("<5I", data)

    def text(at):
        offset, length = struct.unpack_from("<2I", data, at)
        return data[offset:offset + length].decode("utf-16-le")

    found = {}
    for entry in range(entries, entries + 24 * count, 24):
        values, hosts = struct.unpack_from("<2I", data, entry + 16)
        found[text(entry + 4)] = text(values + 12) if hosts else None
    return found


WANTS_CRT = {"app/app.exe.manifest": manifest(dependency(CRT, "9.0.21022.8")), "app/msvcr90.dll": ("pe32", "--dll"),
             f"{STORE}/Policies/x": ""}
WANTS_PARTS = {"app/app.exe.manifest": manifest(dependency("Parts", "1.0.0.0")), f"{STORE}/Manifests/x": "",
               f"{STORE}/Policies/x": ""}


class Loader(support.Case):
    def which(self, profile, name, *trees, code=support.HOLDS):
        with tempfile.TemporaryDirectory(prefix="compatscan-e2e-") as folder:
            root = pathlib.Path(folder)
            for path, content in {"app/app.exe": ("pe32",), f"{SYSTEM32}/kernel32.dll": ("pe32", "--dll"),
                                  **{path: content for tree in trees for path, content in tree.items()}}.items():
                file = root / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content if isinstance(content, bytes) else
                                 content.encode() if isinstance(content, str) else support.image_bytes(*content))
            finished = support.run("which", "--root", root, "--profile", profile, "--env", r"PATH=C:\app",
                                   "--format", "json", "--launcher", "loadlibrary", "--caller", PROGRAM, name,
                                   cwd=folder)
        self.assertEqual(finished.code, code, finished)
        support.check_schema("which.schema.json", finished.json)
        support.check_codes(finished.json["problems"])
        return finished.json

    def check_winner(self, found, path, place):
        self.assertEqual((found["outcome"], found["winner"]), ("found", "C:\\" + path.replace("/", "\\")), found)
        self.assertEqual(found["candidates"][0]["place"], place)

    # --- side-by-side assemblies -------------------------------------------------------------

    def test_sxs_very_version_on_xp(self):
        found = self.which("xp", "msvcr90.dll", WANTS_CRT, shared(old_name("9.0.21022.8"), "9.0.21022.8"),
                           shared(old_name("9.0.30729.1"), "9.0.30729.1"))
        self.check_winner(found, f"{STORE}/{old_name('9.0.21022.8')}/msvcr90.dll", "side-by-side")
        self.assertIn(f"{CRT} 9.0.21022.8", found["candidates"][0]["step"])

    def test_sxs_policy_on_xp(self):
        policy = f"{STORE}/Policies/x86_policy.9.0.{CRT}_{TOKEN}_x-ww_b7353f75/9.0.30729.1.policy"
        text = manifest(dependency(CRT, "9.0.21022.8", redirect("9.0.20718.0-9.0.21022.8", "9.0.30729.1")))
        found = self.which("xp", "msvcr90.dll", WANTS_CRT, {policy: text},
                           shared(old_name("9.0.21022.8"), "9.0.21022.8"),
                           shared(old_name("9.0.30729.1"), "9.0.30729.1"))
        self.check_winner(found, f"{STORE}/{old_name('9.0.30729.1')}/msvcr90.dll", "side-by-side")

    def test_sxs_policy_among_manifests(self):
        policy = f"{STORE}/Manifests/{new_name('9.0.30729.1', 'policy.9.0.' + CRT)}.manifest"
        text = manifest(dependency(CRT, "9.0.21022.8", redirect("9.0.21022.8", "9.0.30729.1")))
        found = self.which("win7", "msvcr90.dll", WANTS_CRT, {policy: text},
                           shared(new_name("9.0.30729.1"), "9.0.30729.1"),
                           shared(new_name("9.0.30729.9247"), "9.0.30729.9247"))
        self.check_winner(found, f"{STORE}/{new_name('9.0.30729.1')}/msvcr90.dll", "side-by-side")

    def test_sxs_newest_without_policy(self):
        found = self.which("win10", "msvcr90.dll", WANTS_CRT,
                           shared(new_name("9.0.30729.1"), "9.0.30729.1"),
                           shared(new_name("9.0.30729.9247"), "9.0.30729.9247"))
        self.check_winner(found, f"{STORE}/{new_name('9.0.30729.9247')}/msvcr90.dll", "side-by-side")

    def test_sxs_compressed_manifest(self):
        filed = new_name("9.0.30729.9247")
        found = self.which("win10", "msvcr90.dll", WANTS_CRT, shared(filed, "9.0.30729.9247"),
                           {f"{STORE}/Manifests/{filed}.manifest": "DCM\x01PA30"})
        self.check_winner(found, f"{STORE}/{filed}/msvcr90.dll", "side-by-side")

    def test_sxs_unknown_to_windows_2000(self):
        found = self.which("w2k", "msvcr90.dll", WANTS_CRT, shared(old_name("9.0.21022.8"), "9.0.21022.8"))
        self.check_winner(found, "app/msvcr90.dll", "caller")

    def test_sxs_private_before_the_programs_folder(self):
        found = self.which("xp", "part.dll", WANTS_PARTS, dll("app/part.dll", "app/Parts/part.dll"),
                           {"app/Parts/Parts.manifest": assembly("Parts", "1.0.0.0", "part.dll")})
        self.check_winner(found, "app/Parts/part.dll", "side-by-side")

    def test_sxs_file_not_listed(self):
        found = self.which("xp", "other.dll", WANTS_PARTS, dll("app/other.dll", "app/Parts/other.dll"),
                           {"app/Parts/Parts.manifest": assembly("Parts", "1.0.0.0", "part.dll")})
        self.check_winner(found, "app/other.dll", "caller")

    def test_sxs_file_listed_and_missing(self):
        found = self.which("xp", "part.dll", WANTS_PARTS, dll("app/part.dll"),
                           {"app/Parts/Parts.manifest": assembly("Parts", "1.0.0.0", "part.dll")}, code=support.FAILS)
        self.assertEqual((found["outcome"], found["winner"]), ("missing", None))
        self.assertIn(r"C:\app\Parts\part.dll is not there", found["note"])

    def test_sxs_damaged_manifest(self):
        found = self.which("xp", "part.dll", WANTS_PARTS, dll("app/part.dll"),
                           {"app/Parts/Parts.manifest": "<assembly"}, code=support.INCOMPLETE)
        self.assertEqual((found["outcome"], found["winner"]), ("uncertain", None))
        self.assertIn("Parts.manifest cannot be read", found["reason"])
        self.assertIn("bad-manifest", [problem["code"] for problem in found["problems"]])

    # --- API sets ----------------------------------------------------------------------------

    def test_api_set_hosted(self):
        found = self.which("win10", "api-ms-win-core-file-l1-1-9.dll",
                           schema(6, "api-ms-win-core-file-l1-1-0=kernelbase.dll"), dll(f"{SYSTEM32}/kernelbase.dll"))
        self.assertEqual(found["outcome"], "api-set")
        self.assertEqual([one["path"] for one in found["candidates"]], [r"C:\Windows\System32\kernelbase.dll"])

    @unittest.skipUnless(WINE_SCHEMAS, "libwine is not installed")
    def test_api_set_schema_of_wine(self):
        asked = sorted(contracts(WINE_SCHEMAS[0]).items())[::WINE_STEP]
        self.assertGreater(len(asked), 10)
        for name, module in asked:
            with self.subTest(name):
                files = dll(f"{SYSTEM32}/{module}") if module else {}
                found = self.which("win10", f"{name[:-1]}9.dll", {SCHEMA: WINE_SCHEMAS[0].read_bytes()}, files,
                                   code=support.HOLDS if module else support.FAILS)
                self.assertEqual(found["outcome"], "api-set")
                self.assertEqual([one["path"].rpartition("\\")[2] for one in found["candidates"]],
                                 [module] if module else [])

    def test_api_set_of_windows_7_counts_every_number(self):
        found = self.which("win7", "api-ms-win-core-file-l1-1-9.dll",
                           schema(2, "MS-Win-Core-File-L1-1-0=kernelbase.dll"),
                           dll(f"{SYSTEM32}/kernelbase.dll"), code=support.FAILS)
        self.assertEqual(found["outcome"], "missing")

    def test_api_set_without_schema_on_windows_7_may_be_a_file(self):
        name = "api-ms-win-crt-heap-l1-1-0.dll"
        self.check_winner(self.which("win7", name, dll(f"app/{name}")), f"app/{name}", "caller")

    def test_api_set_damaged_schema(self):
        found = self.which("win10", "api-ms-win-core-file-l1-1-0.dll", {SCHEMA: "MZ"}, code=support.INCOMPLETE)
        self.assertIn("apisetschema.dll cannot be relied on", found["reason"])
        self.assertIn("bad-api-set", [problem["code"] for problem in found["problems"]])

    def test_api_set_is_a_file_before_windows_7(self):
        name = "api-ms-win-core-file-l1-1-0.dll"
        found = self.which("xp", name, dll(f"app/{name}"), schema(6, f"{name.removesuffix('.dll')}=kernelbase.dll"))
        self.check_winner(found, f"app/{name}", "caller")

    # --- .local ------------------------------------------------------------------------------

    def test_dot_local_ignored_beside_a_manifest(self):
        found = self.which("xp", "part.dll", dll("app/app.exe.local/part.dll", "app/part.dll"),
                           {"app/app.exe.manifest": manifest()})
        self.check_winner(found, "app/part.dll", "caller")

    def test_dot_local_and_a_manifest_without_software_hive(self):
        found = self.which("win10", "part.dll", dll("app/app.exe.local/part.dll", "app/part.dll"),
                           {"app/app.exe.manifest": manifest()}, code=support.INCOMPLETE)
        self.assertIn("DevOverrideEnable", found["reason"])


if __name__ == "__main__":
    support.main()
