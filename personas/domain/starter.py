"""The six personas a new workspace starts with. Source: the typical committee of the sales guide.

They are ordinary personas: a workspace edits or deletes them like its own.
"""

from __future__ import annotations

from dataclasses import dataclass

TOP = ("c_level", "vp", "director", "head")
REST = ("manager", "senior", "professional", "junior")


@dataclass(frozen=True, slots=True)
class StarterPersona:
    """A persona and its chair on the starter committee."""

    key: str
    name: str
    departments: tuple[str, ...]
    seniorities: tuple[str, ...]
    title_words: tuple[str, ...]
    role: str
    need: int
    weight: int
    challenges: str
    goals: str
    career_goals: str
    part_in_purchase: str
    information_sources: str
    best_channels: str
    message: str
    value_argument: str


STARTER_PERSONAS: tuple[StarterPersona, ...] = (
    StarterPersona(
        key="cmo",
        name="CMO",
        departments=("marketing",),
        seniorities=TOP,
        title_words=("cmo", "chief marketing officer"),
        role="decision_maker",
        need=1,
        weight=3,
        challenges="Proving that marketing spend becomes revenue; leads that sales does not work.",
        goals="Pipeline from named accounts, a brand the market prefers, one plan with sales.",
        career_goals="A seat where growth is decided.",
        part_in_purchase="Shares the decision with sales; owns part of the budget.",
        information_sources="Peers, analyst reports, industry conferences, marketing leadership podcasts.",
        best_channels="Introduction by a peer, events, short executive e-mail.",
        message="Marketing and sales working one list of accounts, measured by revenue.",
        value_argument="Competitive advantage: budget goes to the accounts that can be won.",
    ),
    StarterPersona(
        key="head-of-sales",
        name="Head of Sales",
        departments=("sales", "business_development"),
        seniorities=TOP,
        title_words=("cro", "chief revenue officer", "chief sales officer"),
        role="champion",
        need=1,
        weight=3,
        challenges="Missed quota, long cycles, deals lost to no decision.",
        goals="Larger deals, a forecast that holds, sellers who spend time on the right accounts.",
        career_goals="Running the whole revenue side of the company.",
        part_in_purchase="Drives the purchase and carries its success.",
        information_sources="Peers, sales communities, own top sellers, vendors' references.",
        best_channels="Phone, e-mail with numbers, meeting at events.",
        message="Your best sellers' way of working, on every account that matters.",
        value_argument="Higher win rate and deal size from the same team.",
    ),
    StarterPersona(
        key="sales-manager",
        name="Sales manager",
        departments=("sales", "business_development"),
        seniorities=REST,
        title_words=(),
        role="influencer",
        need=1,
        weight=2,
        challenges="Coaching without data; new sellers who take too long to become productive.",
        goals="A team that hits its number, clear next steps on every account.",
        career_goals="Leading a larger team or a region.",
        part_in_purchase="Tests it in daily work; says whether the team will use it.",
        information_sources="Own team, trade press, webinars, social networks.",
        best_channels="E-mail, phone, social networks.",
        message="Every seller knows whom to call, why now, and what to show.",
        value_argument="Less preparation, more conversations.",
    ),
    StarterPersona(
        key="marketer",
        name="Marketer",
        departments=("marketing",),
        seniorities=REST,
        title_words=("demand generation", "content marketing"),
        role="end_user",
        need=1,
        weight=1,
        challenges="Content that nobody uses; no word from sales about what works.",
        goals="Campaigns that reach the right people with something worth reading.",
        career_goals="Being known for work that brought in customers.",
        part_in_purchase="Uses it every day; compares the options.",
        information_sources="Blogs, newsletters, webinars, communities.",
        best_channels="E-mail, webinars, social networks.",
        message="See which content moves deals, for which person, at which stage.",
        value_argument="Effort goes where there is a gap and pipeline behind it.",
    ),
    StarterPersona(
        key="sales-ops",
        name="Sales Ops",
        departments=("sales_ops",),
        seniorities=(),
        title_words=("revops", "sales operations", "revenue operations", "crm manager"),
        role="influencer",
        need=1,
        weight=2,
        challenges="Dirty CRM data, tools that do not talk to each other, reports by hand.",
        goals="One source of truth, a process people follow.",
        career_goals="Becoming the architect of how the company sells.",
        part_in_purchase="Checks integration, data and security; can stop the purchase.",
        information_sources="Documentation, user communities, peers, trials.",
        best_channels="E-mail with technical facts, documentation, a trial.",
        message="It adds to the CRM you have, and shows where every number comes from.",
        value_argument="Less manual work, numbers that re-sum to the cent.",
    ),
    StarterPersona(
        key="finance",
        name="Finance",
        departments=("finance",),
        seniorities=(),
        title_words=("cfo", "chief financial officer"),
        role="budget_holder",
        need=1,
        weight=3,
        challenges="Spend without a measured return; subscriptions that pile up.",
        goals="Predictable cost, a payback that can be shown.",
        career_goals="Being the partner of the business, not its brake.",
        part_in_purchase="Releases the budget; asks for the business case.",
        information_sources="Audited figures, references of similar companies, advisers.",
        best_channels="A short business case, meeting with the sponsor present.",
        message="What one customer costs, what it brings, and how fast it pays back.",
        value_argument="Cost reduction: lower cost per customer won.",
    ),
)
