"""What is wrong with a file or a row is said in the language of whoever reads it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from accounts.domain.problems import Problem
from crm.domain.problems import file_problem
from crm.models import Import, ImportIssue
from crm.sentences import SENTENCES, issue_text, refusal_text
from crm.services.imports import import_write
from crm.services.load import Issue, LoadReport

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
HUNGARIAN = {
    "{value} is not an amount.": "{value} nem összeg.",
    "A later row is about the same record and wins: line {value}.": "Egy későbbi sor nyert: {value}. sor.",
}
ROOMS = Path(__file__).resolve().parents[2]


@pytest.fixture
def hungarian(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A reader for whom some sentences are translated."""
    catalog = trans_real.translation("hu")
    real = catalog.gettext
    monkeypatch.setattr(catalog, "gettext", lambda text: HUNGARIAN.get(text) or real(text))


@pytest.fixture
def refused(as_acme: Any) -> Import:
    row = Import.objects.create(kind="accounts", file_name="a.csv", file_size=1, file_digest="", status="queued")
    report = LoadReport(total=3, rejected=1, stored=True, header=["Firma", "Umsatz"])
    report.issues = [Issue(Problem("not_an_amount", 3, "Umsatz", {"value": "x"}), raw=["B", "x"])]
    report.warnings = [file_problem("superseded", 2, "Firma", value=3)]
    import_write(row, report, now=NOW)
    return row


def test_a_reason_is_kept_as_its_code_and_read_in_any_language(refused: Import, hungarian: Any) -> None:
    fault, note = ImportIssue.objects.order_by("is_note")
    assert (fault.code, fault.params) == ("not_an_amount", {"value": "x"})
    assert (issue_text(fault), issue_text(note)) == (
        "x is not an amount.",
        "A later row is about the same record and wins: line 3.",
    )
    with translation.override("hu"):
        assert (issue_text(fault), issue_text(note)) == ("x nem összeg.", "Egy későbbi sor nyert: 3. sor.")


def test_page_and_file_of_faults_speak_the_readers_language(refused: Import, hungarian: Any, login: Any) -> None:
    client = login("manager")
    client.user.language = "hu"
    client.user.save()

    page = client.get(f"{client.base}/imports/{refused.public_id}/").content.decode()
    assert "x nem összeg." in page and "Egy későbbi sor nyert: 3. sor." in page
    answer = client.get(f"{client.base}/imports/{refused.public_id}/errors.csv")
    assert "3,Umsatz,not_an_amount,x nem összeg.,B,x" in b"".join(answer.streaming_content).decode()


def test_a_long_value_is_kept_as_far_as_it_is_shown(as_acme: Any) -> None:
    row = Import.objects.create(kind="accounts", file_name="a.csv", file_size=1, file_digest="", status="queued")
    fault = Problem("not_a_choice", 2, "x" * 300, {"value": "y" * 5_000, "allowed": "a, " * 1_000})
    import_write(row, LoadReport(total=1, rejected=1, issues=[Issue(fault)]), now=NOW)
    kept = ImportIssue.objects.get()
    assert (len(kept.column), max(map(len, kept.params.values()))) == (200, 301)
    assert issue_text(kept) == fault.detail


def test_a_refusal_reads_as_its_sentence_with_its_place() -> None:
    refusal = {"code": "nul", "detail": "x", "params": {"character": "9"}, "line": 3, "column": "2"}
    assert refusal_text(refusal) == (
        "line 3, column 2: There is a NUL character in the text (character 9 of the line)."
    )
    assert refusal_text(None) == ""


def test_every_fault_that_the_upserts_mark_has_a_sentence() -> None:
    marked = {
        code
        for room in ("accounts", "engagement", "metrics")
        for path in (ROOMS / room / "services").rglob("*.py")
        for code in re.findall(r"fault = '(\w+)'", path.read_text())
    }
    assert len(marked) > 10
    assert marked - set(SENTENCES) == set()
