"""What a lexicon entry is, and how the text tables beside this file become entries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from personas.domain.normalise import title_words


class Fit(Enum):
    """How a pattern word is compared with a title word."""

    WHOLE = "whole"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class PatternWord:
    """One word of a pattern: ``vertrieb*`` is a prefix, ``*leiter`` a suffix, ``*einkauf*`` anywhere in the word."""

    text: str
    fit: Fit

    def matches(self, word: str) -> bool:
        """This function will tell whether a normalised title word fits this pattern word."""
        match self.fit:
            case Fit.WHOLE:
                return word == self.text
            case Fit.PREFIX:
                return word.startswith(self.text)
            case Fit.SUFFIX:
                return word.endswith(self.text)
            case Fit.INSIDE:
                return self.text in word


@dataclass(frozen=True, slots=True)
class Term:
    """A pattern of one or more consecutive words, what it means, and how much it says (1 weak … 4 decisive)."""

    words: tuple[PatternWord, ...]
    meaning: str
    weight: int


def _pattern_word(raw: str) -> PatternWord:
    starts, ends = raw.startswith("*"), raw.endswith("*")
    text = "".join(title_words(raw.strip("*")))
    fit = {(False, False): Fit.WHOLE, (False, True): Fit.PREFIX, (True, False): Fit.SUFFIX, (True, True): Fit.INSIDE}
    return PatternWord(text=text, fit=fit[(starts, ends)])


def terms_parse(*, meaning: str, table: str) -> tuple[Term, ...]:
    """This function will turn a text table into terms; each line is ``weight: pattern, pattern, …``."""
    found: list[Term] = []
    for line in table.strip().splitlines():
        weight, _, patterns = line.strip().partition(":")
        for pattern in patterns.split(","):
            words = tuple(_pattern_word(raw) for raw in pattern.split() if raw)
            if words:
                found.append(Term(words=words, meaning=meaning, weight=int(weight)))
    return tuple(found)
