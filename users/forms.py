"""What the pages of members and settings ask for."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_currency_name, list_currencies
from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.appearance import CHOICES as THEMES
from users.models import Role
from users.notices import KINDS, kind_choices
from users.services.keys import RESOURCES

EXPIRIES = ((30, _("30 days")), (90, _("90 days")), (365, _("1 year")), (0, _("Never")))


def language_choices() -> list[tuple[str, str]]:
    """This function will return the languages by their own names."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


def timezone_choices() -> list[tuple[str, str]]:
    """This function will return the IANA time zones that name a place, and UTC."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


def currency_choices() -> list[tuple[str, str]]:
    """This function will return the currencies with their names in the reader's language."""
    locale = Locale.parse((get_language() or "en").replace("-", "_"))
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in sorted(list_currencies())]


class ProfileForm(forms.Form):
    """What a person says about himself."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("Decides how numbers, dates and money are written, and the direction of the page."),
    )
    shortcuts = forms.BooleanField(label=_("Single-key shortcuts"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("Same as the workspace")), *language_choices()]


class WorkspaceForm(forms.Form):
    """The settings of a workspace."""

    name = forms.CharField(label=_("Name"), max_length=200)
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=lazy(currency_choices, list),
        help_text=_("Every metric is told in it. Amounts in other currencies are converted by the rate of their day."),
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=lazy(timezone_choices, list),
        help_text=_("Days and months begin at its midnight."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REP)


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class AcceptForm(forms.Form):
    """The first name and password of an invited person who has no account yet."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        help_text=_("At least 10 characters, not a common one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ApiKeyForm(forms.Form):
    """A new key: its name, what it may do, and until when."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("For instance the system that will use it."))
    expires = forms.TypedChoiceField(label=_("Expires"), choices=EXPIRIES, coerce=int, initial=365)
    everything = forms.BooleanField(label=_("Full access to every resource"), required=False)
    read = forms.MultipleChoiceField(
        label=_("May read"),
        choices=[(name, name) for name in RESOURCES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    write = forms.MultipleChoiceField(
        label=_("May write"),
        choices=[(name, name) for name in RESOURCES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, object]:
        """Ask for at least one scope."""
        given = super().clean() or {}
        if not (given.get("everything") or given.get("read") or given.get("write")):
            raise forms.ValidationError(_("Choose at least one resource the key may read or write."))
        return given

    def scopes(self) -> list[str]:
        """The chosen scopes, as the key stores them."""
        given = self.cleaned_data
        if given["everything"]:
            return ["*"]
        return [f"{name}:read" for name in given["read"]] + [f"{name}:write" for name in given["write"]]

    def lifetime(self) -> timedelta | None:
        """How long the key lives; None for ever."""
        days: int = self.cleaned_data["expires"]
        return timedelta(days=days) if days else None


class AuditFilterForm(forms.Form):
    """Which rows of the audit log to show."""

    actor = forms.CharField(label=_("Who"), max_length=254, required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, actions: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["action"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("All")), *((action, action) for action in actions)]


class InboxFilterForm(forms.Form):
    """Which notifications to show."""

    show = forms.ChoiceField(
        label=_("Show"), choices=(("", _("Unread")), ("all", _("All, also read ones"))), required=False
    )
    kind = forms.ChoiceField(label=_("About"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("Everything")), *kind_choices()]


class InboxReadForm(forms.Form):
    """What a button of the inbox means: one read, one opened, or all read."""

    read = forms.UUIDField(required=False)
    open = forms.UUIDField(required=False)
    all = forms.BooleanField(required=False)


class NotificationsForm(forms.Form):
    """Which kinds of notification a member wants."""

    wanted = forms.MultipleChoiceField(
        label=_("Tell me when"), required=False, widget=forms.CheckboxSelectMultiple, choices=kind_choices
    )

    def muted(self) -> list[str]:
        """The kinds that were not chosen."""
        return [key for key in KINDS if key not in self.cleaned_data["wanted"]]


class ThemeForm(forms.Form):
    """Light, dark, or as the device says."""

    theme = forms.ChoiceField(choices=[(theme, theme) for theme in THEMES])
