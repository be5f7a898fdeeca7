from __future__ import annotations

from typing import Any

from accounts.domain.icp_facts import Subject
from accounts.models import Account, Deal, DealScore, DealScoreChange, FitScore, FitScoreChange
from accounts.selectors.score_tables import SCORE_TABLES

MODELS: dict[Subject, tuple[Any, Any, Any]] = {
    Subject.ACCOUNT: (Account, FitScore, FitScoreChange),
    Subject.DEAL: (Deal, DealScore, DealScoreChange),
}


def columns(model: Any, key: str) -> list[tuple[str, str]]:
    return [
        ("key" if field.column == key else field.column, field.get_internal_type())
        for field in sorted(model._meta.concrete_fields, key=lambda field: field.column.replace(key, "key"))
    ]


def test_the_tables_named_are_those_of_the_models():
    for subject, tables in SCORE_TABLES.items():
        named = tuple(model._meta.db_table for model in MODELS[subject])
        assert (tables.objects, tables.scores, tables.changes) == named


def test_both_subjects_have_the_same_columns_so_that_one_statement_writes_either():
    for place in (1, 2):
        of_accounts = columns(MODELS[Subject.ACCOUNT][place], SCORE_TABLES[Subject.ACCOUNT].key)
        of_deals = columns(MODELS[Subject.DEAL][place], SCORE_TABLES[Subject.DEAL].key)
        assert of_accounts == of_deals
