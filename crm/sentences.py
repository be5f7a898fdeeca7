"""What is wrong with a file or a row, in the reader's language: the code and its blanks are kept, never the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.domain.problems import TEXTS, Problem, fill
from crm.domain.mapping import MAPPING_TEXTS
from crm.domain.problems import FILE_TEXTS
from crm.labels import PROBLEMS
from crm.models import ImportIssue

SENTENCES: dict[str, str] = {**TEXTS, **FILE_TEXTS, **MAPPING_TEXTS}  # of a code in two of them a file's own counts


def problem_text(problem: Problem) -> str:
    """This function will write a fault of a file for a page, with its place."""
    text = _sentence(problem.code, problem.template, problem.params)
    if problem.line and problem.column:
        return _("Line %(line)s, column %(column)s: %(text)s") % {
            "line": problem.line,
            "column": problem.column,
            "text": text,
        }
    return _("Line %(line)s: %(text)s") % {"line": problem.line, "text": text} if problem.line else text


def issue_text(issue: ImportIssue) -> str:
    """This function will write what is wrong with a row; its place stands beside it."""
    return fill(_(SENTENCES.get(issue.code, issue.code)), issue.params)


def refusal_text(refusal: dict[str, Any] | None) -> str:
    """This function will write the stored refusal of a file for a page, with its place."""
    if not refusal:
        return ""
    known = SENTENCES.get(refusal["code"], "")
    text = _sentence(refusal["code"], known, refusal["params"]) if known else refusal["detail"]
    place = [_("line %s") % refusal["line"]] if refusal.get("line") else []
    place += [_("column %s") % refusal["column"]] if refusal.get("column") else []
    return f"{', '.join(place)}: {text}" if place else str(text)


def _sentence(code: str, template: str, params: Mapping[str, str]) -> str:
    return fill(str(PROBLEMS.get(code) or _(template)), params)
