"""What engagement tells members in their inbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain.mqa import Entry
from users.notices import notice_kind

QUALIFIED = "engagement.qualified"


def _qualified_text(values: Mapping[str, Any]) -> str:
    told = {"account": values["account"]}
    if values["cause"] == Entry.ACT_NOW:
        return _("%(account)s is qualified: something happened there that calls for action now.") % told
    return _("%(account)s is qualified: enough of its people are engaged deeply enough.") % told


notice_kind(
    QUALIFIED,
    label=gettext_lazy("An account of mine is qualified"),
    text=_qualified_text,
    page="accounts:detail",
    picture="flame",
)
