"""Hypothesis strategies for profiles and facts, shared by the rules' tests and by those of their SQL."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from accounts.domain.icp import VersionSpec
from accounts.domain.icp_facts import FactKind, FactRead, FactValue, fact_kinds
from accounts.domain.icp_rules import (
    Axis,
    Criterion,
    Flag,
    Has,
    KnockOut,
    OneOf,
    Range,
    Recency,
    Rule,
    Table,
    half_life_table,
)

# a busy machine makes generating slow, which says nothing about the rules
patiently = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])

WORDS = ["software", "Retail", "eCommerce", "Élelmiszer", "медицина", "SAP", "back \\ slash", 'quo"te, {}', "it's 100%"]
KEYS: dict[FactKind, list[str]] = {
    FactKind.TEXT: ["industry", "sub_industry", "custom.Plan", "city"],
    FactKind.INT: [
        "employees",
        "annual_revenue",
        "growth_pct",
        "rating.sales",
        "rating.finance",
        "measure.reach",
        "custom.Plan",
        "signal_count.visit",
    ],
    FactKind.BOOL: ["custom.Plan", "custom.Is partner"],
    FactKind.SET: ["technologies", "custom.Plan"],
    FactKind.DAYS: ["signal.visit", "signal.funding"],
}

# a profile of deals reads both: the facts of the deal are as many here as those of its account
DEAL_KEYS: dict[FactKind, list[str]] = {
    FactKind.TEXT: ["deal.stage", "deal.custom.Tier", "deal.source", "industry", "custom.Plan"],
    FactKind.INT: [
        "deal.amount",
        "deal.term_months",
        "deal.custom.Tier",
        "deal.age_days",
        "deal.days_in_stage",
        "deal.days_to_close",
        "employees",
        "rating.sales",
        "measure.reach",
        "signal_count.visit",
    ],
    FactKind.BOOL: ["deal.custom.Tier", "deal.custom.Is partner", "custom.Is partner"],
    FactKind.SET: ["deal.products", "deal.custom.Tier", "technologies"],
    FactKind.DAYS: ["signal.visit"],
}

shares = st.integers(0, 1000)
numbers = st.integers(-(10**15), 10**15) | st.integers(-3000, 3000)
words = st.sampled_from(WORDS)
word_lists = st.lists(words, min_size=1, max_size=4, unique=True)


@st.composite
def axes(draw: st.DrawFn, fact_from: dict[FactKind, list[str]]) -> Axis:
    if draw(st.booleans()):
        edges = sorted(draw(st.lists(numbers, min_size=1, max_size=4, unique=True)))
        return Axis(draw(st.sampled_from((*fact_from[FactKind.INT], *fact_from[FactKind.DAYS]))), tuple(edges))
    values = draw(word_lists)
    cut = draw(st.integers(1, len(values)))
    groups = tuple(tuple(group) for group in (values[:cut], values[cut:]) if group)
    if draw(st.booleans()):
        fact = draw(st.sampled_from(fact_from[FactKind.SET]))
        return Axis(fact, (), groups, is_list=fact_kinds(fact) != (FactKind.SET,))
    lists = [key for key in fact_from[FactKind.SET] if fact_kinds(key) == (FactKind.SET,)]
    return Axis(draw(st.sampled_from([*fact_from[FactKind.TEXT], *lists])), (), groups)


@st.composite
def tables(draw: st.DrawFn, keys: dict[FactKind, list[str]]) -> Table:
    first = draw(axes(keys))
    sides = [first]
    if draw(st.booleans()):
        others = {kind: [key for key in some if key != first.fact] for kind, some in keys.items()}
        sides.append(draw(axes(others)))
    cells = sides[0].levels * (sides[1].levels if len(sides) == 2 else 1)
    return Table(tuple(sides), tuple(draw(st.lists(shares, min_size=cells, max_size=cells))))


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    xs = sorted(draw(st.lists(numbers, min_size=1, max_size=5, unique=True)))
    return Range(tuple((x, draw(shares)) for x in xs))


@st.composite
def recencies(draw: st.DrawFn) -> Recency:
    days = draw(st.sampled_from([1, 7, 30, 90]))
    if draw(st.booleans()):
        return Recency("linear", days)
    return Recency("half_life", days, half_life_table(days))


@st.composite
def knock_outs(draw: st.DrawFn) -> KnockOut:
    op = draw(st.sampled_from(list(KnockOut._READS)))
    values = tuple(draw(word_lists)) if op in ("in", "not_in", "has_any", "has_all") else ()
    bound = draw(numbers) if op in ("below", "above") else draw(st.integers(0, 400)) if op == "within_days" else 0
    return KnockOut(op, values, bound, draw(st.sampled_from(["", "We do not sell there"])))


one_ofs = st.builds(OneOf, st.dictionaries(words, shares, min_size=1, max_size=5).map(lambda d: _sorted(d)), shares)
has_rules = st.builds(Has, st.sampled_from(["any", "all"]), word_lists.map(tuple), shares, shares)
flags = st.builds(Flag, shares, shares)


def rules(keys: dict[FactKind, list[str]]) -> st.SearchStrategy[Rule]:
    return st.one_of(one_ofs, ranges(), has_rules, recencies(), flags, tables(keys), knock_outs())


def _sorted(pairs: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])))


@st.composite
def criteria(draw: st.DrawFn, place: int = 0, keys: dict[FactKind, list[str]] = KEYS) -> Criterion:
    rule: Rule = draw(rules(keys))
    fact = "" if isinstance(rule, Table) else draw(st.sampled_from(keys[rule.reads[0]]))
    weight = 0 if isinstance(rule, KnockOut) else draw(st.integers(1, 1000))
    return Criterion(f"c{place}", f"Criterion {place}", "firmographic", weight, rule, fact)


@st.composite
def versions(draw: st.DrawFn, most: int = 8, keys: dict[FactKind, list[str]] = KEYS) -> VersionSpec:
    return VersionSpec(tuple(draw(criteria(place, keys)) for place in range(draw(st.integers(1, most)))))


VALUES: dict[FactKind, st.SearchStrategy[FactValue]] = {
    FactKind.INT: st.none() | numbers,
    FactKind.TEXT: st.none() | words | words.map(str.upper),
    FactKind.BOOL: st.none() | st.booleans(),
    FactKind.SET: st.none() | st.lists(words, max_size=4).map(tuple),
    FactKind.DAYS: st.none() | st.integers(0, 1500),
}


@st.composite
def facts_for(draw: st.DrawFn, spec: VersionSpec) -> dict[FactRead, FactValue]:
    return {read: draw(VALUES[read.kind]) for read in spec.reads}


@st.composite
def scored(draw: st.DrawFn) -> tuple[VersionSpec, dict[FactRead, FactValue]]:
    spec = draw(versions())
    return spec, draw(facts_for(spec))
