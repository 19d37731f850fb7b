"""How fast and how surely imitated names are found in a register of 100,000, and what dnstwist makes of the same names.

Run: python -m benchmarks.look_alikes [NAMES]. All names are invented. dnstwist (optional) answers the opposite question: it
lists what may imitate one name; so its list for that name is made and searched, once for each name asked.
"""

import random
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from clearhall.engine.indicators import LookAlikes
from clearhall.engine.text.lookalikes import latin_lookalikes

SYLLABLES = [a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "on")]
SUFFIXES = ("com", "cn", "com.cn", "net", "org", "top")
WORDS = ("login", "pay", "secure", "service")
CYRILLIC = {latin: letter for letter, latin in sorted(latin_lookalikes().items(), reverse=True) if "а" <= letter <= "ӿ"}


def register(count: int, draw: random.Random) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(draw.choices(SYLLABLES, k=draw.randint(3, 6))) + "." + draw.choice(SUFFIXES)] = None
    return list(names)


def disguised(name: str, way: str, draw: random.Random) -> str:
    label, _, suffix = name.partition(".")
    at = draw.randrange(1, len(label) - 1)
    match way:
        case "one letter look-alike":
            places = [i for i, c in enumerate(label) if c in CYRILLIC]
            at = draw.choice(places)
            label = label[:at] + CYRILLIC[label[at]] + label[at + 1 :]
        case "all Cyrillic":
            label = "".join(CYRILLIC.get(c, c) for c in label)
        case "digits":
            label = label.replace("o", "0").replace("l", "1")
        case "changed":
            label = label[:at] + draw.choice("xqwj") + label[at + 1 :]
        case "left out":
            label = label[:at] + label[at + 1 :]
        case "swapped":
            label = label[:at] + label[at + 1] + label[at] + label[at + 2 :]
        case "extra word":
            label = draw.choice([f"{label}-{draw.choice(WORDS)}", draw.choice(WORDS) + label])
        case "other top-level domain":
            suffix = draw.choice([one for one in ("xyz", "vip", "shop") if one != suffix])
    return f"{label}.{suffix}"


WAYS = (
    "one letter look-alike",
    "all Cyrillic",
    "digits",
    "changed",
    "left out",
    "swapped",
    "extra word",
    "other top-level domain",
)


def twisted(name: str, asked: str) -> bool:
    import dnstwist

    fuzz = dnstwist.Fuzzer(name, dictionary=list(WORDS), tld_dictionary=["xyz", "vip", "shop"])
    fuzz.generate()
    return any(one["domain"] == asked.encode("idna").decode() for one in fuzz.domains)


def main() -> None:
    draw = random.Random(11)
    names = register(int((sys.argv[1:2] or ["100000"])[0]), draw)
    began = time.process_time()
    known = LookAlikes(names)
    print(f"{len(known):,} names entered in {time.process_time() - began:.1f} s")
    spent, rows = [], []
    for way in WAYS:
        found = asked = first = 0
        others = defaultdict(int)
        for name in draw.sample(names, 400):
            host = disguised(name, way, draw)
            if host in names or host == name:
                continue
            asked += 1
            began = time.thread_time()
            answer = [one.name for one in known.imitated_by(host)]
            spent.append(time.thread_time() - began)
            found += name in answer
            first += answer[:1] == [name]
            if asked <= 20:
                others["asked"] += 1
                try:
                    others["found"] += twisted(name, host)
                except ImportError:
                    others["asked"] = 0
        peer = f"{others['found'] / others['asked']:.2f}" if others["asked"] else "not installed"
        rows.append(f"| {way} | {asked} | {found / max(1, asked):.3f} | {first / max(1, asked):.3f} | {peer} |")
    print("\n| way | asked | found | found first | dnstwist has it (20 asked) |\n|---|---|---|---|---|")
    print("\n".join(rows))
    spent.sort()
    print(
        f"\nlook-up p50 {spent[len(spent) // 2] * 1e3:.3f} ms, p99 {spent[len(spent) * 99 // 100] * 1e3:.3f} ms of processor time"
    )
    unlike = ["".join(draw.choices(SYLLABLES, k=5)) + ".com" for _ in range(2_000)]
    print(
        f"{sum(bool(known.imitated_by(host)) for host in unlike) / len(unlike):.3f} of 2,000 other names are taken for one of the register"
    )
    try:
        import dnstwist  # noqa: F401
    except ImportError:
        return
    began = time.process_time()
    twisted(names[0], names[1])
    print(f"dnstwist needs {(time.process_time() - began) * 1e3:.0f} ms to list the imitations of one name")


if __name__ == "__main__":
    main()
