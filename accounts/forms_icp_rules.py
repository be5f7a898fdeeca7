"""The editors of the rules, one form per kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.domain.icp_facts import FactKind
from accounts.forms_icp import (
    OPS,
    CriterionForm,
    PercentField,
    fact_choices,
    number_of,
    percent_of,
    readable,
    scale_of,
    values_meant,
    values_of,
    values_text,
    values_told,
)

SPARE_ROWS = 2


def share_of(text: str) -> int:
    """This function will read a percentage with at most one decimal as per mille.

    :raises forms.ValidationError: when it is none between 0 and 100.
    """
    share = number_of(text or "0", 10)
    if not 0 <= share <= 1000:
        raise forms.ValidationError(_("A share lies between 0 and 100 %."))
    return share


class RowsForm(CriterionForm):
    """A rule made of rows of two inputs: ``row_left`` and ``row_share``."""

    def rows_given(self) -> list[dict[str, Any]]:
        """The submitted rows, with room for more."""
        rows = [{"left": left, "share": share} for left, share in self.lists("row_left", "row_share")]
        return [*rows, *self.spare()]

    def spare(self) -> list[dict[str, Any]]:
        """Empty rows to fill."""
        return [{"left": "", "share": ""} for _row in range(SPARE_ROWS)]

    def read_rows(self, read: Any) -> list[tuple[Any, int]]:
        """Read every filled row; a faulty one carries its error."""
        found = []
        for row in self.rows:
            if not row["left"] and not row["share"]:
                continue
            try:
                found.append((read(row["left"]), share_of(row["share"])))
            except forms.ValidationError as error:
                row["error"] = " ".join(error.messages)
                self.add_error(None, row["error"])
        if not found and not self.errors:
            self.add_error(None, _("Fill at least one row."))
        return found


class OneOfForm(RowsForm):
    """Values on the left, separated by commas, and the share they earn."""

    kind = "one_of"
    other = PercentField(label=gettext_lazy("Every other known value earns (%)"), initial=0)
    pairs: list[tuple[list[str], int]]

    def rows_stored(self) -> list[dict[str, Any]]:
        """Values that earn the same stand in one row."""
        by_share: dict[int, list[str]] = {}
        for value, share in sorted(self.rule.get("shares", {}).items(), key=lambda pair: (-pair[1], pair[0])):
            by_share.setdefault(share, []).append(value)
        fact = str(self.initial.get("fact") or "")
        rows = [{"left": values_told(fact, values), "share": percent_of(share)} for share, values in by_share.items()]
        self.initial.setdefault("other", percent_of(self.rule.get("other", 0)))
        return [*rows, *self.spare()]

    def clean(self) -> dict[str, Any]:
        """Read the rows."""
        fact = str(self.cleaned_data.get("fact") or "")
        self.pairs = self.read_rows(lambda text: values_meant(fact, text))
        values = [value for row, _share in self.pairs for value in row]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            self.add_error(None, _("“%(value)s” stands here twice.") % {"value": twice[0]})
        return self.cleaned_data

    def rule_json(self) -> dict[str, Any]:
        """Value → share."""
        shares = {value: share for values, share in self.pairs for value in values}
        return {"kind": self.kind, "shares": shares, "other": self.cleaned_data["other"]}


class RangeForm(RowsForm):
    """Points: a number on the left, in the unit people read, and its share."""

    kind = "range"
    points: list[tuple[int, int]]

    def rows_stored(self) -> list[dict[str, Any]]:
        """One row a point."""
        scale = scale_of(str(self.initial.get("fact") or ""))
        points = self.rule.get("points", [])
        return [*({"left": readable(x, scale), "share": percent_of(share)} for x, share in points), *self.spare()]

    def clean(self) -> dict[str, Any]:
        """Read the points and put them in order."""
        scale = scale_of(str(self.cleaned_data.get("fact") or ""))
        self.points = sorted(self.read_rows(lambda text: number_of(text, scale)))
        return self.cleaned_data

    def rule_json(self) -> dict[str, Any]:
        """Ascending points."""
        return {"kind": self.kind, "points": [[x, share] for x, share in self.points]}


class HasForm(CriterionForm):
    """Any or all of some values in a list."""

    kind = "has"
    mode = forms.ChoiceField(
        label=gettext_lazy("The list contains"),
        choices=[("any", gettext_lazy("any of")), ("all", gettext_lazy("all of"))],
    )
    values = forms.CharField(
        label=gettext_lazy("Values"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Separated by commas or lines."),
    )
    share = PercentField(label=gettext_lazy("Then it earns (%)"), initial=100)
    other = PercentField(label=gettext_lazy("Otherwise (%)"), initial=0)

    def rows_stored(self) -> list[dict[str, Any]]:
        """No rows; the fields hold everything."""
        if self.rule:
            self.initial.update({"mode": self.rule["mode"], "values": values_text(self.rule["values"])})
            self.initial.update({name: percent_of(self.rule[name]) for name in ("share", "other")})
        return []

    def rule_json(self) -> dict[str, Any]:
        """Values and both shares."""
        data = self.cleaned_data
        shares = {"share": data["share"], "other": data["other"]}
        return {"kind": self.kind, "mode": data["mode"], "values": values_of(data["values"]), **shares}


class RecencyForm(CriterionForm):
    """How fast a signal fades."""

    kind = "recency"
    decay = forms.ChoiceField(
        label=gettext_lazy("It fades"),
        choices=[
            ("linear", gettext_lazy("evenly, to nothing after")),
            ("half_life", gettext_lazy("by half, every")),
        ],
    )
    days = forms.IntegerField(label=gettext_lazy("Days"), min_value=1, max_value=3650, initial=90)

    def rows_stored(self) -> list[dict[str, Any]]:
        """No rows; the fields hold everything."""
        self.initial.update({name: self.rule[name] for name in ("decay", "days") if name in self.rule})
        return []

    def rule_json(self) -> dict[str, Any]:
        """Without the table, which publishing computes."""
        return {"kind": self.kind, "decay": self.cleaned_data["decay"], "days": self.cleaned_data["days"]}


class FlagForm(CriterionForm):
    """A share for yes and one for no."""

    kind = "flag"
    when_true = PercentField(label=gettext_lazy("Yes earns (%)"), initial=100)
    when_false = PercentField(label=gettext_lazy("No earns (%)"), initial=0)

    def rows_stored(self) -> list[dict[str, Any]]:
        """No rows; the fields hold everything."""
        self.initial.update({name: percent_of(share) for name, share in self.rule.items() if name != "kind"})
        return []

    def rule_json(self) -> dict[str, Any]:
        """Both shares."""
        return {"kind": self.kind, **{name: self.cleaned_data[name] for name in ("when_true", "when_false")}}


class KnockOutForm(CriterionForm):
    """When an account is excluded, and the reason people read."""

    kind = "knock_out"
    op = forms.ChoiceField(label=gettext_lazy("Exclude when it"), choices=list(OPS.items()))
    values = forms.CharField(
        label=gettext_lazy("Values"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For “is one of”, “is none of” and “contains”; separated by commas or lines."),
    )
    bound = forms.CharField(
        label=gettext_lazy("Number"), required=False, help_text=gettext_lazy("For “below”, “above” and “within days”.")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason people read"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Shown wherever the account is left out; the label stands in when empty."),
    )

    def build(self) -> None:
        """Every kind of fact, and no weight."""
        del self.fields["weight"]
        current = str(self.data.get("fact") or self.initial.get("fact") or "")
        choice: Any = self.fields["fact"]
        choice.choices = fact_choices(self.key_lists, set(FactKind), current, self.label_of)

    def rows_stored(self) -> list[dict[str, Any]]:
        """No rows; the fields hold everything."""
        self.initial.update({name: self.rule[name] for name in ("op", "reason") if name in self.rule})
        self.initial["values"] = values_told(str(self.initial.get("fact") or ""), self.rule.get("values", []))
        if "bound" in self.rule:
            self.initial["bound"] = readable(self.rule["bound"], self._scale(self.rule["op"], self.initial["fact"]))
        return []

    def clean(self) -> dict[str, Any]:
        """Read the values, and the bound in the fact's unit."""
        data = self.cleaned_data
        try:
            data["values"] = values_meant(str(data.get("fact") or ""), data.get("values") or "")
        except forms.ValidationError as error:
            self.add_error("values", error)
        if data.get("op") in ("below", "above", "within_days"):
            try:
                scale = self._scale(data["op"], str(data.get("fact") or ""))
                data["bound"] = number_of(data.get("bound") or "", scale)
            except forms.ValidationError as error:
                self.add_error("bound", error)
        return data

    @staticmethod
    def _scale(op: str, fact: str) -> int:
        return 1 if op == "within_days" else scale_of(fact)

    def rule_json(self) -> dict[str, Any]:
        """What the operator needs, nothing else."""
        data = self.cleaned_data
        rule = {"kind": self.kind, "op": data["op"], "reason": data["reason"]}
        if data["op"] in ("below", "above", "within_days"):
            return {**rule, "bound": data["bound"]}
        if data["op"] in ("is_true", "is_false"):
            return rule
        return {**rule, "values": data["values"]}
