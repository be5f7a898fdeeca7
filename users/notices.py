"""The kinds of notification: what each says, where it leads, and whether a member may do without it.

A room declares its kinds in ``<room>/notices.py``::

    notice_kind("crm.import_ended", label=_("Imports"), text=import_text, page="crm:detail", picture="file-import")

and its services tell them with ``users.services.notifications.notifications_add``. What is stored is the kind and the
values; ``text`` makes the words whenever somebody reads them, so it must understand every value ever stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from users.models import Notification, Role

Text = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True)
class NoticeKind:
    """One kind. ``page`` is a url name that takes the public id in ``about``; ``overview`` one without, for none."""

    key: str
    label: str | Promise
    text: Text
    page: str = ""
    overview: str = ""
    picture: str = "bell"


KINDS: dict[str, NoticeKind] = {}


def notice_kind(
    key: str, *, label: str | Promise, text: Text, page: str = "", overview: str = "", picture: str = "bell"
) -> None:
    """This function will register a kind of notification; called once for each when the rooms are loaded."""
    assert key not in KINDS, key  # noqa: S101 - at import time
    KINDS[key] = NoticeKind(key, label, text, page, overview, picture)


def notice_text(notification: Notification) -> str:
    """This function will say in the reader's language what happened."""
    return KINDS[notification.kind].text(notification.values)


def notice_link(notification: Notification) -> str:
    """This function will return the address of what it is about inside the open workspace, empty if it has none."""
    kind = KINDS[notification.kind]
    if notification.about and kind.page:
        return reverse(kind.page, args=[notification.about])
    return reverse(kind.overview) if kind.overview else ""


def kind_choices() -> list[tuple[str, str]]:
    """This function will return the kinds as choices of a form, by label."""
    return sorted(((kind.key, str(kind.label)) for kind in KINDS.values()), key=lambda choice: choice[1])


def _role_text(values: Mapping[str, Any]) -> str:
    return _("%(by)s made you %(role)s here.") % {"by": values["by"], "role": Role(values["role"]).label}


def _accepted_text(values: Mapping[str, Any]) -> str:
    return _("%(email)s accepted your invitation.") % {"email": values["email"]}


notice_kind(
    "users.role_changed", label=gettext_lazy("My role changes"), text=_role_text, overview="users:members",
    picture="user-circle",
)  # fmt: skip
notice_kind(
    "users.invitation_accepted", label=gettext_lazy("My invitations are accepted"), text=_accepted_text,
    overview="users:members", picture="user-check",
)  # fmt: skip
