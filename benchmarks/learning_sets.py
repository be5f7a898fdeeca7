"""Public data sets of deals as learning reads them, straight from their files; none of them is part of the project."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import numpy as np

from accounts.domain.learning.frame import UNDATED, Column, Frame, custom_column
from benchmarks.harness import DATA

Rows = list[dict[str, str]]
# columns of xeducation_leads that are filled in after the outcome and cannot be told from the data alone
AFTER_THE_FACT = (
    "Asymmetrique Activity Index",
    "Asymmetrique Profile Index",
    "Asymmetrique Activity Score",
    "Asymmetrique Profile Score",
    "Last Activity",
    "Last Notable Activity",
)


def is_there(name: str) -> bool:
    """This function will tell whether a data set lies beside the project."""
    return (DATA / name).is_dir()


def it_deals() -> Frame:
    """IT-services deals of 2011–2017; accounts are not named."""
    rows = _read("it_deals/it_deals_dev_before_2018.csv")
    leave = ("deal_id", "Deal Date", "Deal Status Code")
    return _frame(rows, lambda row: row["Deal Status Code"] == "Won", days="Deal Date", leave=leave)


def olist() -> Frame:
    """Marketing-qualified leads of a Brazilian marketplace; won are those that became sellers."""
    won = {row["mql_id"] for row in _read("olist/olist_closed_dev.csv")}
    rows = _read("olist/olist_mql_dev_before_2018-04.csv")
    leave = ("mql_id", "first_contact_date")
    return _frame(rows, lambda row: row["mql_id"] in won, days="first_contact_date", leave=leave)


def salvirt_b2b() -> Frame:
    """448 deals with 22 qualification answers, undated."""
    rows = _read("salvirt_b2b/Salvirt_B2B_ML_dataset.csv", delimiter=";")
    return _frame(rows, lambda row: row["Status"] == "Won", leave=("Status",))


def xeducation_leads() -> Frame:
    """Leads of a school with some columns filled in after the outcome, undated."""
    rows = _read("xeducation_leads/Leads.csv")
    return _frame(rows, lambda row: row["Converted"] == "1", leave=("Converted",))


def maven_crm(*, with_outcome: bool = False) -> Frame:
    """Closed opportunities of a fictitious firm, without signal; ``with_outcome`` adds the columns that tell it."""
    accounts = {row["account"]: row for row in _read("maven_crm/accounts.csv")}
    rows = [row for row in _read("maven_crm/sales_pipeline.csv") if row["deal_stage"] in ("Won", "Lost")]
    for row in rows:
        facts = accounts.get(row["account"], {})
        row |= {
            f"account {name}": facts.get(name, "") for name in ("sector", "revenue", "employees", "office_location")
        }
    leave = ("opportunity_id", "engage_date", *(() if with_outcome else ("deal_stage", "close_date", "close_value")))
    return _frame(rows, lambda row: row["deal_stage"] == "Won", days="engage_date", leave=leave, group="account")


def before(frame: Frame, day: date) -> Frame:
    """This function will keep the deals created before a day."""
    return frame.take(frame.created < day.toordinal())


def since(frame: Frame, day: date) -> Frame:
    """This function will keep the deals created on a day or later."""
    return frame.take(frame.created >= day.toordinal())


def _read(path: str, **options: Any) -> Rows:
    with (DATA / path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, **options))


def _frame(
    rows: Rows, won: Callable[[dict[str, str]], bool], *, leave: Collection[str], days: str = "", group: str = ""
) -> Frame:
    names = [name for name in rows[0] if name and name not in leave]
    columns = tuple(_column(name, [row[name] for row in rows]) for name in names)
    numbers: dict[str, int] = {}
    groups = [numbers.setdefault(row[group], len(numbers)) if group and row[group] else -1 for row in rows]
    created = [date.fromisoformat(row[days][:10]).toordinal() if days and row[days] else UNDATED for row in rows]
    return Frame(
        columns,
        np.array([won(row) for row in rows]),
        np.array(created, dtype=np.int64),
        np.array(groups, dtype=np.int64),
    )


def _column(name: str, given: Sequence[str]) -> Column:
    return custom_column(f"deal.custom.{name}", [(value or "").strip() or None for value in given])
