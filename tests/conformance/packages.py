"""Where the real files come from: Debian packages, installed ones and ones that are only unpacked.

Nothing is installed and no architecture is added to the machine: packages of another architecture are had with
an apt state of our own below the work directory, from the machine's own sources and with its own keys.
"""
import fnmatch
import gzip
import io
import os
import pathlib
import subprocess
import tarfile
import zipfile

# Part of CHECK_DEPS in the Makefile, so their files are on every machine that runs the tests.
INSTALLED = ("libwine", "fonts-wine")

# (architecture or None for the machine's own, package names; * stands for every one of that name)
DOWNLOADED = (
    (None, (
        # boot loaders and EFI programs
        "efibootguard", "efitools", "fwupd-amd64-signed", "fwupd-unsigned", "grub-efi-amd64-bin",
        "grub-efi-amd64-signed", "grub-efi-ia32-bin", "ipxe", "loadlin", "memtest86+", "refind",
        "shim-helpers-amd64-signed", "shim-signed", "shim-unsigned", "syslinux-efi",
        "systemd-boot-efi", "xen-hypervisor-4.17-amd64",
        # installers, launchers and Windows programs that Debian builds or carries
        "gdb-mingw-w64-target", "gpgv-win32", "nsis-common", "python3-distlib",
        "python3-setuptools-whl", "win32-loader",
        # run-time libraries of the mingw compilers
        "gcc-mingw-w64-i686-posix-runtime", "gcc-mingw-w64-i686-win32-runtime",
        "gcc-mingw-w64-x86-64-posix-runtime", "gcc-mingw-w64-x86-64-win32-runtime",
        "libassuan-mingw-w64-dev", "libgcrypt-mingw-w64-dev", "libgpg-error-mingw-w64-dev",
        "libksba-mingw-w64-dev", "libnpth-mingw-w64-dev", "libz-mingw-w64", "mingw-w64-i686-dev",
        "mingw-w64-x86-64-dev",
        # .NET
        "gbrainy", "keepass2", "libdbus2.0-cil", "libgdata2.1-cil", "libglib3.0-cil", "libgtk2.0-cil",
        "libgtk3.0-cil", "libhexbox1.5-cil", "libmono-*-cil", "libnewtonsoft-json5.0-cil", "libnini1.1-cil",
        "libnunit-*-cil", "libtaglib2.1-cil", "mono-4.0-gac", "mono-csharp-shell", "mono-devel", "mono-mcs",
        "mono-xbuild",
    )),
    ("i386", ("libwine", "fwupd-unsigned", "shim-unsigned", "systemd-boot-efi")),
    ("arm64", ("fwupd-unsigned", "grub-efi-arm64-bin", "ipxe", "shim-unsigned", "systemd-boot-efi")),
    ("armhf", ("fwupd-unsigned", "systemd-boot-efi")),
)

MAGICS = (b"MZ", b"ZM", b"VZ")
NAMES_PER_DOWNLOAD = 40


class Missing(Exception):
    """A package cannot be had; the text says which and what to do."""


def is_image(path):
    try:
        with open(path, "rb") as file:
            return file.read(2) in MAGICS
    except OSError:
        return False


def installed_files():
    """The images of INSTALLED; links are left out because they lead to files that are listed as well."""
    paths = set()
    for package in INSTALLED:
        listing = subprocess.run(["dpkg", "-L", package], capture_output=True, text=True, check=False)
        if listing.returncode != 0:
            raise Missing(f"package {package} is not installed; apt-get install {package}")
        paths.update(path for path in listing.stdout.splitlines()
                     if os.path.isfile(path) and not os.path.islink(path) and is_image(path))
    return sorted(paths)


class Apt:
    """apt-get for one architecture; the machine's own, or another with its state below folder."""

    def __init__(self, folder, architecture):
        self.architecture = architecture
        self.options = []
        self.up_to_date = not architecture
        if architecture:
            self._own_state(folder / f"apt-{architecture}", architecture)

    def _own_state(self, folder, architecture):
        (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
        (folder / "cache/archives/partial").mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()
        settings = {"APT::Architecture": architecture, "APT::Architectures": architecture,
                    "Dir::State::lists": folder / "lists", "Dir::Cache": folder / "cache",
                    "Dir::State::status": folder / "status", "APT::Sandbox::User": "",
                    "Acquire::Languages": "none"}
        self.options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]

    def _update(self):
        """Its answer does not matter: a package that cannot be had is told of by name when it is asked for."""
        if not self.up_to_date:
            subprocess.run(["apt-get", "-qq", *self.options, "update"], capture_output=True, check=False)
            self.up_to_date = True

    def names(self, patterns):
        known = subprocess.run(["apt-cache", *self.options, "pkgnames"], capture_output=True, text=True,
                               check=True).stdout.split()
        for pattern in patterns:
            found = sorted(fnmatch.filter(known, pattern)) if "*" in pattern else [pattern]
            yield from found

    def download(self, names, folder):
        self._update()
        run = subprocess.run(["apt-get", "-q", *self.options, "download", *names], cwd=folder, text=True,
                             capture_output=True, check=False)
        if run.returncode != 0:
            what = " ".join(names) + (f" for {self.architecture}" if self.architecture else "")
            raise Missing(f"cannot download {what}: {run.stderr.strip()}\n"
                          "the full run needs apt sources of Debian 12 (main) and the network; "
                          "try apt-get update first")


def _keep(data, path):
    """Writes data to path when it is an image, and the images of a gzip file or wheel."""
    if data[:2] in MAGICS:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return
    if path.suffix == ".gz":
        try:
            _keep(gzip.decompress(data), path.with_suffix(""))
        except (OSError, EOFError):
            pass
    elif path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                _keep(archive.read(name), path.with_name(path.name + ".d") / name)


def _may_hold_images(member, file):
    name = pathlib.PurePosixPath(member.name)
    if name.suffix == ".gz":
        return "man" not in name.parts and "doc" not in name.parts
    head = file.read(2)
    file.seek(0)
    return head in MAGICS or name.suffix in (".whl", ".zip")


def _unpack(package, folder):
    """Only the images: the rest of the package is not looked at and not written."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package], stdout=subprocess.PIPE) as deb:
        # A pipe cannot seek, and a member is read twice: first its magic, then all of it.
        with tarfile.open(fileobj=io.BytesIO(deb.stdout.read())) as archive:
            for member in archive:
                if not member.isreg():
                    continue
                file = archive.extractfile(member)
                if _may_hold_images(member, file):
                    _keep(file.read(), folder / member.name)


def _fetch(apt, names, work):
    """Downloads and unpacks each of names that the cache does not have; returns their folders."""
    folders = {name: work / "files" / (f"{name}_{apt.architecture}" if apt.architecture else name)
               for name in names}
    missing = [name for name, folder in folders.items() if not folder.is_dir()]
    deb = work / "deb"
    deb.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(missing), NAMES_PER_DOWNLOAD):
        part = missing[start:start + NAMES_PER_DOWNLOAD]
        apt.download(part, deb)
        for name in part:
            package = next(deb.glob(f"{name}_*.deb"))
            partial = folders[name].with_name(folders[name].name + ".partial")
            partial.mkdir(parents=True, exist_ok=True)
            _unpack(package, partial)
            partial.rename(folders[name])
            package.unlink()
    return list(folders.values())


def downloaded_files(work):
    """The images of DOWNLOADED, from the cache below work or fetched into it."""
    paths = []
    for architecture, patterns in DOWNLOADED:
        apt = Apt(work, architecture)
        for folder in _fetch(apt, list(apt.names(patterns)), work):
            found = [str(path) for path in folder.rglob("*") if path.is_file()]
            if not found and folder.name.split("_")[0] in patterns:
                raise Missing(f"package {folder.name} has no image in it; take it out of packages.py")
            paths += found
    return sorted(paths)
