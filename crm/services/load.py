"""A file through its mapping into the upsert, in one pass and bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.facts import ABSENT
from accounts.domain.problems import Problem
from accounts.services.upsert import Upsert
from accounts.services.upsert.stage import StagedRow
from crm.domain.mapping import mapping_default, mapping_parse
from crm.domain.problems import file_problem
from crm.domain.rowmap import RowMapper
from crm.domain.sniff import Kind
from crm.domain.table import ReadOptions, Table, table_open
from crm.services.kinds import UPSERTS
from tenancy.statistics import statistics_refresh

MOST_ISSUES = 10_000  # kept of a file that is refused as a whole: more would not be read
MOST_REJECTED = 200_000  # kept of a file whose good rows are loaded
MOST_NOTES = 10_000  # warnings kept
MOST_WAITING = 20_000  # rows held back for a person to look at: of more, the file itself wants another look
STEP = 2_000  # rows between two reports of progress
Tell = Callable[[int], None]


@dataclass(frozen=True)
class Issue:
    """One fault of one row, with the row as it stood in the file where it could be kept."""

    problem: Problem
    raw: list[Any] | None = None


@dataclass
class LoadReport:
    """What became of a file. ``stored`` is False when nothing was."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    waiting: list[tuple[int, dict[str, Any]]] = field(default_factory=list)  # line and values: several accounts fit
    left_out: int = 0  # sound rows that gave way to a later one, or to a newer record
    stored: bool = False
    format: str = ""
    header: list[str] = field(default_factory=list)
    options: ReadOptions = field(default_factory=ReadOptions)
    issues: list[Issue] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    stopped: Problem | None = None  # where reading ended early: so many rows had faults

    def counts(self) -> dict[str, Any]:
        """The numbers, for a result or a machine."""
        return {
            "rows": self.total,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "left_out": self.left_out,
            "waiting": len(self.waiting),
            "stored": self.stored,
        }


@dataclass(frozen=True)
class LoadOrder:
    """What to load and how. ``mapping`` None: headers that are field names map to themselves."""

    kind: str
    mapping: dict[str, Any] | None
    source: str
    skip_invalid: bool = False
    dry_run: bool = False


STATISTICS_FROM = 5_000  # rows written


class _Rollback(Exception):
    pass


def file_load(order: LoadOrder, chunks: Iterable[bytes], *, now: datetime, tell: Tell) -> LoadReport:
    """This function will load a file and report; with a bad row nothing is stored, unless ``skip_invalid``.

    Side effects: those of the kind's upsert, in one savepoint of the caller's transaction.

    :raises FileRefused: when the file cannot be read as a table, with line and column.
    :raises MappingRefused: when the mapping does not fit the kind or the file.
    """
    upsert = UPSERTS[order.kind](source=order.source, now=now)
    facts = upsert.spec.facts
    known = mapping_parse(order.mapping, facts) if order.mapping is not None else None
    keys = (*facts.by_name, "external_id")
    options = known.options if known else ReadOptions()
    options = ReadOptions(options.encoding, options.delimiter, options.sheet, options.columns or keys)
    table = table_open(chunks, options)
    mapping = known or mapping_parse(mapping_default(table.header, facts), facts)
    mapper = RowMapper(mapping, table.header, facts, native=table.kind is Kind.NDJSON)
    report = LoadReport(format=table.kind, header=table.header, options=options)
    try:
        with transaction.atomic():
            upsert.stage(mapper.fields, _rows(table, mapper, order, report, tell))
            _settle(upsert, order, report, mapper.columns)
            report.warnings += table.warnings
            if order.dry_run or not report.stored:
                raise _Rollback
    except _Rollback:
        report.stored = False
        if not order.dry_run:
            report.waiting = []
    if report.stored and report.created + report.updated >= STATISTICS_FROM:
        statistics_refresh()  # last of all: what reads the tables next should be planned for what they now hold
    return report


def _rows(table: Table, mapper: RowMapper, order: LoadOrder, report: LoadReport, tell: Tell) -> Iterator[StagedRow]:
    """Good rows for the stage; bad ones into the report."""
    most = MOST_REJECTED if order.skip_invalid else MOST_ISSUES
    for row in table.rows:
        report.total += 1
        if report.total % STEP == 0:
            tell(report.total)
        values, problems = mapper.read(row)
        if not problems:
            yield row[0], values
            continue
        report.rejected += 1
        if len(report.issues) < most:
            report.issues += [Issue(problem, _raw(row[1])) for problem in problems]
        elif not order.skip_invalid:
            report.stopped = file_problem("read_no_further", row[0], limit=f"{MOST_ISSUES:,}")
            return
    tell(report.total)


def _raw(cells: Sequence[Any]) -> list[Any]:
    return [None if cell is ABSENT else cell for cell in cells]


def rows_recall(report: LoadReport, chunks: Iterable[bytes]) -> None:
    """This function will read the file once more for the rows of faults that were found only between rows."""
    wanted = {issue.problem.line for issue in report.issues if issue.raw is None and issue.problem.line}
    if not wanted:
        return
    found: dict[int | None, list[Any]] = {}
    for line, cells in table_open(chunks, report.options).rows:
        if line in wanted:
            found[line] = _raw(cells)
            if len(found) == len(wanted):
                break
    report.issues = [
        issue if issue.raw is not None else replace(issue, raw=found.get(issue.problem.line)) for issue in report.issues
    ]


def _settle(upsert: Upsert, order: LoadOrder, report: LoadReport, columns: Mapping[str, str]) -> None:
    """Check the staged rows, and write them if that is still wanted."""
    if not report.total:
        report.issues.append(Issue(file_problem("no_rows")))
        return
    upsert.check()
    upsert.faults_count()
    waiting = upsert.ambiguous(limit=MOST_WAITING + 1)
    report.waiting = waiting if len(waiting) <= MOST_WAITING else []  # else refused row by row
    _collect(upsert, report, columns)
    if report.rejected and not order.skip_invalid:
        return
    before = upsert.outcome.faults
    outcome = upsert.write()
    if outcome.faults > before:  # found only among the written rows: parents in a circle
        report.issues = [issue for issue in report.issues if issue.raw is not None]
        report.rejected, report.left_out, report.warnings = report.rejected - before + len(report.waiting), 0, []
        _collect(upsert, report, columns)
        if not order.skip_invalid:
            return
    report.created, report.updated = outcome.created.count, outcome.updated.count
    report.unchanged = outcome.unchanged
    report.stored = True


def _collect(upsert: Upsert, report: LoadReport, columns: Mapping[str, str]) -> None:
    """The faults found between rows; they know fields, a file has columns."""
    if not upsert.outcome.faults and not upsert.outcome.notes:
        return
    for fault in upsert.faults():
        name = fault.problem.column or ""
        problem = fault.problem.at(fault.position, columns.get(name, name))
        if problem.code == "superseded":  # by a row of this file, so its line can be named
            problem = file_problem("superseded", problem.line, problem.column, **problem.params)
        if fault.is_note:
            report.left_out += 1
            if len(report.warnings) < MOST_NOTES:
                report.warnings.append(problem)
        elif not (report.waiting and problem.code == "ambiguous_account"):
            report.rejected += 1
            if len(report.issues) < MOST_REJECTED:
                report.issues.append(Issue(problem))
