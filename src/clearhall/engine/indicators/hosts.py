"""Host names: which are possible, which of their parts was registered, and what they are called in ASCII."""

import ipaddress
import re
from functools import cache, lru_cache

import idna
import tldextract

# A leading underscore only in labels that services of the name system use, and in the bare one of scams.
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?|_(?:dmarc|domainkey|acme-challenge|tcp|udp|https?)?")
_NUMERIC_HOST = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}")
_HOST_OF = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?|^(?:[^/?#@]*@)", re.IGNORECASE)


# Nobody can register these (RFC 2606): they are read like the others, so that examples, tests and drills behave as the real thing.
RESERVED = frozenset({"example", "test", "invalid"})


@cache
def _suffixes() -> tldextract.TLDExtract:
    """The public suffix list that its package carries: nothing is fetched and nothing is written."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@cache
def top_level_names() -> frozenset[str]:
    """Every top-level domain, in lower-case ASCII and, where it has one, in its own script."""
    last = {suffix.rsplit(".", 1)[-1] for suffix in _suffixes().tlds}
    return frozenset(last | {name.encode("idna").decode() for name in last if not name.isascii()})


@lru_cache(maxsize=4_096)
def ascii_host(host: str) -> str | None:
    """The host in lower-case ASCII, labels outside it as punycode; None where no such name can exist.

    Symbols that registries sold before the rules forbade them (☃.example) are encoded as they are.
    """
    host = host.lower().rstrip(".")
    labels = host.split(".") if host.isascii() else [_ascii_label(label) for label in host.split(".")]
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return ".".join(labels)


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    if label.startswith("xn--"):
        return ""
    try:
        return idna.encode(label, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        pass
    try:
        label.encode()  # refuses half of a surrogate pair, which punycode would take
        return "xn--" + label.encode("punycode").decode()
    except UnicodeError:
        return ""


def unicode_host(host: str) -> str:
    """An ASCII host with its punycode labels spelled out, where they can be."""
    return ".".join(_unicode_label(label) for label in host.split("."))


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        return label


def is_domain(host: str) -> bool:
    """Whether an ASCII host could be registered: a known top-level domain, no underscore in its last two parts."""
    labels = host.rsplit(".", 2)
    is_known = labels[-1] in top_level_names() or labels[-1] in RESERVED
    return len(labels) > 1 and is_known and "_" not in labels[-2] and "_" not in labels[-1]


def is_ipv4(host: str) -> bool:
    """Whether this is a dotted IPv4 address without leading zeros."""
    return (
        host[-1:].isdecimal()
        and _NUMERIC_HOST.fullmatch(host) is not None
        and all(int(part) < 256 for part in host.split("."))
    )


def is_ipv6(s: str) -> bool:
    """Whether this is an IPv6 address as RFC 4291 writes it."""
    try:
        ipaddress.IPv6Address(s)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=4_096)
def known_host(host: str) -> str | None:
    """`ascii_host` where that is a dotted IPv4 address or a name under a known top-level domain, else None."""
    name = ascii_host(host)
    return name if name is not None and (is_domain(name) or is_ipv4(name)) else None


def registrable_domain(url_or_host: str) -> str | None:
    """The part of a name that one party registered: `login.bank.com.cn` → `bank.com.cn`, in lower-case ASCII.

    Shared hosts on the public suffix list's private part count as suffixes: `shop.github.io` is one party's.

    Args:
        url_or_host: a URL, with or without scheme, or a host, also in its own script.

    Returns:
        None for IP addresses, for bare suffixes, for unknown top-level domains and for what is no host at all.

    Source: publicsuffix.org, the copy inside the installed tldextract package.
    """
    bare = _HOST_OF.sub("", url_or_host.strip()[:4_096])
    return _registered(re.split(r"[/?#:\\\s]", bare, maxsplit=1)[0]) if bare else None


@lru_cache(maxsize=4_096)
def _registered(written: str) -> str | None:
    host = ascii_host(written)
    if not host or is_ipv4(host):
        return None
    if host.rsplit(".", 1)[-1] in RESERVED:
        return ".".join(host.split(".")[-2:]) if "." in host else None
    return _suffixes().extract_str(host).top_domain_under_public_suffix or None
