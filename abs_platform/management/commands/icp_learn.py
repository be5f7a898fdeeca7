"""``manage.py icp_learn``: a draft learned from closed deals, and what it is worth."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.domain.icp_facts import Subject
from accounts.models import LearnedReport
from accounts.services.learning import LearnOrder, icp_learn, profile_for_learning
from common.errors import AbsError
from tenancy.context import tenant_atomic
from tenancy.models import Tenant
from users.services import Actor


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day; write it as 2017-01-31") from None


class Command(BaseCommand):
    """Learn a draft of a profile."""

    help = (
        "Learn a draft of a profile from a workspace's won and lost deals, and report honestly what it is worth. "
        "A missing profile is created. The draft is published like any other, from its page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/learning.md."""
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--profile", required=True, help="key, id or name")
        parser.add_argument("--subject", default="deal", choices=[one.value for one in Subject])
        parser.add_argument(
            "--until", type=_day, metavar="DATE", help="only deals created before that day, as 2017-01-31"
        )
        parser.add_argument("--include", action="append", default=[], metavar="FIELD", help="though it looks leaky")
        parser.add_argument("--exclude", action="append", default=[], metavar="FIELD", help="do not learn from it")
        parser.add_argument("--json", action="store_true", dest="as_json", help="the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Learn, report."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']!r}")
        order = LearnOrder(
            Subject(options["subject"]), options["until"], tuple(options["include"]), tuple(options["exclude"])
        )
        actor, now, began = Actor.of_command("icp_learn"), timezone.now(), time.monotonic()
        try:
            with tenant_atomic(tenant.pk):
                profile = profile_for_learning(name=options["profile"], subject=order.subject, actor=actor, now=now)
                stored = icp_learn(profile=profile, order=order, actor=actor, now=now, progress=self._tell)
        except AbsError as error:
            raise CommandError(error.message) from error
        seconds = round(time.monotonic() - began, 2)
        if options["as_json"]:
            head = {"profile": profile.key, "version": stored.version_number}
            self.stdout.write(json.dumps({**head, **stored.report, "seconds": seconds}, ensure_ascii=False))
        else:
            self._sentences(profile.key, stored, seconds)

    def _tell(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\rstep {done} of {total} ")
            sys.stderr.flush()

    def _sentences(self, key: str, stored: LearnedReport, seconds: float) -> None:
        report = stored.report
        self.stdout.write(
            f"{key} version {stored.version_number}: {report['decision']}; "
            f"{report['n']} closed deals, {report['won']} won ({seconds} s)"
        )
        if report["auc"] is not None:
            box = report["black_box_auc"]
            told = "" if box is None else f", black box {box:.3f}"
            self.stdout.write(
                f"AUC {report['auc']:.3f} ({report['auc_low']:.3f}–{report['auc_high']:.3f}){told}; "
                f"the best tenth wins {report['lift_top_decile'] or 0:.2f} times as often; split: {report['split']}"
            )
        for found in report["leaky_fields"]:
            kept = "" if report["left_out"].get(found["field"]) == "leaky" else " (kept all the same)"
            self.stdout.write(f"leaky: {found['field']}: {found['reason']}{kept}")
        for found in report["suspect_fields"]:
            self.stdout.write(f"suspect: {found['field']}: {found['reason']}")
