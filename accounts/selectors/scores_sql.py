"""A profile version compiled to SQL: the same integers as ``accounts.domain.scoring``, for any number of accounts.

``tests/accounts/selectors/test_scores_sql.py`` proves that both agree on generated profiles and facts. Three fenced
layers, so that every expression is computed once: facts → shares → score.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import FactKind, FactRead, spellings
from accounts.domain.icp_rules import (
    Axis,
    Criterion,
    Flag,
    Has,
    KnockOut,
    OneOf,
    Outcome,
    Range,
    Recency,
    Table,
    outcome_encode,
)
from accounts.selectors.scores_facts import FactSelect, Scope, Sql, facts_select


def scores_select(spec: VersionSpec, scope: Scope, *, now: datetime, beside: Sequence[VersionSpec] = ()) -> Sql:
    """This function will write a select of id, score_milli, potential_milli, shares (smallint[]) and excluded_by.

    The shares under the versions ``beside`` it come as shares_0, shares_1 … from the same reading of the facts; a
    criterion that several versions have alike is worked out once.
    """
    criteria, places = _criteria_together(spec, beside)
    reads = dict.fromkeys(FactRead(*fact) for criterion in criteria for fact in criterion.facts)
    facts = facts_select(tuple(reads), scope, now=now)
    shares = [_share(criterion, facts) for criterion in criteria]
    columns = "".join(f", ({share.text})::int AS s{place}" for place, share in enumerate(shares))
    inner = f"SELECT id{columns} FROM ({facts.sql.text}) facts OFFSET 0"  # noqa: S608
    results = [
        _score(spec, potential=False),
        _score(spec, potential=True),
        _shares(range(len(spec.criteria))),
        _excluded(spec),
        *map(_shares, places),
    ]
    names = ("score_milli", "potential_milli", "shares", "excluded_by", *(f"shares_{n}" for n in range(len(places))))
    outer = ", ".join(f"{result.text} AS {name}" for result, name in zip(results, names, strict=True))
    params = [value for part in [*results, *shares, facts.sql] for value in part.params]
    return Sql(f"SELECT id, {outer} FROM ({inner}) shares OFFSET 0", tuple(params))  # noqa: S608


def _criteria_together(spec: VersionSpec, beside: Sequence[VersionSpec]) -> tuple[list[Criterion], list[list[int]]]:
    """The criteria of all versions, alike ones once, those of ``spec`` first; and where each version's stand there."""
    criteria = list(spec.criteria)
    known = {(criterion.rule, criterion.facts): place for place, criterion in enumerate(criteria)}
    places: list[list[int]] = []
    for version in beside:
        places.append([])
        for criterion in version.criteria:
            place = known.setdefault((criterion.rule, criterion.facts), len(criteria))
            if place == len(criteria):
                criteria.append(criterion)
            places[-1].append(place)
    return criteria, places


def _shares(places: Iterable[int]) -> Sql:
    return Sql(f"ARRAY[{', '.join(f's{place}' for place in places)}]::smallint[]")


def _share(criterion: Criterion, facts: FactSelect) -> Sql:
    """The encoded share of one criterion; see ``outcome_encode``."""
    columns = [facts.columns[FactRead(*fact)] for fact in criterion.facts]
    match criterion.rule:
        case OneOf() as rule:
            return _one_of(rule, columns[0])
        case Range() as rule:
            return _range(rule, columns[0])
        case Has() as rule:
            found = _has(rule.mode, rule.values, columns[0])
            text = f"CASE WHEN {columns[0]} IS NULL THEN -1 WHEN {found.text} THEN %s ELSE %s END"
            return Sql(text, (*found.params, rule.share, rule.other))
        case Recency() as rule:
            return _recency(rule, columns[0])
        case Flag() as rule:
            text = f"CASE {columns[0]} WHEN true THEN %s WHEN false THEN %s ELSE -1 END"
            return Sql(text, (rule.when_true, rule.when_false))
        case Table() as rule:
            return _table(rule, columns)
        case KnockOut() as rule:
            return _knock_out(rule, columns[0])


def _one_of(rule: OneOf, column: str) -> Sql:
    by_share: dict[int, set[str]] = {}
    for value, share in rule.shares:
        by_share.setdefault(share, set()).update(spellings(value))
    branches = "".join(f" WHEN {column} = ANY(%s) THEN %s" for _ in by_share)
    params = [part for share, forms in by_share.items() for part in (sorted(forms), share)]
    return Sql(f"CASE WHEN {column} IS NULL THEN -1{branches} ELSE %s END", (*params, rule.other))


def _range(rule: Range, column: str) -> Sql:
    first = rule.points[0]
    text, params = f"CASE WHEN {column} IS NULL THEN -1 WHEN {column} <= %s THEN %s", list[object](first)
    for (x0, s0), (x1, s1) in zip(rule.points, rule.points[1:], strict=False):
        if s0 == s1:
            text += f" WHEN {column} <= %s THEN %s"
            params += [x1, s1]
            continue
        sign = "+" if s1 > s0 else "-"
        text += f" WHEN {column} <= %s THEN %s {sign} (%s * ({column} - %s) + %s) / %s"
        params += [x1, s0, 2 * abs(s1 - s0), x0, x1 - x0, 2 * (x1 - x0)]
    return Sql(f"{text} ELSE %s END", (*params, rule.points[-1][1]))


def _has(mode: str, values: Sequence[str], column: str) -> Sql:
    if mode == "any":
        return Sql(f"{column} && %s::text[]", (sorted(frozenset().union(*map(spellings, values))),))
    every = " AND ".join(f"{column} && %s::text[]" for _ in values)
    return Sql(f"({every})", tuple(sorted(spellings(value)) for value in values))


def _recency(rule: Recency, column: str) -> Sql:
    if rule.decay == "half_life":
        text = f"CASE WHEN {column} IS NULL OR {column} >= %s THEN 0 ELSE (%s::smallint[])[{column}::int + 1] END"
        return Sql(text, (len(rule.table), list(rule.table)))
    text = f"CASE WHEN {column} IS NULL OR {column} >= %s THEN 0 ELSE 1000 - 1000 * {column} / %s END"
    return Sql(text, (rule.days, rule.days))


def _level(axis: Axis, column: str) -> Sql:
    unknown = axis.levels - 1
    if not axis.categories:
        return Sql(f"coalesce(width_bucket({column}, %s::bigint[]), %s)", (list(axis.edges), unknown))
    holds = f"{column} && %s::text[]" if axis.reads is FactKind.SET else f"{column} = ANY(%s)"
    branches = "".join(f" WHEN {holds} THEN %s" for _ in axis.categories)
    params: list[object] = []
    for level, values in enumerate(axis.categories):
        params += [sorted(frozenset().union(*map(spellings, values))), level]
    text = f"CASE WHEN {column} IS NULL THEN %s{branches} ELSE %s END"
    return Sql(text, (unknown, *params, len(axis.categories)))


def _table(rule: Table, columns: Sequence[str]) -> Sql:
    """One lookup in an array whose unknown levels are encoded already."""
    levels = [_level(axis, column) for axis, column in zip(rule.axes, columns, strict=True)]
    last = rule.axes[-1].levels
    encoded = [outcome_encode(Outcome(share, _is_unknown_cell(rule, cell))) for cell, share in enumerate(rule.shares)]
    place = levels[0].text if len(levels) == 1 else f"({levels[0].text}) * %s + ({levels[1].text})"
    params = levels[0].params if len(levels) == 1 else (*levels[0].params, last, *levels[1].params)
    return Sql(f"(%s::smallint[])[{place} + 1]", (encoded, *params))


def _is_unknown_cell(rule: Table, cell: int) -> bool:
    if len(rule.axes) == 1:
        return rule.axes[0].is_unknown(cell)
    first, second = divmod(cell, rule.axes[1].levels)
    return rule.axes[0].is_unknown(first) or rule.axes[1].is_unknown(second)


def _knock_out(rule: KnockOut, column: str) -> Sql:
    match rule.op:
        case "in" | "not_in":
            forms = sorted(frozenset().union(*map(spellings, rule.values)))
            holds = Sql(f"({column} = ANY(%s)) = %s", (forms, rule.op == "in"))
        case "below" | "above" | "within_days":
            sign = {"below": "<", "above": ">", "within_days": "<="}[rule.op]
            holds = Sql(f"{column} {sign} %s", (rule.bound,))
        case "is_true" | "is_false":
            holds = Sql(f"{column} = %s", (rule.op == "is_true",))
        case _:
            holds = _has("all" if rule.op == "has_all" else "any", rule.values, column)
    unknown = 0 if rule.op == "within_days" else -1
    text = f"CASE WHEN {column} IS NULL THEN %s WHEN {holds.text} THEN 1 ELSE 0 END"
    return Sql(text, (unknown, *holds.params))


def _score(spec: VersionSpec, *, potential: bool) -> Sql:
    """(200·Σwᵢsᵢ + W) div 2W, with Mᵢ for what is unknown where the potential is meant."""
    total = spec.total_weight
    if total == 0:
        return Sql("0")
    terms: list[str] = []
    params: list[object] = []
    for place, criterion in enumerate(spec.criteria):
        if criterion.is_knock_out:
            continue
        unknown = "%s" if potential else f"-1 - s{place}"
        terms.append(f"%s * CASE WHEN s{place} < 0 THEN {unknown} ELSE s{place} END")
        params += [criterion.weight, criterion.rule.max_share] if potential else [criterion.weight]
    return Sql(f"((200::bigint * ({' + '.join(terms)}) + %s) / %s)::int", (*params, total, 2 * total))


def _excluded(spec: VersionSpec) -> Sql:
    knock_outs = [(place, criterion.key) for place, criterion in enumerate(spec.criteria) if criterion.is_knock_out]
    if not knock_outs:
        return Sql("NULL::text")
    branches = "".join(f" WHEN s{place} = 1 THEN %s" for place, _ in knock_outs)
    return Sql(f"(CASE{branches} END)::text", tuple(key for _, key in knock_outs))
