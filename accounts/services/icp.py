"""Profiles and their drafts: made, edited, thrown away. Publishing is in ``icp_publish``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.domain.icp import MAX_CRITERIA, MAX_WEIGHT, Problem, SpecError, VersionSpec
from accounts.domain.icp_facts import Subject
from accounts.domain.icp_format import criterion_json
from accounts.domain.icp_parse import version_parse
from accounts.models import Criterion, IcpProfile, IcpVersion
from accounts.selectors.icp import criterion_rows, published_version, version_get
from accounts.services.icp_problems import invalid
from accounts.services.usability import usable_check
from accounts.services.win_measures import win_measures_request
from common.errors import AbsError, ConflictError, NotFoundError
from users.services.audit import Actor, audit_append

KNOCK_OUT = "knock_out"
MOST_MONTHS = 60  # from one review to the next


class NotADraftError(ConflictError):
    """Only a draft can be edited; published criteria never change."""

    code = "not_a_draft"


class CriterionNotFoundError(NotFoundError):
    """The draft has no such criterion."""

    code = "criterion_not_found"


class CriterionChangedError(ConflictError):
    """Somebody else changed the criterion since the editor was opened."""

    code = "criterion_changed"


class ReviewRhythmError(AbsError):
    """Reviews come every 1 to 60 months."""

    code = "icp_review_rhythm"


class ProfileNameError(AbsError):
    """A profile needs a name."""

    code = "profile_name"


@transaction.atomic
def icp_profile_create(*, name: str, actor: Actor, now: datetime, subject: Subject = Subject.ACCOUNT) -> IcpProfile:
    """This function will create a profile with an empty first draft; the first one of its subject becomes primary.

    :raises ProfileNameError: when the name is empty or too long.
    """
    _check_name(name)
    stored = list(IcpProfile.objects.values_list("key", "subject"))
    taken = {key for key, _subject in stored}
    is_first = subject not in {other for _key, other in stored}
    base = slugify(name)[:50] or "profile"
    key = next(key for key in [base, *(f"{base}-{n}" for n in range(2, 1000))] if key not in taken)
    profile: IcpProfile = IcpProfile.objects.create(
        key=key,
        name=name.strip(),
        subject=subject,
        is_primary=is_first,
        created_at=now,
    )
    IcpVersion.objects.create(profile=profile, number=1, created_by_id=actor.user_id, created_at=now)
    _audit(actor, "icp_profile.create", profile, {"name": profile.name, "subject": subject.value})
    return profile


@transaction.atomic
def icp_profile_update(
    *,
    profile: IcpProfile,
    name: str,
    review_on: date | None,
    is_primary: bool,
    actor: Actor,
    review_months: int | None = None,
) -> IcpProfile:
    """This function will rename a profile, set when it is to be reviewed, or make it the primary one of its subject.

    ``review_months``: months from one review to the next; None: no rhythm. Another primary one of deals has the win
    scores of all accounts written down anew, by a range job.

    :raises ProfileNameError: when the name is empty or too long.
    :raises ReviewRhythmError: when the rhythm is not 1 to 60 months.
    """
    _check_name(name)
    if is_primary and not profile.is_primary:
        IcpProfile.objects.filter(subject=profile.subject, is_primary=True).update(is_primary=False)
        profile.is_primary = True
        if profile.subject == Subject.DEAL:
            win_measures_request(created_by_id=actor.user_id)
    if review_months is not None and not 1 <= review_months <= MOST_MONTHS:
        text = _("From %(low)s to %(high)s.") % {"low": 1, "high": MOST_MONTHS}
        raise ReviewRhythmError(text, fields={"review_months": text})
    profile.name, profile.review_on, profile.review_months = name.strip(), review_on, review_months
    profile.save(update_fields=["name", "review_on", "review_months", "is_primary"])
    detail = {"name": profile.name, "primary": profile.is_primary, "review_months": review_months}
    detail["review_on"] = review_on.isoformat() if review_on else None
    _audit(actor, "icp_profile.update", profile, detail)
    return profile


@transaction.atomic
def icp_draft_create(*, profile: IcpProfile, number: int | None, actor: Actor, now: datetime) -> IcpVersion:
    """This function will open a new draft with the criteria of a version (None: the published one, if any).

    :raises VersionNotFoundError: when the profile has no such version.
    :raises NotUsableError: when that was learned and its report found no use in it.
    """
    source = published_version(profile) if number is None else version_get(profile, number)
    if source is not None:
        usable_check(source)
    draft = version_append(profile=profile, source_id=source.pk if source else None, actor=actor, now=now)
    _audit(actor, "icp_version.draft", profile, {"number": draft.number, "from": source.number if source else None})
    return draft


def version_append(*, profile: IcpProfile, source_id: int | None, actor: Actor, now: datetime) -> IcpVersion:
    """This function will add a draft at the end of a profile's versions, with a copy of another version's criteria.

    Locks the profile, so that two people never get the same number.
    """
    IcpProfile.objects.select_for_update().get(pk=profile.pk)
    last = IcpVersion.objects.filter(profile_id=profile.pk).aggregate(last=Max("number"))["last"] or 0
    draft: IcpVersion = IcpVersion.objects.create(
        profile=profile, number=last + 1, created_by_id=actor.user_id, created_at=now
    )
    if source_id is not None:
        criteria_store(version=draft, spec=version_parse(criterion_rows(source_id)))
    return draft


@transaction.atomic
def icp_draft_discard(*, version: IcpVersion, actor: Actor) -> None:
    """This function will throw a draft away.

    :raises NotADraftError: when it is no draft.
    """
    draft = _locked_draft(version)
    _audit(actor, "icp_version.discard", draft.profile, {"number": draft.number})
    draft.delete()


@transaction.atomic
def criteria_replace(*, version: IcpVersion, criteria: object, actor: Actor) -> VersionSpec:
    """This function will put these criteria (JSON of ``icp_parse``) in place of a draft's.

    Half-life tables are computed anew: one that came along might belong to other days.

    :raises NotADraftError: when it is no draft.
    :raises IcpInvalidError: when a criterion cannot be; names every problem.
    """
    draft = _locked_draft(version)
    try:
        spec = version_parse(_without_tables(criteria), subject=Subject(draft.profile.subject))
    except SpecError as error:
        raise invalid(error.problems) from error
    criteria_store(version=draft, spec=spec)
    _audit(actor, "icp_version.edit", draft.profile, {"number": draft.number, "criteria": len(spec.criteria)})
    return spec


@transaction.atomic
def criterion_save(
    *,
    version: IcpVersion,
    criterion: Mapping[str, Any],
    replaces: str | None,
    actor: Actor,
    seen: str | None = None,
) -> None:
    """This function will add a criterion to a draft, or put it in the place of the one with key ``replaces``.

    ``seen`` is the ``criterion_print`` of what the editor began with; None to overwrite.

    :raises NotADraftError: when it is no draft.
    :raises CriterionNotFoundError: when there is nothing to replace.
    :raises CriterionChangedError: when somebody else changed it meanwhile.
    :raises IcpInvalidError: when the criterion cannot be; paths begin with ``criterion``.
    """
    version = _locked_draft(version)
    rows: list[Any] = list(criterion_rows(version.pk))
    if replaces is None:
        place = len(rows)
        rows.append(criterion)
    else:
        place = _place(rows, replaces)
        if seen is not None and seen != criterion_print(rows[place]):
            raise CriterionChangedError(
                _("Somebody changed this criterion while you had it open. Saving again puts yours in its place.")
            )
        rows[place] = criterion
    _replace_naming(version, rows, place, actor)


def criterion_print(criterion: Mapping[str, Any]) -> str:
    """This function will return a short print of a criterion, another one whenever anything in it is another."""
    return sha256(json.dumps(criterion, sort_keys=True, default=str).encode()).hexdigest()[:16]


@transaction.atomic
def criterion_delete(*, version: IcpVersion, key: str, actor: Actor) -> None:
    """This function will take a criterion out of a draft.

    :raises NotADraftError: when it is no draft.
    :raises CriterionNotFoundError: when there is no such criterion.
    """
    version = _locked_draft(version)
    rows = criterion_rows(version.pk)
    del rows[_place(rows, key)]
    criteria_replace(version=version, criteria=rows, actor=actor)


@transaction.atomic
def criterion_move(*, version: IcpVersion, key: str, up: bool, actor: Actor) -> None:
    """This function will move a criterion one place up or down within its draft; at the end it stays.

    :raises NotADraftError: when it is no draft.
    :raises CriterionNotFoundError: when there is no such criterion.
    """
    version = _locked_draft(version)
    rows = criterion_rows(version.pk)
    place = _place(rows, key)
    group = rows[place]["group"]
    others = range(place - 1, -1, -1) if up else range(place + 1, len(rows))
    target = next((other for other in others if rows[other]["group"] == group), None)
    if target is not None:
        rows[place], rows[target] = rows[target], rows[place]
        criteria_replace(version=version, criteria=rows, actor=actor)


@transaction.atomic
def weights_set(
    *,
    version: IcpVersion,
    weights: Mapping[str, object],
    actor: Actor,
    seen: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """This function will set the weights of a draft's criteria by key; the others keep theirs.

    ``seen`` are the weights the editor began with: one left as it was keeps what somebody else set meanwhile.

    :raises NotADraftError: when it is no draft.
    :raises IcpInvalidError: when a weight is not a whole number from 1 to 1000, or somebody else changed it meanwhile.
    """
    draft = _locked_draft(version)  # before reading: two who save at once otherwise undo each other
    rows = criterion_rows(draft.pk)
    given = {key: weight for key, weight in weights.items() if str(seen.get(key)) != str(weight)}
    if given or not seen:
        changed = weighted(rows, given)
        _refuse_overtaken(rows, changed, seen)
        criteria_replace(version=draft, criteria=changed, actor=actor)


def _refuse_overtaken(
    rows: Sequence[Mapping[str, Any]], changed: Sequence[Mapping[str, Any]], seen: Mapping[str, object]
) -> None:
    problems = [
        Problem(f"criteria.{place}.weight", "changed_meanwhile", {"weight": row["weight"]})
        for place, (row, mine) in enumerate(zip(rows, changed, strict=True))
        if row["weight"] != mine["weight"] and str(seen.get(row["key"], row["weight"])) != str(row["weight"])
    ]
    if problems:
        raise invalid(problems)


def weighted(rows: Sequence[dict[str, Any]], weights: Mapping[str, object]) -> list[dict[str, Any]]:
    """This function will return criteria with other weights; knock-outs keep having none.

    :raises IcpInvalidError: when a weight is not a whole number from 1 to 1000.
    """
    problems: list[Problem] = []
    changed: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        weight = weights.get(row["key"])
        if row["rule"]["kind"] == KNOCK_OUT or weight is None:
            changed.append(row)
            continue
        text = str(weight)
        if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= MAX_WEIGHT):
            problems.append(Problem(f"criteria.{place}.weight", "out_of_bounds", {"low": 1, "high": MAX_WEIGHT}))
            continue
        changed.append({**row, "weight": int(text)})
    if problems:
        raise invalid(problems)
    return changed


def criteria_store(*, version: IcpVersion, spec: VersionSpec) -> None:
    """This function will write a draft's criteria anew, in order."""
    Criterion.objects.filter(version_id=version.pk).delete()
    rows = [criterion_json(criterion) for criterion in spec.criteria[:MAX_CRITERIA]]
    Criterion.objects.bulk_create(
        Criterion(
            version=version,
            position=place,
            key=row["key"],
            label=row["label"],
            group=row["group"],
            fact=row["fact"] or " × ".join(axis["fact"] for axis in row["rule"]["axes"])[:120],
            rule=row["rule"],
            weight=row["weight"] or None,
        )
        for place, row in enumerate(rows)
    )


def _replace_naming(version: IcpVersion, rows: list[Any], place: int, actor: Actor) -> None:
    """Store, with the problems of the one criterion that was submitted under its own name."""
    try:
        spec = version_parse(rows, subject=Subject(version.profile.subject))
    except SpecError as error:
        here = f"criteria.{place}"
        renamed = [Problem(p.path.replace(here, "criterion", 1), p.code, p.params) for p in error.problems]
        raise invalid(renamed) from error
    criteria_replace(version=version, criteria=[criterion_json(one) for one in spec.criteria], actor=actor)


def _without_tables(criteria: object) -> object:
    if not isinstance(criteria, list):
        return criteria
    return [_without_table(row) for row in criteria]


def _without_table(row: Any) -> Any:
    rule = row.get("rule") if isinstance(row, dict) else None
    if not isinstance(rule, dict) or rule.get("kind") != "recency":
        return row
    return {**row, "rule": {name: value for name, value in rule.items() if name != "table"}}


def _place(rows: Sequence[Mapping[str, Any]], key: str) -> int:
    for place, row in enumerate(rows):
        if row["key"] == key:
            return place
    raise CriterionNotFoundError(_("This draft has no such criterion."))


def _locked_draft(version: IcpVersion) -> IcpVersion:
    draft: IcpVersion = IcpVersion.objects.select_for_update(of=("self",)).select_related("profile").get(pk=version.pk)
    if draft.status != IcpVersion.Status.DRAFT:
        raise NotADraftError(
            _("Version %(number)s is published; open a draft to change it.") % {"number": draft.number}
        )
    return draft


def _check_name(name: str) -> None:
    if not name.strip() or len(name.strip()) > 120:
        text = _("Between 1 and 120 characters.")
        raise ProfileNameError(_("A profile needs a name."), fields={"name": text})


def _audit(actor: Actor, action: str, profile: IcpProfile, detail: dict[str, Any]) -> None:
    audit_append(actor=actor, action=action, object_type="icp_profile", object_id=profile.key, detail=detail)
