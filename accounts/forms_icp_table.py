"""The editor of a table: its facts, their levels, and a grid of shares."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp_facts import FactKind, fact_kinds
from accounts.forms_icp import (
    CriterionForm,
    fact_choices,
    number_of,
    percent_of,
    readable,
    scale_of,
    values_meant,
    values_of,
    values_told,
)
from accounts.forms_icp_rules import share_of

LEVELS_HELP = gettext_lazy(
    "Numbers: the edges between the levels, such as 50, 250, 1000. "
    "Words: one level a line, its values separated by commas; of a list the first line with one of its values counts."
)


class TableForm(CriterionForm):
    """One or two axes and a cell for every pair of levels; *unknown* is always the last level."""

    kind = "table"
    fact_0 = forms.ChoiceField(label=gettext_lazy("First fact"))
    levels_0 = forms.CharField(
        label=gettext_lazy("Its levels"), widget=forms.Textarea(attrs={"rows": 4}), help_text=LEVELS_HELP
    )
    fact_1 = forms.ChoiceField(label=gettext_lazy("Second fact"), required=False)
    levels_1 = forms.CharField(
        label=gettext_lazy("Its levels"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    axes: list[dict[str, Any]]
    cells: list[int]
    is_step = False  # nothing is wrong: the cells come next
    grid: list[dict[str, Any]]
    head: list[str]

    def build(self) -> None:
        """Facts for both axes; the table has no fact of its own."""
        del self.fields["fact"]
        self.grid, self.head, self.axes, self.cells = [], [], [], []
        for place, axis in enumerate(self.rule.get("axes", [])):
            self.initial[f"fact_{place}"] = axis["fact"]
            self.initial[f"levels_{place}"] = _levels_text(axis)
        for place in (0, 1):
            current = str(self.data.get(f"fact_{place}") or self.initial.get(f"fact_{place}") or "")
            choice: Any = self.fields[f"fact_{place}"]
            kinds = {FactKind.INT, FactKind.TEXT, FactKind.SET, FactKind.DAYS}
            found = fact_choices(self.key_lists, kinds, current, self.label_of)
            choice.choices = [("", _("none")), *found] if place else found
        if not self.is_bound and self.rule:
            self.axes = self.rule["axes"]
            self._lay_out([percent_of(share) for share in self.rule["shares"]])

    def clean(self) -> dict[str, Any]:
        """Read the axes, then as many cells as they need."""
        data = self.cleaned_data
        for place in (0, 1):
            fact, text = data.get(f"fact_{place}"), data.get(f"levels_{place}")
            if fact and text:
                try:
                    self.axes.append(_axis(fact, text, is_list=self._is_list(fact)))
                except forms.ValidationError as error:
                    self.add_error(f"levels_{place}", error)
            elif place and (fact or text):
                self.add_error("levels_1", _("A second fact and its levels go together."))
        given: Any = self.data
        texts = [text.strip() for text in given.getlist("cell")]
        if self.errors or not self.axes:
            return data
        if len(texts) != self._many():
            self.is_step = True
            self.add_error(None, _("The levels are laid out below. Fill in the shares and save again."))
            texts = [*texts[: self._many()], *["0"] * (self._many() - len(texts))]
        try:
            self.cells = [share_of(text) for text in texts]
        except forms.ValidationError as error:
            self.add_error(None, error)
        self._lay_out(texts)
        return data

    def _is_list(self, fact: str) -> bool:
        """Whether a field that could be a text as well is a list: its values are, or the stored table reads it so."""
        known = any(key == fact and kind is FactKind.SET for facts in self.key_lists.values() for key, kind in facts)
        stored = any(axis["fact"] == fact and axis.get("list") for axis in self.rule.get("axes", []))
        return FactKind.TEXT in fact_kinds(fact) and (known or stored)

    def _many(self) -> int:
        sizes = [len(_level_names(axis)) for axis in self.axes]
        return sizes[0] * (sizes[1] if len(sizes) == 2 else 1)

    def _lay_out(self, texts: list[str]) -> None:
        """Turn cells into rows with names for the page."""
        rows = _level_names(self.axes[0])
        self.head = _level_names(self.axes[1]) if len(self.axes) == 2 else [_("Share (%)")]
        width = len(self.head)
        self.grid = [
            {"name": name, "cells": list(zip(self.head, texts[place * width : (place + 1) * width], strict=False))}
            for place, name in enumerate(rows)
        ]

    def rule_json(self) -> dict[str, Any]:
        """Axes and shares, row by row."""
        return {"kind": self.kind, "axes": self.axes, "shares": self.cells}


def _axis(fact: str, text: str, *, is_list: bool) -> dict[str, Any]:
    if is_list:
        return {"fact": fact, "list": True, "categories": [v for line in text.splitlines() if (v := values_of(line))]}
    kinds = fact_kinds(fact)
    tokens = values_of(text.replace("\n", ","))
    numeric = FactKind.INT in kinds or FactKind.DAYS in kinds
    if numeric and (FactKind.TEXT not in kinds or all(_is_number(token) for token in tokens)):
        return {"fact": fact, "edges": [number_of(token, scale_of(fact)) for token in tokens]}
    return {"fact": fact, "categories": [values for line in text.splitlines() if (values := values_meant(fact, line))]}


def _is_number(text: str) -> bool:
    try:
        number_of(text, 1000)
    except forms.ValidationError:
        return False
    return True


def _levels_text(axis: dict[str, Any]) -> str:
    if "edges" in axis:
        return ", ".join(readable(edge, scale_of(axis["fact"])) for edge in axis["edges"])
    return "\n".join(values_told(axis["fact"], group) for group in axis["categories"])


def _level_names(axis: dict[str, Any]) -> list[str]:
    """The levels in the order of the cells."""
    if "categories" in axis:
        told = [values_told(axis["fact"], group[:3]) for group in axis["categories"]]
        return [*told, _("others"), _("unknown")]
    edges = [readable(edge, scale_of(axis["fact"])) for edge in axis["edges"]]
    below = _("below %(edge)s") % {"edge": edges[0]}
    between = [f"{low} – {high}" for low, high in pairwise(edges)]
    last = _("never") if FactKind.DAYS in fact_kinds(axis["fact"]) else _("unknown")
    return [below, *between, _("%(edge)s and more") % {"edge": edges[-1]}, last]
