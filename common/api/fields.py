"""Serializer fields stricter than the framework's, and the strict serializer itself."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from common.moments import fits_every_zone

MOST_JSON_BYTES = 65_536
# control characters but tab and line ends, bidirectional overrides, zero-width characters but the joiners Persian needs
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MUST_BE_ASCII = (
    serializers.IntegerField,
    serializers.FloatField,
    serializers.DecimalField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.UUIDField,
)
MOST_INTEGER = 2**63 - 1


class CleanCharField(serializers.CharField):
    """Text in Unicode normal form C, without control characters and without those that turn or hide others."""

    default_error_messages = {"invisible": _("Contains control or invisible characters.")}

    def to_internal_value(self, data: Any) -> str:
        """Normalise and check."""
        text = unicodedata.normalize("NFC", super().to_internal_value(data))
        if INVISIBLE.search(text):
            self.fail("invisible")
        return text


class ListOrOneField(serializers.ListField):
    """A list; one value alone is a list of one."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Wrap and check each."""
        return super().to_internal_value(data if isinstance(data, list) else [data])


class JsonObjectField(serializers.DictField):
    """A free-form JSON object of at most 64 kB."""

    default_error_messages = {"too_large": _("Larger than 64 kB.")}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Check the size."""
        found = super().to_internal_value(data)
        if len(json.dumps(found, ensure_ascii=False).encode()) > MOST_JSON_BYTES:
            self.fail("too_large")
        return found


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses a field it does not know, by name; takes no digits but ASCII ones, no boolean as a number, no moment
    that UTC cannot hold.
    """

    def to_internal_value(self, data: Any) -> Any:
        """Validate; report unknown and malformed fields together with the others."""
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            writable = {str(field.field_name): field for field in self._writable_fields}
            errors = {
                str(name): [ErrorDetail("Unknown field.", code="unknown_field")]
                for name in data
                if name not in writable
            }
            for name, field in writable.items():
                if _is_odd(field, data.get(name)):
                    errors[name] = [ErrorDetail("Not a valid value.", code="invalid")]
        try:
            found = super().to_internal_value(data)
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise ValidationError({**error.detail, **errors}) from None
        for name, value in found.items():
            if isinstance(value, datetime) and not fits_every_zone(value):
                errors[name] = [ErrorDetail("Out of range.", code="invalid")]
        if errors:
            raise ValidationError(errors)
        return found


def _is_odd(field: Any, value: Any) -> bool:
    if isinstance(field, serializers.CharField) and isinstance(value, float):
        return True
    if not isinstance(field, MUST_BE_ASCII):
        return False
    if isinstance(value, bool):
        return True
    if isinstance(field, serializers.IntegerField) and isinstance(value, int):
        return abs(value) > MOST_INTEGER
    return isinstance(value, str) and not value.isascii()
