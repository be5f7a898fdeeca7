"""What the demo's vendor shows and says. Texts are invented; places name starter personas and buyer stages by key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoAsset:
    """An asset and where it fits: personas and stages by key; an empty tuple means any."""

    title: str
    kind: str
    effort: str
    summary: str
    personas: tuple[str, ...]
    stages: tuple[str, ...]
    expires_in_days: int | None = None


PRODUCTS = ("Insight", "Planner", "Connect")

SEGMENTS = (
    (
        "it-central-europe",
        "IT companies in Central Europe, 500+",
        {"industry": ["software", "it services"], "country": ["DE", "HU", "PL", "BG"], "employees": {"min": 500}},
    ),
    (
        "finance-western-europe",
        "Finance in Western Europe",
        {"industry": ["finance"], "country": ["GB", "FR", "NL", "DE"]},
    ),
    ("us-growth", "US growth companies", {"country": ["US"], "employees": {"min": 200, "max": 2000}}),
)

ASSETS = (
    DemoAsset(
        "Why accounts beat leads: a two-page primer",
        "report",
        "low",
        "The case for account-based selling in two pages.",
        (),
        ("awareness",),
    ),
    DemoAsset(
        "What changed in B2B buying: seven facts",
        "infographic",
        "low",
        "Committee size, cycle length and where deals stall.",
        ("cmo", "marketer"),
        ("awareness",),
    ),
    DemoAsset(
        "Revenue leaks: ninety-second video",
        "short_video",
        "low",
        "Where pipeline is lost between marketing and sales.",
        ("head-of-sales", "sales-ops"),
        ("awareness",),
    ),
    DemoAsset(
        "The CFO's page: cost of a wrong target list",
        "report",
        "low",
        "What a lost slot for a good account costs in a year.",
        ("finance",),
        ("awareness", "interest"),
    ),
    DemoAsset(
        "Benchmark report for your industry",
        "report",
        "medium",
        "How peers compare on win rate, cycle and deal size.",
        ("cmo", "head-of-sales"),
        ("interest",),
    ),
    DemoAsset(
        "Webinar: scoring anyone can check",
        "webinar",
        "medium",
        "Live walk through a fit score, point by point.",
        ("sales-ops", "marketer"),
        ("interest",),
    ),
    DemoAsset(
        "Case study: Alderbrook Software",
        "case_study",
        "low",
        "Win rate from 21 to 34 % in three quarters.",
        ("head-of-sales", "sales-manager"),
        ("interest", "decision"),
    ),
    DemoAsset(
        "Case study: Quarrymere Finance",
        "case_study",
        "low",
        "Half the accounts, twice the pipeline.",
        ("finance", "cmo"),
        ("interest", "decision"),
    ),
    DemoAsset(
        "ROI calculation with your numbers",
        "business_case",
        "medium",
        "CAC, LTV and payback before and after.",
        ("finance", "head-of-sales"),
        ("decision",),
    ),
    DemoAsset(
        "Security and data protection dossier",
        "datasheet",
        "medium",
        "Isolation, encryption, erasure, audit.",
        ("sales-ops", "finance"),
        ("decision", "purchase"),
    ),
    DemoAsset(
        "Workshop: your ideal customer in half a day",
        "workshop",
        "high",
        "On site, with sales, marketing and finance in one room.",
        ("head-of-sales", "cmo", "sales-ops"),
        ("decision",),
    ),
    DemoAsset(
        "Thirty-day pilot plan",
        "trial",
        "high",
        "One team, twenty accounts, agreed measures.",
        ("head-of-sales", "sales-manager", "sales-ops"),
        ("decision", "purchase"),
    ),
    DemoAsset(
        "Contract and onboarding overview",
        "datasheet",
        "low",
        "What happens from signature to first value.",
        ("finance", "sales-ops"),
        ("purchase",),
    ),
    DemoAsset(
        "Playbook for the first ninety days",
        "datasheet",
        "medium",
        "Who does what, week by week.",
        ("sales-manager", "marketer"),
        ("purchase", "loyalty"),
    ),
    DemoAsset(
        "Executive business review deck",
        "presentation",
        "medium",
        "Going well, to improve, next quarter.",
        ("cmo", "head-of-sales", "finance"),
        ("loyalty",),
    ),
    DemoAsset("User day invitation", "user_event", "high", "A day with other customers.", (), ("loyalty",), 45),
    DemoAsset("Launch offer of last season", "report", "low", "Kept for the record.", (), ("awareness",), -30),
)

OBJECTIONS = (
    (
        "We already have a CRM",
        "Keep it. We read from it and write back what it lacks: fit, tiers, committee and what to show.",
        None,
        None,
    ),
    (
        "The price is too high",
        "Compare it with one wrong account worked for a quarter: about 30 hours of an executive's time.",
        "finance",
        "ROI calculation with your numbers",
    ),
    (
        "Our data is not good enough",
        "Unknown is shown as unknown, with the one field worth filling next. Start with what you have.",
        "sales-ops",
        "Webinar: scoring anyone can check",
    ),
    (
        "Sales will not use another tool",
        "They open one page before a call. It names the person, the gap and what to show.",
        "head-of-sales",
        "Case study: Alderbrook Software",
    ),
    (
        "Scores are black boxes",
        "Every point is on the page with its source and age, and adds up.",
        "sales-ops",
        "Webinar: scoring anyone can check",
    ),
    (
        "Now is not the time",
        "The pilot takes thirty days and twenty accounts. What would have to be true in a quarter?",
        None,
        "Thirty-day pilot plan",
    ),
)

TEMPLATES = (
    (
        "First letter to a sales leader",
        "email",
        "One list instead of two at [company]",
        "Dear [contact name],\n\nmany sales leaders tell us that [challenge]. [similar company] had the same and got [results].\n\nWould twenty minutes next week be worth it?",
        "head-of-sales",
        "awareness",
    ),
    (
        "Note to a finance lead",
        "email",
        "What a wrong account costs [company]",
        "Dear [contact name],\n\nyou will know that [challenge]. For [similar company] the answer was [results].\n\nMay I send the calculation with your numbers?",
        "finance",
        "decision",
    ),
    (
        "Card after a workshop",
        "direct_mail",
        "",
        "Dear [contact name],\n\nthank you for the afternoon. The page with what [company] decided is enclosed.",
        None,
        "decision",
    ),
)
