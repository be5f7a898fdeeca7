"""The mapping of an uploaded file: column by column, with what would be stored beside it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.domain.problems import Problem
from common.errors import AbsError
from common.htmx import partial_for
from crm.domain.kinds import facts_of
from crm.forms import (
    ENCODINGS,
    FORMATS,
    column_inputs,
    constant_inputs,
    mapping_read,
    rest_kept,
    takes_own,
    target_choices,
)
from crm.labels import KINDS, field_label
from crm.models import Import
from crm.selectors.imports import import_get
from crm.selectors.preview import Preview, import_preview
from crm.sentences import problem_text
from crm.services.imports import ImportBusy, import_start
from users.permissions import requires
from users.services import Actor

PAGE = "crm/mapping.html"
OF_ENCODING = frozenset({"undecodable", "nul", "encoding_unknown"})  # faults that another encoding may mend


@require_http_methods(["GET", "HEAD", "POST"])
@requires("imports.write")
def import_mapping(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at a file through a mapping, change the mapping, and load."""
    row = import_get(public_id=public_id)
    if row.status not in (Import.Status.UPLOADED, Import.Status.REFUSED) or not row.chunks.exists():
        return redirect("crm:detail", row.public_id)
    currency: str = request.tenant.currency  # type: ignore[attr-defined]
    given = _given(request)
    preview = import_preview(row, given, currency=currency)
    skips = request.POST.get("skip_invalid") == "on"
    if request.POST.get("action") == "start" and not preview.faults and preview.problem is None:
        try:
            import_start(
                import_id=row.pk,
                mapping=preview.mapping,
                skip_invalid=skips,
                actor=Actor.of_request(request),
                now=timezone.now(),
            )
        except ImportBusy as error:  # somebody else was faster, or a second click
            messages.error(request, error.message)
            return redirect("crm:detail", row.public_id)
        except AbsError as error:
            messages.error(request, error.message)
        else:
            return redirect("crm:detail", row.public_id)
    # only the preview is swapped while somebody types; what they type stays as it is
    context = {**_context(row, preview, skips=skips), "wanted_start": request.POST.get("action") == "start"}
    return render(request, partial_for(request, PAGE, "preview"), context)


def _given(request: HttpRequest) -> dict[str, Any] | None:
    """The mapping in the request; None on the first look, or when only the encoding was named."""
    if request.method != "POST":
        return None
    if request.POST.get("action") == "encoding":
        return {"encoding": request.POST.get("encoding", "")}
    header = request.POST.getlist("header")
    if not header:
        return None
    mapping = mapping_read(request.POST, header)
    return rest_kept(mapping, header) if request.POST.get("action") == "keep" else mapping


def _context(row: Import, preview: Preview, *, skips: bool) -> dict[str, Any]:
    facts = facts_of(row.kind)
    told = {_faulty_field(fault): _mapping_fault(fault) for fault in reversed(preview.faults)}
    told.pop("custom", None)  # of the own fields it says not which
    columns = []
    for number, view in enumerate(preview.columns):
        inputs = column_inputs(preview.mapping, view.name)
        columns.append(
            {
                "number": number,
                "view": view,
                "fault": problem_text(view.first_fault) if view.first_fault else told.get(inputs["target"], ""),
                "refused": list(view.refused) if len(view.refused) > 1 else [],
                **inputs,
            }
        )
    return {
        "row": row,
        "kind": KINDS[row.kind],
        "preview": preview,
        "columns": columns,
        "has_rest": takes_own(facts) and not all(column["target"] for column in columns),
        "constants": constant_inputs(preview.mapping),
        "targets": target_choices(facts),
        "formats": FORMATS,
        "encodings": ENCODINGS,
        "encoding": preview.mapping.get("encoding", ""),
        "heads": [field_label(name) for name in preview.fields],
        "lines": [(line, [_cell(*cell) for cell in cells]) for line, cells in preview.rows],
        "problem": problem_text(preview.problem) if preview.problem else "",
        "may_name_encoding": preview.problem is not None and preview.problem.code in OF_ENCODING,
        "faults": [_mapping_fault(fault) for fault in preview.faults],
        "hints": [_hint(hint) for hint in preview.hints],
        "unrated": ", ".join(preview.unrated),
        "skips": skips,
        "mapping_json": json.dumps(preview.mapping, ensure_ascii=False, indent=2),
    }


def _cell(text: str, problem: Problem | None) -> dict[str, str]:
    return {"text": text, "problem": problem_text(problem.at(None, "")) if problem else ""}


def _hint(hint: Problem) -> str:
    if hint.code != "mapping_required":
        return problem_text(hint)
    return problem_text(Problem(hint.code, params={"value": f"“{field_label(hint.params['value'])}”"}, text=hint.text))


def _faulty_field(fault: Problem) -> str:
    parts = (fault.column or "").strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "fields" else parts[0]


def _mapping_fault(fault: Problem) -> str:
    name = _faulty_field(fault)
    text = problem_text(fault.at(None, ""))
    return f"{field_label(name)}: {text}" if name and name != "fields" else _("Mapping: %s") % text
