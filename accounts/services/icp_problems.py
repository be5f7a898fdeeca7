"""What is wrong with a profile, in words the reader understands."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.icp import Problem
from common.errors import AbsError

TEXTS = {
    "required": _("Needed."),
    "not_a_list": _("A list is expected here."),
    "not_an_object": _("An object is expected here."),
    "not_a_text": _("A text is expected here."),
    "not_an_integer": _("A whole number is expected here."),
    "not_a_pair": _("A pair is expected here: a value and a share from 0 to 1000."),
    "not_a_choice": _("“%(value)s” is not one of the choices."),
    "unknown_field": _("There is no such field."),
    "unknown_fact": _("“%(value)s” is not a fact we know."),
    "wrong_fact_kind": _("This rule cannot read “%(value)s”; choose another rule or another fact."),
    "fact_of_a_deal": _("“%(value)s” is a fact of a deal; a profile of accounts cannot read it."),
    "fact_on_axes": _("A table names its facts on its axes."),
    "duplicate": _("“%(value)s” stands here twice."),
    "too_many": _("At most %(limit)s criteria."),
    "too_long": _("At most %(limit)s characters."),
    "untidy_text": _("No spaces around it and no invisible characters."),
    "bad_key": _("Small Latin letters, digits and underscores, beginning with a letter."),
    "out_of_bounds": _("From %(low)s to %(high)s."),
    "count": _("Between %(low)s and %(high)s entries."),
    "not_ascending": _("Each value must be larger than the one before."),
    "not_a_flag": _("Yes or no is expected here."),
    "edges_of_a_list": _("A list has categories, no edges."),
    "edges_or_categories": _("Give either edges or categories."),
    "cells": _("%(expected)s shares are needed, one per cell; %(given)s were given."),
    "knock_out_weight": _("A knock-out has no weight."),
    "unknown_profile": _("There is no other profile of accounts “%(value)s” to read the score of."),
    "deals_read_no_scores": _("A profile of deals reads facts; it cannot read the score of another profile."),
    "deals_read_no_win_score": _("The win score of an account is made of those of its deals; a deal cannot read it."),
    "profile_chain": _("“%(value)s” reads another profile's score itself; only one may build on the other."),
    "changed_meanwhile": _("Somebody made this %(weight)s while you had the page open; saving again sets yours."),
    "no_weight": _("At least one criterion with a weight is needed before publishing."),
}


class IcpInvalidError(AbsError):
    """The profile cannot be stored or published as it is; ``fields`` says why, place by place."""

    code = "icp_invalid"


def problem_text(problem: Problem) -> str:
    """This function will put one problem into words."""
    return str(TEXTS[problem.code]) % problem.params


def invalid(problems: Iterable[Problem]) -> IcpInvalidError:
    """This function will turn problems into the refusal that faces show."""
    fields: dict[str, str] = {}
    for problem in problems:
        fields.setdefault(problem.path, problem_text(problem))
    return IcpInvalidError(gettext("The profile cannot be used like this: see the marked fields."), fields=fields)
