"""Rule packs to begin with: a small one for each rule that ships, with one machine and its examples."""
import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MAX_BYTES = 16 * 1024


def small(pack, rule):
    """The pack with this rule alone, and as few examples as show that it passes and fails."""
    wanted = []
    for status in ("fail", "pass"):
        wanted += [example for example in rule.get("examples", []) if example["expect"] == status][:1]
    kept = {key: value for key, value in pack.items() if key not in ("applies", "machines")}
    kept["rules"] = [{**rule, "examples": wanted}]
    machines = {}
    names = [example["machine"].get("base") for example in wanted]
    while names:
        name = names.pop()
        if name and name not in machines:
            machines[name] = pack["machines"][name]
            names.append(machines[name].get("base"))
    if machines:
        kept["machines"] = machines
    return kept


def seeds():
    found = {}
    for path in sorted((ROOT / "rules/packs").glob("*.json")):
        pack = json.loads(path.read_text())
        for rule in pack["rules"]:
            data = json.dumps(small(pack, rule), separators=(",", ":"), ensure_ascii=False).encode()
            if len(data) <= MAX_BYTES:
                found[f"{pack['id']}-{rule['id']}"] = data
    return found
