"""Query parameters: every list has a form, so no parameter reaches the database unchecked, and none is silently
ignored.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from common.api.conf import MOST_DIGITS, MOST_PER_PAGE, PER_PAGE
from common.api.problems import FieldProblem
from common.api.refusals import QueryError


class WholeNumberField(forms.CharField):
    """A whole number in ASCII digits, between bounds."""

    def __init__(self, *, lowest: int = 0, highest: int = 2**63 - 1, **kwargs: Any) -> None:
        self.lowest, self.highest = lowest, highest
        super().__init__(max_length=MOST_DIGITS, **kwargs)

    def clean(self, value: Any) -> int | None:
        """Return the number, or None when it is absent."""
        text = super().clean(value)
        if not text:
            return None
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise forms.ValidationError("Not a whole number.", code="invalid")
        number = int(text)
        if not self.lowest <= number <= self.highest:
            raise forms.ValidationError(f"Not between {self.lowest} and {self.highest}.", code="out_of_range")
        return number


class LimitField(WholeNumberField):
    """Rows per page, clamped to 1–200."""

    def __init__(self) -> None:
        super().__init__(lowest=-(10**MOST_DIGITS), highest=10**MOST_DIGITS, required=False)

    def clean(self, value: Any) -> int:
        """Return the clamped number."""
        number = super().clean(value)
        return PER_PAGE if number is None else max(1, min(MOST_PER_PAGE, number))


class FlagField(forms.CharField):
    """``true`` or ``false``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=5, required=False, **kwargs)

    def clean(self, value: Any) -> bool | None:
        """Return the flag, or None when it is absent."""
        text = super().clean(value)
        if text not in ("", "true", "false"):
            raise forms.ValidationError("Say true or false.", code="invalid")
        return {"true": True, "false": False}.get(text)


class InstantField(forms.DateTimeField):
    """An ISO 8601 moment; without an offset it is UTC's."""

    def to_python(self, value: Any) -> Any:
        """Parse ASCII only: other scripts' digits are refused."""
        if isinstance(value, str) and not value.isascii():
            raise forms.ValidationError("Not a moment.", code="invalid")
        try:
            with timezone.override(UTC):
                return super().to_python(value.replace(" ", "+") if isinstance(value, str) else value)
        except OverflowError:
            raise forms.ValidationError("Out of range.", code="invalid") from None


class QueryForm(forms.Form):
    """Base of every form over query parameters."""

    def clean(self) -> dict[str, Any]:
        """Refuse what the form does not know, and what is said twice."""
        for name, values in getattr(self.data, "lists", dict)():
            if name not in self.fields:
                raise forms.ValidationError(f"Unknown parameter {name[:60]!r}.", code="unknown_parameter")
            if len(values) > 1:
                raise forms.ValidationError(f"The parameter {name!r} is given twice.", code="repeated_parameter")
        return self.cleaned_data


class ListQuery(QueryForm):
    """What every list understands."""

    limit = LimitField()
    after = forms.CharField(required=False, max_length=1000)
    sort = forms.CharField(required=False, max_length=60)
    count = FlagField()
    updated_since = InstantField(required=False)


def query_read(form_class: type[QueryForm], parameters: QueryDict) -> dict[str, Any]:
    """This function will return the checked query parameters.

    :raises QueryError: naming each bad one.
    """
    form = form_class(parameters)
    if form.is_valid():
        return form.cleaned_data
    errors: list[FieldProblem] = []
    for name, found in form.errors.as_data().items():
        pointer = "?" if name == "__all__" else f"?{name}"
        for error in found:
            errors += [
                FieldProblem(pointer=pointer, code=error.code or "invalid", detail=text) for text in error.messages
            ]
    raise QueryError(errors)
