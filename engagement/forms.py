"""What people enter when they work an account: touches, plans of sessions, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Account, Contact, Deal, Product, Segment
from common.errors import AbsError
from common.moments import fits_every_zone
from content.models import Asset
from engagement.domain.facts import MOST_MINUTES
from engagement.domain.kinds import OUTCOMES, TOUCH_KINDS
from engagement.models import SalesSession, SessionStep, Touch
from engagement.selectors.preparing import objection_library, people_of
from engagement.services import ObjectionGiven, SessionDetails, SessionResult, StepGiven, StepShown, TouchGiven

SESSION_OUTCOMES = {
    "advanced": gettext_lazy("A step forward"),
    "no_change": gettext_lazy("No change"),
    "set_back": gettext_lazy("A step back"),
    "won": gettext_lazy("Won"),
    "lost": gettext_lazy("Lost"),
}
STATUSES = {
    "planned": gettext_lazy("Planned"),
    "held": gettext_lazy("Held"),
    "cancelled": gettext_lazy("Cancelled"),
}
REACTIONS = {
    "positive": gettext_lazy("Positive"),
    "neutral": gettext_lazy("Neutral"),
    "negative": gettext_lazy("Negative"),
}
DIRECTIONS = {"outbound": gettext_lazy("We to them"), "inbound": gettext_lazy("They to us")}
ANSWERED = (("", gettext_lazy("Not noted")), ("yes", gettext_lazy("Answered")), ("no", gettext_lazy("Still open")))


class DayInput(forms.DateInput):
    """A day, as the browser's own picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MinuteInput(forms.DateTimeInput):
    """Day and minute, as the browser's own picker; in the workspace's time zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def person_name(contact: Contact) -> str:
    """This function will name a person, with the title where one is known."""
    name = f"{contact.first_name} {contact.last_name}".strip() or contact.email
    return f"{name} · {contact.title}" if contact.title else name


def _optional(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", "–"), *choices]


def _any(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", gettext_lazy("Any")), *choices]


def _set_choices(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]


def _number(text: str) -> int | None:
    return int(text) if text else None


def errors_onto(form: forms.Form, error: AbsError) -> None:
    """This function will put a refusal's faults beside the fields they name, the rest above the form."""
    named = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)


def _people(account: Account) -> list[tuple[int, str]]:
    return [(contact.pk, person_name(contact)) for contact in people_of(account)]


def _deals(account: Account) -> list[tuple[int, str]]:
    rows = Deal.objects.filter(account_id=account.pk, status=Deal.Status.OPEN).order_by("-created_on", "-pk")[:50]
    return [(deal.pk, deal.name or deal.external_id) for deal in rows]


def _told_everywhere(moment: datetime) -> None:
    if not fits_every_zone(moment):
        raise forms.ValidationError(_("Enter a valid date/time."))


class NextStepFields(forms.Form):
    """What was agreed to be done next, and by when."""

    next_step = forms.CharField(label=gettext_lazy("Next step"), required=False, max_length=300)
    next_step_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """A day without a step would be due for nothing."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("next_step_on") and not found.get("next_step"):
            self.add_error("next_step", _("Say what is to be done by then."))
        return found


class TouchForm(NextStepFields):
    """One touch, logged by hand."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), choices=list(DIRECTIONS.items()))
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    occurred_at = forms.DateTimeField(label=gettext_lazy("When"), widget=MinuteInput(), validators=[_told_everywhere])
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("With"), required=False, widget=forms.CheckboxSelectMultiple
    )
    deal = forms.ChoiceField(label=gettext_lazy("Deal"), required=False)
    duration_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=MOST_MINUTES
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "kind", [(key, _(label)) for key, label in TOUCH_KINDS.items()])
        _set_choices(self, "outcome", _optional((key, _(label)) for key, label in OUTCOMES.items()))
        _set_choices(self, "contacts", _people(account))
        _set_choices(self, "deal", _optional(_deals(account)))

    def given(self) -> TouchGiven:
        """The touch as a value."""
        found = self.cleaned_data
        return TouchGiven(
            kind=found["kind"],
            occurred_at=found["occurred_at"],
            direction=found["direction"],
            outcome=found["outcome"] or None,
            contact_ids=tuple(int(pk) for pk in found["contacts"]),
            deal_id=_number(found["deal"]),
            duration_minutes=found["duration_minutes"],
            note=found["note"],
            next_step=found["next_step"],
            next_step_on=found["next_step_on"],
        )


class SessionForm(forms.Form):
    """The plan of a session."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starts_at = forms.DateTimeField(label=gettext_lazy("Begins"), widget=MinuteInput(), validators=[_told_everywhere])
    duration_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    is_remote = forms.BooleanField(label=gettext_lazy("Remote"), required=False)
    deal = forms.ChoiceField(label=gettext_lazy("Deal"), required=False)
    segment = forms.ChoiceField(label=gettext_lazy("Segment"), required=False)
    products = forms.MultipleChoiceField(
        label=gettext_lazy("Products"), required=False, widget=forms.CheckboxSelectMultiple
    )
    goal = forms.CharField(label=gettext_lazy("Goal"), required=False, max_length=300)
    contacts = forms.MultipleChoiceField(
        label=gettext_lazy("Participants"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = Product.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)
        stored = self.initial.get("products") or []
        names = [*products, *(name for name in stored if name not in products)]
        kept = self.initial.get("deal")
        deals = _deals(account)
        if kept and kept not in [pk for pk, _name in deals]:
            deals += [(deal.pk, deal.name or deal.external_id) for deal in Deal.objects.filter(pk=kept)]
        _set_choices(self, "deal", _optional(deals))
        _set_choices(self, "segment", _optional(Segment.objects.order_by("name").values_list("pk", "name")))
        _set_choices(self, "products", [(name, name) for name in names])
        _set_choices(self, "contacts", _people(account))

    def details(self, steps: tuple[StepGiven, ...]) -> SessionDetails:
        """The plan as a value."""
        found = self.cleaned_data
        return SessionDetails(
            title=found["title"],
            starts_at=found["starts_at"],
            duration_minutes=found["duration_minutes"],
            is_remote=found["is_remote"],
            deal_id=_number(found["deal"]),
            segment_id=_number(found["segment"]),
            products=tuple(found["products"]),
            goal=found["goal"],
            contact_ids=tuple(int(pk) for pk in found["contacts"]),
            steps=steps,
        )

    @staticmethod
    def initial_of(session: SalesSession) -> dict[str, Any]:
        """The fields of a stored session."""
        plain = ("title", "starts_at", "duration_minutes", "is_remote", "products", "goal")
        return {
            **{name: getattr(session, name) for name in plain},
            "deal": session.deal_id,
            "segment": session.segment_id,
            "contacts": [one.contact_id for one in session.participants.all()],
        }


class StepForm(forms.Form):
    """One step of a plan; an empty one is no step."""

    position = forms.IntegerField(label=gettext_lazy("Order"), required=False, min_value=1, max_value=100)
    asset = forms.ChoiceField(label=gettext_lazy("Content"), required=False)
    title = forms.CharField(label=gettext_lazy("Or in your own words"), required=False, max_length=200)
    value_offered = forms.CharField(label=gettext_lazy("Value to offer"), required=False, max_length=300)

    def __init__(self, *args: Any, assets: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "asset", _optional(assets))


StepFormSet = forms.formset_factory(StepForm, extra=3, max_num=40, validate_max=True, absolute_max=50)


def asset_choices(session: SalesSession | None = None) -> list[tuple[int, str]]:
    """This function will list approved content, and what a session shows already, by title."""
    rows = Asset.objects.filter(status=Asset.Status.APPROVED)
    if session is not None:
        rows = rows | Asset.objects.filter(pk__in=[step.asset_id for step in session.steps.all() if step.asset_id])
    return list(rows.order_by("title_key", "pk").values_list("pk", "title")[:500])


def steps_given(formset: Any) -> tuple[StepGiven, ...]:
    """This function will read the steps in their order; one without a number comes where it stands."""
    filled = [
        (form.cleaned_data.get("position") or 10_000, place, form.cleaned_data)
        for place, form in enumerate(formset.forms)
        if form.cleaned_data.get("asset") or form.cleaned_data.get("title")
    ]
    return tuple(
        StepGiven(found["title"], _number(found["asset"]), found["value_offered"])
        for _order, _place, found in sorted(filled, key=lambda one: one[:2])
    )


class OutcomeForm(NextStepFields):
    """What came of a session."""

    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=_optional(SESSION_OUTCOMES.items()))
    duration_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=1, max_value=MOST_MINUTES
    )
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("outcome", "duration_minutes", "note", "next_step", "next_step_on")

    def result(self, steps: tuple[StepShown, ...], objections: tuple[ObjectionGiven, ...]) -> SessionResult:
        """The outcome as a value."""
        found = self.cleaned_data
        return SessionResult(
            outcome=found["outcome"],
            steps=steps,
            objections=objections,
            duration_minutes=found["duration_minutes"],
            note=found["note"],
            next_step=found["next_step"],
            next_step_on=found["next_step_on"],
        )


class ShownForm(forms.Form):
    """How one planned step went."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    is_shown = forms.BooleanField(label=gettext_lazy("Shown"), required=False)
    reaction = forms.ChoiceField(label=gettext_lazy("Reaction"), required=False, choices=_optional(REACTIONS.items()))
    value_offered = forms.CharField(label=gettext_lazy("Value offered"), required=False, max_length=300)

    def given(self) -> StepShown:
        """The step as a value."""
        found = self.cleaned_data
        return StepShown(found["step"], found["is_shown"], found["reaction"] or None, found["value_offered"])


ShownFormSet = forms.formset_factory(ShownForm, extra=0, max_num=60, absolute_max=60)


class UnplannedForm(forms.Form):
    """Something shown that was not planned; without a title there was nothing."""

    title = forms.CharField(label=gettext_lazy("Also shown"), required=False, max_length=200)
    reaction = forms.ChoiceField(label=gettext_lazy("Reaction"), required=False, choices=_optional(REACTIONS.items()))

    def given(self) -> tuple[StepShown, ...]:
        """The step as a value, if there was one."""
        found = self.cleaned_data
        if not found["title"]:
            return ()
        return (StepShown(None, True, found["reaction"] or None, title=found["title"]),)


class ObjectionForm(forms.Form):
    """What was said against it; an empty one was not said."""

    objection = forms.ChoiceField(label=gettext_lazy("Objection"), required=False)
    text = forms.CharField(label=gettext_lazy("Or in your own words"), required=False, max_length=300)
    contact = forms.ChoiceField(label=gettext_lazy("By"), required=False)
    is_resolved = forms.ChoiceField(label=gettext_lazy("Then"), required=False, choices=ANSWERED)
    handling = forms.CharField(label=gettext_lazy("How handled"), required=False, max_length=500)

    def __init__(self, *args: Any, people: list[tuple[int, str]], library: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "objection", _optional((one.pk, one.text) for one in library))
        _set_choices(self, "contact", _optional(people))

    def given(self) -> ObjectionGiven:
        """The objection as a value."""
        found = self.cleaned_data
        return ObjectionGiven(
            text=found.get("text", ""),
            objection_id=_number(found.get("objection", "")),
            contact_id=_number(found.get("contact", "")),
            is_resolved={"yes": True, "no": False}.get(found.get("is_resolved", "")),
            handling=found.get("handling", ""),
        )


ObjectionFormSet = forms.formset_factory(ObjectionForm, extra=3, max_num=20, absolute_max=30)


def objection_kwargs(session: SalesSession) -> dict[str, Any]:
    """This function will gather what an objection's choices are made of."""
    people = [(one.contact_id, person_name(one.contact)) for one in session.participants.all()]
    return {"people": people, "library": objection_library()}


class SessionFilterForm(forms.Form):
    """The filters of the session list."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False, choices=_any(STATUSES.items()))
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False, choices=_any(SESSION_OUTCOMES.items()))
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)
    start = forms.DateTimeField(label=gettext_lazy("From"), required=False, widget=DayInput())
    end = forms.DateTimeField(label=gettext_lazy("Before"), required=False, widget=DayInput())


class TouchFilterForm(forms.Form):
    """The filters of the list of touches."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), required=False)
    direction = forms.ChoiceField(label=gettext_lazy("Direction"), required=False, choices=_any(DIRECTIONS.items()))
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)
    start = forms.DateTimeField(label=gettext_lazy("From"), required=False, widget=DayInput())
    end = forms.DateTimeField(label=gettext_lazy("Before"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "kind", _any((key, _(label)) for key, label in TOUCH_KINDS.items()))
        _set_choices(self, "outcome", _any((key, _(label)) for key, label in OUTCOMES.items()))


def shown_initial(steps: Iterable[SessionStep]) -> list[dict[str, Any]]:
    """This function will prepare a session's steps for logging: planned means shown until somebody says otherwise."""
    return [{"step": step.pk, "is_shown": True, "value_offered": step.value_offered} for step in steps]


def touch_outcome_label(touch: Touch) -> str:
    """This function will name a touch's outcome."""
    return _(OUTCOMES[touch.outcome]) if touch.outcome else ""
