"""Medians, ratios and goals, and the page of 80 columns that shows them."""
import statistics

# (words, whose time, divided by whose, which time of both, relation, goal)
GOALS = (
    ("full facts / cat", "facts", "cat", "whole", "<", 1),
    ("pefile full / full facts", "pefile-full", "facts", "inside", ">=", 120),
    ("pefile same directories / full facts", "pefile-directories", "facts", "inside", ">=", 20),
)
FOUND = ("imported_modules", "imported_symbols", "exports", "versions", "manifests")


def median(samples, time):
    return statistics.median(sample[time] for sample in samples)


def goals(samples):
    """Each goal with the ratio of the medians, and the least and greatest ratio within one round."""
    found = []
    for words, upper, lower, time, relation, limit in GOALS:
        if not samples.get(upper) or not samples.get(lower):
            continue
        ratio = median(samples[upper], time) / median(samples[lower], time)
        rounds = [a[time] / b[time] for a, b in zip(samples[upper], samples[lower])]
        found.append({"goal": words, "time": time, "ratio": ratio, "min": min(rounds), "max": max(rounds),
                      "relation": relation, "limit": limit,
                      "met": ratio < limit if relation == "<" else ratio >= limit})
    return found


def print_times(report, chosen):
    samples = report["samples"]
    ours = median(samples["facts"], "whole") if samples.get("facts") else None
    print(f"{'seconds':27} {'median':>8} {'min':>8} {'max':>8} {'inside':>8} {'files/s':>8} {'x facts':>7}")
    for peer in chosen:
        taken = samples[peer.name]
        whole = [sample["whole"] for sample in taken]
        middle = statistics.median(whole)
        inside = f"{median(taken, 'inside'):8.4f}" if peer.times_itself else f"{'':8}"
        print(f"{peer.label:27} {middle:8.4f} {min(whole):8.4f} {max(whole):8.4f} {inside} "
              f"{report['files'] / middle:8.0f} {f'{middle / ours:7.2f}' if ours else ''}")


def print_found(report, chosen):
    """What the readers that count found: the work that the time went into."""
    counting = [peer for peer in chosen
                if peer.times_itself and any("exports" in sample["said"] for sample in report["samples"][peer.name])]
    if counting:
        print(f"\n{'found':27} " + " ".join(f"{name.replace('imported_', ''):>9}" for name in FOUND))
    for peer in counting:
        said = report["samples"][peer.name][0]["said"]
        print(f"{peer.label:27} " + " ".join(f"{said[name]:9}" for name in FOUND))


def print_reads(report, chosen):
    if not any("bytes_read" in sample.get("said", {}) for taken in report["samples"].values() for sample in taken):
        return
    print(f"\n{'read':27} {'MB':>9} {'of all':>9} {'calls':>9}")
    for peer in chosen:
        said = report["samples"][peer.name][0].get("said", {})
        if "bytes_read" in said:
            print(f"{peer.label:27} {said['bytes_read'] / 1e6:9.1f} "
                  f"{100 * said['bytes_read'] / report['bytes']:8.1f}% {said['read_calls']:9}")


def print_report(report, chosen):
    machine = report["machine"]
    print(f"{report['files']} PE files, {report['bytes'] / 1e6:.0f} MB; {report['rounds']} rounds; page cache warm")
    print(f"{machine['processor']}, {machine['processors']} processors, load {machine['load']:.2f}\n")
    print_times(report, chosen)
    print_found(report, chosen)
    print_reads(report, chosen)
    if report["goals"]:
        print(f"\n{'goal':37} {'ratio':>8} {'min':>8} {'max':>8}")
    for goal in report["goals"]:
        print(f"{goal['goal']:37} {goal['ratio']:8.2f} {goal['min']:8.2f} {goal['max']:8.2f} "
              f"{goal['relation']:>2} {goal['limit']:<3} {'met' if goal['met'] else 'NOT met'}")
    bad = [f"{peer.name} ended with {report['samples'][peer.name][0]['exit']}"
           for peer in chosen if report["samples"][peer.name][0]["exit"] != 0]
    for note in bad + report["missing"]:
        print(f"note: {note}")
