"""What pages of the content room ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Product, Segment
from common.errors import AbsError
from content.domain.kinds import AssetKind
from content.models import Asset, BuyerStage, Objection, Template
from content.services.assets import AssetFacts, PlacementFacts
from content.services.objections import ObjectionFacts
from content.services.templates import TemplateFacts
from personas.models import Persona
from users.models import Membership

KIND_LABELS: dict[str, Any] = {
    AssetKind.EMAIL: _("E-mail"),
    AssetKind.VOICEMAIL: _("Voicemail"),
    AssetKind.DIRECT_MAIL: _("Direct mail"),
    AssetKind.BLOG_POST: _("Blog post"),
    AssetKind.INFOGRAPHIC: _("Infographic"),
    AssetKind.SHORT_VIDEO: _("Short video"),
    AssetKind.SOCIAL_POST: _("Social post"),
    AssetKind.REPORT: _("Report"),
    AssetKind.CASE_STUDY: _("Case study"),
    AssetKind.PRESENTATION: _("Presentation"),
    AssetKind.DATASHEET: _("Datasheet"),
    AssetKind.CUSTOM_REPORT: _("Custom report"),
    AssetKind.WEBINAR: _("Webinar"),
    AssetKind.BUSINESS_CASE: _("Business case"),
    AssetKind.ROI_CALCULATOR: _("ROI calculator"),
    AssetKind.WORKSHOP: _("Workshop"),
    AssetKind.ONSITE_WORKSHOP: _("On-site workshop"),
    AssetKind.TRIAL: _("Trial or pilot"),
    AssetKind.BUSINESS_REVIEW: _("Business review"),
    AssetKind.TRAINING: _("Training"),
    AssetKind.USER_EVENT: _("User event"),
    AssetKind.OTHER: _("Other"),
}
CHANNEL_LABELS = {
    "email": _("E-mail"),
    "direct_mail": _("Direct mail"),
    "social": _("Social network"),
    "voicemail": _("Voicemail"),
}


def errors_onto(form: forms.Form, error: AbsError) -> None:
    """This function will put a refusal's faults beside the fields they name, the rest above the form."""
    named = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in named.items():
        form.add_error(name, text)
    if not named:
        form.add_error(None, error.message)


def _choices(rows: Iterable[Any], label: Any, value: str = "pk") -> list[tuple[Any, Any]]:
    return [("", label), *((str(getattr(row, value)), row.name) for row in rows)]


def _set_choices(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def _pk(value: str) -> int | None:
    return int(value) if value else None


def _personas() -> list[Persona]:
    return list(Persona.objects.order_by("position", "id"))


def _stages() -> list[BuyerStage]:
    return list(BuyerStage.objects.order_by("position", "id"))


class AssetForm(forms.Form):
    """All fields of an asset."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_LABELS.items()))
    effort = forms.ChoiceField(label=_("Effort"), choices=Asset.Effort.choices)
    status = forms.ChoiceField(label=_("Status"), choices=Asset.Status.choices)
    language = forms.CharField(label=_("Language"), max_length=10, help_text=_("A code such as en, hu or fa."))
    expires_on = forms.DateField(
        label=_("Last day of use"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    owner_id = forms.ChoiceField(label=_("Owner"), required=False)
    url = forms.URLField(label=_("Address"), required=False, max_length=1000, assume_scheme="https")
    summary = forms.CharField(
        label=_("Summary"), required=False, max_length=500, help_text=_("Of a case study: fills [results] in letters.")
    )
    body = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        """This function will offer the workspace's members as owners."""
        super().__init__(*args, **kwargs)
        members = Membership.objects.filter(tenant_id=tenant_id).select_related("user").order_by("user__email")
        owners = [("", _("Nobody")), *((str(m.user_id), m.user.get_full_name()) for m in members)]
        _set_choices(self, "owner_id", owners)

    @staticmethod
    def initial_of(asset: Asset) -> dict[str, Any]:
        """This function will return an asset's values as the form shows them."""
        return {name: getattr(asset, name) for name in AssetForm.base_fields}

    def facts(self) -> AssetFacts:
        """This function will return the checked values."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return AssetFacts(**{**values, "owner_id": _pk(values["owner_id"])})


class PlacementForm(forms.Form):
    """Where an asset fits."""

    persona = forms.ChoiceField(label=_("Persona"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)

    def __init__(self, data: Any = None) -> None:
        """This function will offer what the workspace has."""
        super().__init__(data)
        _set_choices(self, "persona", _choices(_personas(), _("Any persona")))
        _set_choices(self, "stage", _choices(_stages(), _("Every stage")))
        _set_choices(self, "segment", _choices(Segment.objects.order_by("name"), _("Any segment")))
        _set_choices(self, "product", _choices(Product.objects.order_by("name"), _("Any product")))

    def facts(self) -> PlacementFacts:
        """This function will return the checked values."""
        data = self.cleaned_data
        return PlacementFacts(
            persona_id=_pk(data["persona"]),
            stage_id=_pk(data["stage"]),
            segment_id=_pk(data["segment"]),
            product_id=_pk(data["product"]),
        )


class AssetFilterForm(forms.Form):
    """The filters of the library; they live in the address."""

    q = forms.CharField(label=_("Search"), required=False, max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *KIND_LABELS.items()])
    status = forms.ChoiceField(label=_("Status"), required=False, choices=[("", _("Any")), *Asset.Status.choices])
    effort = forms.ChoiceField(label=_("Effort"), required=False, choices=[("", _("Any")), *Asset.Effort.choices])
    persona = forms.ChoiceField(label=_("Persona"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), required=False)
    expired = forms.BooleanField(label=_("Expired"), required=False)

    def __init__(self, data: Any) -> None:
        """This function will offer what the workspace has."""
        super().__init__(data)
        _set_choices(self, "persona", _choices(_personas(), _("Any"), "key"))
        _set_choices(self, "stage", _choices(_stages(), _("Any"), "key"))
        _set_choices(self, "segment", _choices(Segment.objects.order_by("name"), _("Any"), "key"))


class TemplateForm(forms.Form):
    """All fields of a letter."""

    name = forms.CharField(label=_("Name"), max_length=120)
    channel = forms.ChoiceField(label=_("Channel"), choices=list(CHANNEL_LABELS.items()))
    language = forms.CharField(label=_("Language"), max_length=10)
    persona = forms.ChoiceField(label=_("Persona"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=300, required=False)
    body = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 12}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """This function will offer the workspace's personas and stages."""
        super().__init__(*args, **kwargs)
        _set_choices(self, "persona", _choices(_personas(), _("Any persona")))
        _set_choices(self, "stage", _choices(_stages(), _("Every stage")))

    @staticmethod
    def initial_of(template: Template) -> dict[str, Any]:
        """This function will return a letter's values as the form shows them."""
        names = ("name", "channel", "language", "subject", "body")
        return {name: getattr(template, name) for name in names} | {
            "persona": template.persona_id,
            "stage": template.stage_id,
        }

    def facts(self) -> TemplateFacts:
        """This function will return the checked values."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("persona", "stage")}
        return TemplateFacts(
            **data, persona_id=_pk(self.cleaned_data["persona"]), stage_id=_pk(self.cleaned_data["stage"])
        )


class ObjectionForm(forms.Form):
    """An objection with its answer."""

    text = forms.CharField(label=_("What the buyer says"), max_length=300)
    answer = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 6}))
    persona = forms.ChoiceField(label=_("Persona"), required=False)
    product = forms.ChoiceField(label=_("Product"), required=False)
    asset = forms.ChoiceField(label=_("Show with the answer"), required=False)
    keywords = forms.CharField(label=_("Keywords"), required=False, help_text=_("Separated by commas."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """This function will offer what the workspace has."""
        super().__init__(*args, **kwargs)
        _set_choices(self, "persona", _choices(_personas(), _("Any persona")))
        _set_choices(self, "product", _choices(Product.objects.order_by("name"), _("Any product")))
        assets = Asset.objects.filter(status=Asset.Status.APPROVED).order_by("title_key", "id")
        _set_choices(self, "asset", [("", _("Nothing")), *((str(a.pk), a.title) for a in assets)])

    @staticmethod
    def initial_of(objection: Objection) -> dict[str, Any]:
        """This function will return an objection's values as the form shows them."""
        return {
            "text": objection.text,
            "answer": objection.answer,
            "persona": objection.persona_id,
            "product": objection.product_id,
            "asset": objection.asset_id,
            "keywords": ", ".join(objection.keywords),
        }

    def facts(self) -> ObjectionFacts:
        """This function will return the checked values."""
        data = self.cleaned_data
        return ObjectionFacts(
            text=data["text"],
            answer=data["answer"],
            persona_id=_pk(data["persona"]),
            product_id=_pk(data["product"]),
            asset_id=_pk(data["asset"]),
            keywords=tuple(word.strip()[:60] for word in data["keywords"].split(",") if word.strip()),
        )
