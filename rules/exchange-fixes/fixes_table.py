"""Reads exchange-fixes.tsv and cleans it: what a person wrote in some hundred articles becomes articles, components,
files and versions that can be compared. Nothing is dropped in silence: every row is either kept or set aside with the
reason, and everything that was read in another way than it stands is a remark.
"""
import collections
import csv
import dataclasses
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "exchange-fixes.tsv"
COLUMNS = ["article", "product", "product_versions", "component", "file", "version", "size", "date", "platform",
           "keywords"]

# Q158530: the build of each service pack of Exchange Server 5.5.
SERVICE_PACKS = [("RTM", 1960), ("SP1", 2232), ("SP2", 2448), ("SP3", 2650), ("SP4", 2653)]
BUILDS = dict(SERVICE_PACKS)
AFTER_SP4 = "after SP4"
ORDER = [name for name, _ in SERVICE_PACKS] + [AFTER_SP4]

# Builds of 5.5 from here on are Outlook 2000's (Q268324), below RTM's those of Windows NT's SMTP service (Q279214).
OUTLOOK_2000_BUILD = 3000

# Of one keyword that is cut off or glued to the next only the beginning counts.
SHIPPED = [(re.compile(pattern, re.I), level) for pattern, level in (
    (r"exc55sp2(fix|fea)", "SP2"),
    (r"exc55sp3(fix|fea)", "SP3"),
    (r"kbexchange550sp4(fix|fea)", "SP4"),
    (r"kbexchange550presp4(fix|fea)", "SP4"),
    (r"kbexchange550(pre)?sp5(fix|fea)", AFTER_SP4))]

MACHINES = {"": None, "Intel": "i386", "i386": "i386", "x86": "i386", "Alpha": "alpha"}

# A label is believed when at least this part of the rows about one of its files bears it.
BELIEVED_SHARE = 1 / 4

# Kinds of files.tsv that are no files of an Exchange server with a version on Exchange's own line.
NOT_JUDGED = ("client", "own", "system", "media", "text", "package")


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table as it can be compared. shipped is None where no keyword tells it."""
    line: int
    article: str
    component: str
    file: str
    version: tuple
    machine: str | None
    shipped: str | None


@dataclasses.dataclass
class Cleaned:
    rows: list = dataclasses.field(default_factory=list)
    set_aside: list = dataclasses.field(default_factory=list)  # (line, article, file, reason)
    remarks: list = dataclasses.field(default_factory=list)  # (line, article, file, what was read otherwise)
    read: int = 0
    articles: set = dataclasses.field(default_factory=set)


def read_tsv(path, columns):
    """(line number, row) of every row; the columns must be these."""
    with open(path, encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        if reader.fieldnames != columns:
            raise SystemExit(f"{path}: the columns are {reader.fieldnames}, expected {columns}")
        for number, row in enumerate(reader, 2):
            if None in row or None in row.values():
                raise SystemExit(f"{path}:{number}: expected {len(columns)} columns")
            yield number, row


def spellings():
    """Spelling, folded, to component; "-" where only the files tell the component."""
    return {row["spelling"].casefold(): row["component"]
            for _, row in read_tsv(HERE / "components.tsv", ["spelling", "component"])}


def known_files():
    return {row["file"].casefold(): (row["kind"], row["note"])
            for _, row in read_tsv(HERE / "files.tsv", ["file", "kind", "note"])}


def service_pack_files():
    """File, folded, to {service pack: version}: what each service pack put there (Q243604)."""
    levels = ["RTM", "SP1", "SP2", "SP3"]
    return {row["file"].casefold(): {level: parse(row[level]) for level in levels if row[level]}
            for _, row in read_tsv(HERE / "service-packs.tsv", ["file"] + levels)}


def parse(text):
    return tuple(int(part) for part in text.split("."))


def text_of(version):
    return ".".join(str(part) for part in version)


def product_line(versions):
    """The only product line that product_versions speaks of, or None."""
    lines = set(re.findall(r"(?<![\d.])([45]\.[05])(?![\d.])", versions))
    return lines.pop() if len(lines) == 1 else None


def read_version(text, versions):
    """(version of four parts, remark or None); the version is None, with the reason, when it cannot be read."""
    if not re.fullmatch(r"\d+(\.\d+)*", text) or len(text.split(".")) > 4:
        return None, "the version is no list of up to four numbers"
    parts = list(parse(text))
    remark = None
    if len(parts) == 1 or parts == [5, 5]:
        return None, "the version has no build number"
    if parts[0] == 5 and re.fullmatch(r"5\d{4}", text.split(".")[1]):
        parts = [5, 5, parts[1] % 10000] + parts[2:]
        remark = "a dot was left out after 5.5"
    elif parts[0] >= 900 and len(parts) == 2:
        line = product_line(versions) or ("5.5" if parts[0] >= BUILDS["RTM"] else None)
        # Exchange 4.0 ended at build 997 (Q158530).
        line = line or ("4.0" if parts[0] < 1000 else None)
        if not line:
            return None, "a bare build of more than one product line"
        parts = [*parse(line), *parts]
        remark = f"a bare build, read as one of {line}"
    if parts[:2] == [5, 5] and len(parts) == 4 and parts[2] < 1000 <= parts[3]:
        parts[2], parts[3] = parts[3], parts[2]
        remark = "build and revision stand in each other's place"
    while len(parts) < 4:
        parts.append(0)
    return tuple(parts), remark


def misfit(version, kind, note, versions):
    """Why a row is not one of Exchange Server 5.5's own line, or None."""
    if kind in NOT_JUDGED:
        return f"{kind}: the file {note}"
    if kind == "shared" and not re.search(r"(?<![\d.])5\.5(?![\d.])", versions):
        return f"client: the file {note}, and the article is not about Exchange 5.5"
    if not any(version):
        return "the version is 0.0.0.0"
    if version[:2] == (5, 5):
        if version[2] >= OUTLOOK_2000_BUILD:
            return "client: a build of Outlook 2000"
        if version[2] < BUILDS["RTM"]:
            return "a build below that of Exchange Server 5.5"
        return None
    if version[:2] == (5, 0) and version[2] >= BUILDS["RTM"]:
        return "not clear: 5.0 with a build of 5.5"
    if version[:2] in ((4, 0), (5, 0)):
        return f"of Exchange Server {version[0]}.{version[1]}"
    if version[0] == 6 and version[2] in range(BUILDS["RTM"], OUTLOOK_2000_BUILD):
        return "not clear: 6.0 with a build of 5.5"
    return "of another product"


def shipped_with(keywords):
    """The newest level that the keywords name as the first to hold the fix, or None."""
    levels = [level for word in keywords.split() for pattern, level in SHIPPED if pattern.match(word)]
    return max(levels, key=ORDER.index, default=None)


def level_of_build(version):
    """The first service pack whose build is not below the version's."""
    for name, build in SERVICE_PACKS:
        if version[2] <= build:
            return name
    return AFTER_SP4


def clean_row(cleaned, number, raw, tables):
    labels, files, names = tables
    article, file = raw["article"], raw["file"]
    kind, note = files.get(file.casefold(), ("", ""))

    def remark(text):
        cleaned.remarks.append((number, article, file, text))

    def aside(reason):
        cleaned.set_aside.append((number, article, file, reason))

    if kind == "spelled":
        remark(f"read as {note}")
        file = note
        kind, note = files.get(file.casefold(), ("", ""))
    file = names.setdefault(file.casefold(), file[:1].upper() + file[1:].lower())
    if not re.fullmatch(r"Q\d{6}", article):
        return aside("not clear: the article is no Q-number")
    version, told = read_version(raw["version"], raw["product_versions"])
    reason = None
    if version is None:
        reason = f"not clear: {told}" if kind not in NOT_JUDGED else f"{kind}: the file {note}"
    else:
        if told:
            remark(f"{raw['version']}: {told}: {text_of(version)}")
        reason = misfit(version, kind, note, raw["product_versions"])
    if raw["platform"] not in MACHINES:
        reason = f"not clear: the platform {raw['platform']}"
    component = labels.get(raw["component"].casefold(), None if raw["component"] else "-")
    if component is None:
        reason = f"not clear: the component {raw['component']}"
    if reason:
        return aside(reason)
    shipped = shipped_with(raw["keywords"])
    if shipped and ORDER.index(level_of_build(version)) > ORDER.index(shipped):
        remark(f"{text_of(version)} is newer than {shipped}, which the keywords say held the fix first")
    cleaned.rows.append(
        Row(number, article, component, file, version, MACHINES[raw["platform"]], shipped))
    return None


def believed(label, counts):
    return counts[label] >= BELIEVED_SHARE * sum(counts.values())


def settle_components(cleaned):
    """An article without a component, or with one that has nothing to do with its files, goes to the files' own."""
    votes = collections.defaultdict(collections.Counter)
    for row in cleaned.rows:
        if row.component != "-":
            votes[row.file][row.component] += 1
    for file, (kind, note) in known_files().items():
        if kind == "home":
            votes[file[:1].upper() + file[1:]][note] += 1
    groups = collections.defaultdict(list)
    for row in cleaned.rows:
        groups[row.article, row.component].append(row)
    settled = []
    for (article, label), rows in groups.items():
        counted = collections.Counter()
        for row in rows:
            counted.update(votes[row.file])
        component = label
        if label == "-" or not any(believed(label, votes[row.file]) for row in rows):
            component = min(counted, key=lambda name: (-counted[name], name)) if counted else None
        for row in rows:
            if component is None:
                cleaned.set_aside.append((row.line, article, row.file, "not clear: no component is named"))
                continue
            if component != label:
                said = "names no component" if label == "-" else f"names {label}"
                cleaned.remarks.append((row.line, article, row.file, f"{said}, but its files are of {component}"))
            settled.append(dataclasses.replace(row, component=component))
    cleaned.rows = settled


def settle_doubles(cleaned):
    """One version for each file of an article: the newest. A lower one is the oldest version that one may go back to
    once the databases were converted (Q278293 says so; the others likely mean it too)."""
    groups = collections.defaultdict(list)
    for row in cleaned.rows:
        groups[row.article, row.component, row.file].append(row)
    kept = []
    for (article, _, file), rows in groups.items():
        newest = {machine: max(row.version for row in rows if row.machine == machine)
                  for machine in {row.machine for row in rows}}
        first = max(rows, key=lambda row: (row.version, -row.line))
        for row in rows:
            if len(set(newest.values())) > 1 and None not in newest:
                reason = "not clear: each platform has a version of its own"
            elif len(newest) == 1 and None not in newest:
                reason = "not clear: only one platform is named"
            elif row is first:
                kept.append(row)
                continue
            elif row.version == first.version:
                reason = "said twice"
            else:
                reason = "a lower version of the same file in the same article"
            cleaned.set_aside.append((row.line, article, file, reason))
    cleaned.rows = sorted(kept, key=lambda row: row.line)


def settle_service_packs(cleaned):
    """A service pack that holds a fix may carry a lower version of a file than the article says: its own is enough."""
    packs = service_pack_files()
    settled = []
    for row in cleaned.rows:
        lowest, level = row.version, None
        for name, version in packs.get(row.file.casefold(), {}).items():
            held = BUILDS[name] > row.version[2] or (
                row.shipped and ORDER.index(name) >= ORDER.index(row.shipped))
            if held and version < lowest:
                lowest, level = version, name
        if level:
            cleaned.remarks.append((row.line, row.article, row.file,
                                    f"{text_of(row.version)}, but {level} holds the fix with {text_of(lowest)}"))
        settled.append(dataclasses.replace(row, version=lowest))
    cleaned.rows = settled


def clean(path=TABLE):
    cleaned = Cleaned()
    tables = (spellings(), known_files(), {})
    for number, raw in read_tsv(path, COLUMNS):
        cleaned.read += 1
        cleaned.articles.add(raw["article"])
        clean_row(cleaned, number, raw, tables)
    settle_components(cleaned)
    settle_doubles(cleaned)
    settle_service_packs(cleaned)
    cleaned.set_aside.sort()
    cleaned.remarks.sort()
    return cleaned
