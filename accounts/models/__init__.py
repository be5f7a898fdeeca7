"""Companies, their people, deals and signals; ICP profiles and the fit scores they give."""

from accounts.models.account import Account, AccountMeasure, AccountTeamMember, CompanyChoice, FactChange
from accounts.models.contact import Contact
from accounts.models.deal import Contract, Deal, DealContact, Product
from accounts.models.icp import Criterion, IcpProfile, IcpVersion
from accounts.models.learning import LearnedReport
from accounts.models.score import DealScore, DealScoreChange, FitScore, FitScoreChange
from accounts.models.segment import Segment, SegmentAccount
from accounts.models.signal import Signal, TeamRating
from accounts.models.workshop import IcpAnswer, IcpReview

__all__ = [
    "Account",
    "AccountMeasure",
    "AccountTeamMember",
    "CompanyChoice",
    "Contact",
    "Contract",
    "Criterion",
    "Deal",
    "DealContact",
    "DealScore",
    "DealScoreChange",
    "FactChange",
    "FitScore",
    "FitScoreChange",
    "IcpAnswer",
    "IcpProfile",
    "IcpReview",
    "IcpVersion",
    "LearnedReport",
    "Product",
    "Segment",
    "SegmentAccount",
    "Signal",
    "TeamRating",
]
