"""What pages of the committee room ask for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from common.errors import AbsError
from personas.domain.departments import Department, Seniority
from personas.models import BuyingRole, CommitteeSeat, CommitteeTemplateSeat, Persona
from personas.services.committee import SeatFacts
from personas.services.contacts import ContactFacts
from personas.services.personas import PersonaFacts
from personas.services.template import TemplateSeat

DEPARTMENT_LABELS: dict[str, Any] = {
    Department.SALES: _("Sales"),
    Department.MARKETING: _("Marketing"),
    Department.BUSINESS_DEVELOPMENT: _("Business development"),
    Department.SALES_OPS: _("Sales operations"),
    Department.INFORMATION_TECHNOLOGY: _("Information technology"),
    Department.ENGINEERING: _("Engineering"),
    Department.PRODUCT: _("Product"),
    Department.PROJECT_MANAGEMENT: _("Project management"),
    Department.CONSULTING: _("Consulting"),
    Department.ADMINISTRATION: _("Administration"),
    Department.HUMAN_RESOURCES: _("Human resources"),
    Department.PURCHASING: _("Purchasing"),
    Department.CUSTOMER_SUPPORT: _("Customer support"),
    Department.FINANCE: _("Finance"),
    Department.LEGAL: _("Legal"),
    Department.OPERATIONS: _("Operations"),
    Department.GENERAL_MANAGEMENT: _("General management"),
    Department.OTHER: _("Other"),
}
SENIORITY_LABELS: dict[str, Any] = {
    Seniority.C_LEVEL: _("Owner or C-level"),
    Seniority.VP: _("Vice president"),
    Seniority.DIRECTOR: _("Director"),
    Seniority.HEAD: _("Head or team lead"),
    Seniority.MANAGER: _("Manager"),
    Seniority.SENIOR: _("Senior"),
    Seniority.PROFESSIONAL: _("Professional"),
    Seniority.JUNIOR: _("Junior"),
}


def errors_onto(form: forms.Form, error: AbsError) -> None:
    """This function will put a refusal's faults beside the fields they name, the rest above the form."""
    named = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)


def _area(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class PersonaForm(forms.Form):
    """All fields of a persona."""

    name = forms.CharField(label=_("Name"), max_length=120)
    default_role = forms.ChoiceField(label=_("Usual buying role"), choices=BuyingRole.choices)
    departments = forms.MultipleChoiceField(
        label=_("Departments"),
        choices=list(DEPARTMENT_LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Read from job titles in eight languages."),
    )
    seniorities = forms.MultipleChoiceField(
        label=_("Levels"),
        choices=list(SENIORITY_LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every level of these departments."),
    )
    title_words = forms.CharField(
        label=_("Words that decide alone"),
        required=False,
        max_length=1000,
        help_text=_("Separated by commas, in any language: “RevOps, head of demand”."),
    )
    position = forms.IntegerField(
        label=_("Place in the list"), required=False, min_value=0, max_value=999, help_text=_("The first wins a tie.")
    )
    challenges = _area(_("Challenges"), _("The first one, up to a semicolon, fills [challenge] in letters."))
    goals = _area(_("Goals"))
    career_goals = _area(_("Career goals"))
    part_in_purchase = _area(_("Part in the purchase"))
    information_sources = _area(_("Where they get information"))
    best_channels = _area(_("Best way to reach them"))
    message = _area(_("Message"))
    value_argument = _area(_("Value argument"))
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @staticmethod
    def initial_of(persona: Persona) -> dict[str, Any]:
        """This function will return a persona's values as the form shows them."""
        names = [name for name in PersonaForm.base_fields if name != "title_words"]
        return {name: getattr(persona, name) for name in names} | {"title_words": ", ".join(persona.title_words)}

    def facts(self) -> PersonaFacts:
        """This function will return the checked values."""
        values = dict(self.cleaned_data)
        values["title_words"] = tuple(word.strip()[:80] for word in values["title_words"].split(",") if word.strip())
        values["departments"] = tuple(values["departments"])
        values["seniorities"] = tuple(values["seniorities"])
        return PersonaFacts(**values)


class TemplateLineForm(forms.Form):
    """One persona's line of the committee template."""

    wanted = forms.BooleanField(label=_("On the committee"), required=False)
    buying_role = forms.ChoiceField(label=_("Role"), choices=BuyingRole.choices)
    need = forms.IntegerField(label=_("People"), min_value=1, max_value=20)
    weight = forms.IntegerField(label=_("Weight"), min_value=1, max_value=1000)

    def __init__(self, data: Any = None, *, persona: Persona, line: CommitteeTemplateSeat | None) -> None:
        """This function will show the persona's line, or what a new one would be."""
        self.persona = persona
        initial = {
            "wanted": line is not None,
            "buying_role": line.buying_role if line else persona.default_role,
            "need": line.need if line else 1,
            "weight": line.weight if line else 1,
        }
        super().__init__(data, prefix=f"p{persona.pk}", initial=initial)

    def seat(self) -> TemplateSeat | None:
        """This function will return the checked line, or ``None`` when the persona is not wanted."""
        data = self.cleaned_data
        if not data["wanted"]:
            return None
        return TemplateSeat(self.persona.pk, data["buying_role"], data["need"], data["weight"])


class ContactDaysForm(forms.Form):
    """How long a contact counts as warm."""

    contact_days = forms.IntegerField(
        label=_("Count only people contacted within this many days"),
        required=False,
        min_value=1,
        max_value=3650,
        help_text=_("Empty: everybody who is still there counts."),
    )


def line_forms(
    personas: Sequence[Persona], lines: Sequence[CommitteeTemplateSeat], data: Any = None
) -> list[TemplateLineForm]:
    """This function will return one line form per persona, those on the template first."""
    by_persona = {line.persona_id: line for line in lines}
    order = sorted(personas, key=lambda p: (p.pk not in by_persona, p.position, p.pk))
    return [TemplateLineForm(data, persona=persona, line=by_persona.get(persona.pk)) for persona in order]


def _or_unknown(choices: Sequence[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [("", _("Unknown")), *choices]


class SeatForm(forms.Form):
    """What is said of a person on a committee."""

    buying_role = forms.ChoiceField(label=_("Buying role"), choices=BuyingRole.choices)
    stance = forms.ChoiceField(label=_("Stance"), choices=_or_unknown(CommitteeSeat.Stance.choices), required=False)
    influence = forms.ChoiceField(
        label=_("Influence"), choices=_or_unknown(CommitteeSeat.Influence.choices), required=False
    )
    relationship = forms.ChoiceField(
        label=_("Relationship"), choices=_or_unknown(CommitteeSeat.Relationship.choices), required=False
    )
    concern = _area(_("Concern"), _("What holds them back, in their own words."))
    next_action = forms.CharField(label=_("Next action"), max_length=300, required=False)

    def facts(self) -> SeatFacts:
        """This function will return the checked values; an empty choice is unknown."""
        values = self.cleaned_data
        return SeatFacts(
            buying_role=values["buying_role"],
            stance=values["stance"] or None,
            influence=values["influence"] or None,
            relationship=values["relationship"] or None,
            concern=values["concern"],
            next_action=values["next_action"],
        )


class ContactForm(forms.Form):
    """What is typed of a person."""

    first_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=120, required=False)
    title = forms.CharField(
        label=_("Job title"), max_length=300, required=False, help_text=_("Decides the persona, in eight languages.")
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    department = forms.CharField(
        label=_("Department"), max_length=60, required=False, help_text=_("Empty: read from the title.")
    )
    seniority = forms.CharField(
        label=_("Level"), max_length=60, required=False, help_text=_("Empty: read from the title.")
    )
    language = forms.CharField(
        label=_("Language"), max_length=10, required=False, help_text=_("A code such as en, hu or fa.")
    )
    status = forms.ChoiceField(label=_("Status"), choices=Contact.Status.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, Any]:
        """This function will return a contact's values as the form shows them."""
        return {name: getattr(contact, name) for name in ContactForm.base_fields}

    def facts(self) -> ContactFacts:
        """This function will return the checked values; empty optional fields are unknown."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        for name in ("department", "seniority", "language"):
            values[name] = values[name] or None
        return ContactFacts(**values)


class ContactFilterForm(forms.Form):
    """The filters of the contact list; they live in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    persona = forms.ChoiceField(label=_("Persona"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *BuyingRole.choices])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *Contact.Status.choices])
    mine = forms.BooleanField(label=_("My accounts"), required=False)

    def __init__(self, data: Any, *, personas: Sequence[Persona]) -> None:
        """This function will offer the workspace's personas."""
        super().__init__(data)
        offered = [("", _("Any")), *((p.key, p.name) for p in personas), ("none", _("Not recognised"))]
        self.fields["persona"].choices = offered  # type: ignore[attr-defined]
