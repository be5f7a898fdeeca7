"""When two records mean one company: the canonical domain and the comparable name."""

from __future__ import annotations

import re
from functools import lru_cache

import cleanco.termdata
import idna
import tldextract

from accounts.domain.normalise import INVISIBLE, fold

SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://+|mailto:)", re.IGNORECASE)
# The public suffix list comes with the package; nothing is fetched and nothing is cached on disk.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
# Legal forms that cleanco does not know.
MORE_FORMS = (
    "ооо", "оао", "зао", "пао", "ао", "ип", "тоо", "еоод", "ооод", "оод", "еад", "ад", "ет", "нпо",
    "سهامی عام", "سهامی خاص", "شرکت", "zrt", "nyrt", "kft", "bt", "kkt", "co", "company", "corporation", "incorporated",
    "limited", "holdings", "hldgs", "holding", "group", "plc", "llp",
)  # fmt: skip
LEADING_FORMS = frozenset({"ооо", "оао", "зао", "пао", "ао", "тоо", "شرکت"})  # forms written before the name
PLAIN_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
SAFE_JOINERS = re.compile("[\u200b\u2060\ufeff\u00ad]")  # pasted along with a domain and dropped by UTS 46


class DomainRefused(ValueError):
    """A text is not the internet domain of a company."""


def _is_plain(host: str) -> bool:
    """Whether a text is a host name in ASCII already, as most are."""
    return len(host) <= 255 and PLAIN_HOST.match(host) is not None and "--" not in host


def _host_of(value: str) -> str:
    """Cut the host out of an address and write it in ASCII."""
    host = SCHEME.sub("", SAFE_JOINERS.sub("", value.strip()))
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rsplit("@", 1)[-1]
    host = re.sub(r":\d*$", "", host).strip().rstrip(".。．")
    if not host or len(host) > 255 or INVISIBLE.search(host):
        raise DomainRefused("not_a_domain")
    if _is_plain(host.lower()):
        return host.lower()
    try:
        return str(idna.encode(host, uts46=True, transitional=False).decode().lower())
    except (idna.IDNAError, UnicodeError) as error:
        raise DomainRefused("not_a_domain") from error


@lru_cache(maxsize=20_000)
def domain_canonical(value: str) -> str:
    """This function will return the registrable domain of a web address, host name or e-mail address, in ASCII.

    ``https://www.Example.co.uk/about`` is ``example.co.uk``; ``münchen.de`` is ``xn--mnchen-3ya.de``.
    :raises DomainRefused: when it names no public host (a word, an IP address, hidden direction marks).
    """
    ascii_host = value.strip().lower()
    if not _is_plain(ascii_host):
        ascii_host = _host_of(value)
    labels = ascii_host.split(".")
    if len(labels) < 2 or any(not label for label in labels) or labels[-1].isdigit():
        raise DomainRefused("not_a_domain")
    found = _suffixes(ascii_host)
    if found.suffix and found.domain:
        return f"{found.domain}.{found.suffix}"
    if found.suffix:  # a bare public suffix such as co.uk belongs to nobody
        raise DomainRefused("public_suffix")
    return ".".join(labels[-2:])


def _legal_forms() -> frozenset[tuple[str, ...]]:
    terms = {term for terms in cleanco.termdata.terms_by_type.values() for term in terms}
    terms |= {term for terms in cleanco.termdata.terms_by_country.values() for term in terms}
    keys = {tuple(fold(term).split()) for term in (*terms, *MORE_FORMS)}
    # "l.l.c." and "s.a." fold to single letters: keep both that and the joined spelling.
    return frozenset(keys | {("".join(key),) for key in keys if all(len(part) == 1 for part in key)}) - {()}


LEGAL_FORMS = _legal_forms()
LONGEST_FORM = max(map(len, LEGAL_FORMS))
FORM_ENDINGS = frozenset(form[-1] for form in LEGAL_FORMS)


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """This function will return a company name without case, accents, punctuation and legal form.

    ``ACME Corp.`` and ``Acme Corporation`` are both ``acme``. A name that is nothing but a form is kept whole.
    """
    words = fold(name.replace("&", " and ").replace("'", "").replace("’", "")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in FORM_ENDINGS:
        for length in range(min(LONGEST_FORM, len(words) - 1), 0, -1):
            if tuple(words[-length:]) in LEGAL_FORMS:
                words = words[:-length]
                break
        else:
            break
    while len(words) > 1 and words[0] in LEADING_FORMS:
        words = words[1:]
    return " ".join(words)


def names_compatible(left: str, right: str) -> bool:
    """This function will tell whether two name keys can be one company: equal, or one begins with the other's words."""
    short, long = sorted((left, right), key=len)
    return bool(short) and (short == long or long.startswith(short + " "))
