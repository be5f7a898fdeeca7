"""Reading a job title: which function it belongs to, how high it stands, and which words said so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from personas.domain.departments import Department, Seniority
from personas.domain.lexicon.commerce import COMMERCE
from personas.domain.lexicon.functions import FUNCTIONS
from personas.domain.lexicon.ranks import RANKS
from personas.domain.lexicon.terms import Fit, Term
from personas.domain.normalise import title_words


@dataclass(frozen=True, slots=True)
class Match:
    """One lexicon entry found in a title: the title's own words, where they stand, what they mean."""

    words: tuple[str, ...]
    start: int
    meaning: str
    weight: int

    @property
    def end(self) -> int:
        """This function will return the index after the last matched word."""
        return self.start + len(self.words)

    @property
    def text(self) -> str:
        """This function will return the matched words as they are shown to people."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says. ``None`` department or seniority: nothing in it was recognised."""

    words: tuple[str, ...]
    department: Department | None
    seniority: Seniority | None
    department_words: tuple[str, ...]
    seniority_words: tuple[str, ...]


class Lexicon:
    """Terms indexed by their first word, so that a title costs a few dictionary look-ups."""

    def __init__(self, terms: Iterable[Term]) -> None:
        """This function will index the terms; those not starting with a whole word are tried on every word."""
        self._by_word: dict[str, list[Term]] = defaultdict(list)
        self._by_prefix: dict[str, list[Term]] = defaultdict(list)
        self._floating: list[Term] = []
        for term in terms:
            first = term.words[0]
            if first.fit is Fit.WHOLE:
                self._by_word[first.text].append(term)
            elif first.fit is Fit.PREFIX:
                self._by_prefix[first.text[:2]].append(term)
            else:
                self._floating.append(term)

    def find(self, words: Sequence[str]) -> list[Match]:
        """This function will list the terms found, a longer phrase swallowing the shorter ones inside it."""
        found: list[Match] = []
        for start, word in enumerate(words):
            for term in (*self._by_word.get(word, ()), *self._by_prefix.get(word[:2], ()), *self._floating):
                end = start + len(term.words)
                taken = tuple(words[start:end])
                if len(taken) == len(term.words) and all(p.matches(w) for p, w in zip(term.words, taken, strict=True)):
                    found.append(Match(words=taken, start=start, meaning=term.meaning, weight=term.weight))
        return [match for match in found if not any(_swallows(other, match) for other in found)]


def _swallows(outer: Match, inner: Match) -> bool:
    longer = len(outer.words) > len(inner.words)
    return longer and outer.start <= inner.start and inner.end <= outer.end and outer.weight >= inner.weight


_DEPARTMENTS = Lexicon((*COMMERCE, *FUNCTIONS))
_RANKS = Lexicon(RANKS)


def _heaviest(matches: Sequence[Match]) -> tuple[str | None, tuple[str, ...]]:
    """The meaning with the strongest single match; the earlier word wins a tie. General management only if alone."""
    if not matches:
        return None, ()
    specific = [m for m in matches if m.meaning != Department.GENERAL_MANAGEMENT] or list(matches)
    best = min(specific, key=lambda m: (-m.weight, m.start, -len(m.words)))
    said = dict.fromkeys(m.text for m in sorted(matches, key=lambda m: m.start) if m.meaning == best.meaning)
    return best.meaning, tuple(said)


@lru_cache(maxsize=20_000)
def title_read(title: str) -> TitleReading:
    """This function will read department and seniority from a title in any of the lexicon's languages.

    A title with a recognised function but no word of rank is a professional's.
    """
    words = title_words(title)
    department, department_words = _heaviest(_DEPARTMENTS.find(words))
    rank, rank_words = _heaviest(_RANKS.find(words))
    if rank is None and words:
        rank = Seniority.PROFESSIONAL
    return TitleReading(
        words=words,
        department=Department(department) if department else None,
        seniority=Seniority(rank) if rank else None,
        department_words=department_words,
        seniority_words=rank_words,
    )


def keyword_matches(keyword: str, words: Sequence[str]) -> bool:
    """This function will tell whether a persona's own keyword (one or more whole words) stands in the title."""
    wanted = title_words(keyword)
    return bool(wanted) and any(tuple(words[i : i + len(wanted)]) == wanted for i in range(len(words)))
