"""A strict reader of JSON values that gathers every problem with its path instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from accounts.domain.icp import Problem, SpecError
from accounts.domain.icp_facts import spellings


class Reader:
    """Reads values of known shapes; a faulty one yields a harmless stand-in and a problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def problem(self, path: str, code: str, **params: object) -> None:
        self.problems.append(Problem(path, code, params))

    def raise_problems(self) -> None:
        """:raises SpecError: when any problem was found."""
        if self.problems:
            raise SpecError(self.problems)

    def mapping(self, path: str, given: object, *, known: set[str] | None = None) -> Mapping[str, object] | None:
        if not isinstance(given, dict):
            self.problem(path, "required" if given is None else "not_an_object")
            return None
        if known is not None:
            self.refuse_unknown(path, given, known)
        return given

    def refuse_unknown(self, path: str, given: Mapping[str, object], known: set[str]) -> None:
        for name in given:
            if name not in known:
                self.problem(f"{path}.{name}", "unknown_field")

    def text(self, path: str, given: object, *, limit: int, required: bool = True) -> str:
        if given is None or given == "":
            if required:
                self.problem(path, "required")
            return ""
        if not isinstance(given, str):
            self.problem(path, "not_a_text")
            return ""
        if "\x00" in given or given != given.strip():
            self.problem(path, "untidy_text")
        elif len(given) > limit:
            self.problem(path, "too_long", limit=limit)
        return given

    def choice(self, path: str, given: object, choices: Container[str]) -> str:
        if not isinstance(given, str) or not given:
            self.problem(path, "required")
            return ""
        if given not in choices:
            self.problem(path, "not_a_choice", value=given)
            return ""
        return given

    def integer(self, path: str, given: object, low: int, high: int) -> int:
        if given is None:
            self.problem(path, "required")
        elif isinstance(given, bool) or not isinstance(given, int):
            self.problem(path, "not_an_integer")
        elif not low <= given <= high:
            self.problem(path, "out_of_bounds", low=low, high=high)
        else:
            return given
        return low

    def flag(self, path: str, given: object) -> bool:
        if not isinstance(given, bool):
            self.problem(path, "not_a_flag")
            return False
        return given

    def items(self, path: str, given: object, low: int, high: int) -> Sequence[object]:
        if given is None:
            self.problem(path, "required")
        elif not isinstance(given, list):
            self.problem(path, "not_a_list")
        elif not low <= len(given) <= high:
            self.problem(path, "count", low=low, high=high)
        else:
            return given
        return ()

    def values_differ(self, path: str, groups: Sequence[Sequence[str]]) -> None:
        """Refuse values that are the same to the rules, such as ``SAP`` and ``sap``."""
        seen: set[str] = set()
        for value in (value for group in groups for value in group):
            forms = spellings(value)
            if forms & seen:
                self.problem(path, "duplicate", value=value)
            seen |= forms
