"""``manage.py icp_score_file``: a file's rows with their scores and chances; nothing is stored."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from abs_platform.command_files import file_chunks, mapping_read
from accounts.domain.icp_facts import Subject
from accounts.models import LearnedReport
from accounts.selectors.learning import Chances, ScoringVersion, scoring_version
from common.errors import AbsError
from crm.domain.mapping import MappingRefused
from crm.domain.problems import FileRefused
from crm.services.score_file import RowScore, ScoredFile, file_score
from tenancy.context import tenant_atomic
from tenancy.models import Tenant

ADDED = ("score", "potential", "win_probability", "excluded")
NOTHING_LEARNED: dict[str, str] = {
    LearnedReport.Decision.NO_USEFUL_MODEL: "on deals it had not seen, the learned draft ranked no better than a coin",
    LearnedReport.Decision.TOO_LITTLE_DATA: "the draft was learned from too few closed deals",
}


class Command(BaseCommand):
    """Score a file."""

    help = "Append score, potential, win_probability and excluded to the rows of a file, by a version of a profile."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/learning.md."""
        parser.add_argument("--tenant", required=True, metavar="SLUG")
        parser.add_argument("--profile", required=True, metavar="PROFILE[:VERSION]")
        parser.add_argument("--subject", default="deal", choices=[one.value for one in Subject])
        parser.add_argument("--mapping", type=Path, help="a JSON file, as for import_file; without it by headers")
        parser.add_argument("--source", default="file", help="whose accounts the rows name")
        parser.add_argument("infile", type=Path, metavar="IN.csv")
        parser.add_argument("outfile", type=Path, metavar="OUT.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Score, write."""
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']!r}")
        if not options["infile"].is_file():
            raise CommandError(f"there is no file {options['infile']}")
        subject = Subject(options["subject"])
        _writable(options["outfile"])
        try:
            with tenant_atomic(tenant.pk):
                version = scoring_version(options["profile"])
                if version.subject is not subject:
                    raise CommandError(f"the profile {options['profile']} scores another subject: {version.subject}")
                scored = self._scored(version, options)
        except FileRefused as error:
            raise CommandError(f"{options['infile']}: {error.problem}") from error
        except MappingRefused as error:
            raise CommandError("\n".join(f"mapping {one.column}: {one.detail}" for one in error.problems)) from error
        except AbsError as error:
            raise CommandError(error.message) from error
        self._write(scored, version.chances, options["outfile"])
        if version.decision in NOTHING_LEARNED:
            why = NOTHING_LEARNED[version.decision]
            self.stderr.write(f"warning: these scores say nothing about who will buy: {why}")

    def _scored(self, version: ScoringVersion, options: dict[str, Any]) -> ScoredFile:
        return file_score(
            chunks=file_chunks(options["infile"]),
            mapping=mapping_read(options["mapping"]),
            source=options["source"],
            spec=version.spec,
            subject=version.subject,
            now=timezone.now(),
        )

    def _write(self, scored: ScoredFile, chances: Chances | None, path: Path) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow([*scored.header, *ADDED])
            for line, cells in scored.rows:
                writer.writerow([*cells, *_added(scored.scores.get(line), chances)])
        for column in scored.missing:
            self.stderr.write(f"warning: the file has no column {column}; what it would say is unknown")
        if scored.unsaid:
            facts = ", ".join(scored.unsaid)
            self.stderr.write(
                f"warning: the profile also reads {facts}; no column says it, so it is unknown in every row"
            )
        if scored.unread:
            told = "".join(f"\n  {place}" for place in scored.places)
            self.stderr.write(f"warning: {scored.unread} values could not be read and count as unknown, first:{told}")
        left = len(scored.rows) - len(scored.scores)
        if left:
            self.stderr.write(f"warning: {left} rows have no score")
        self.stdout.write(f"{len(scored.scores)} rows scored into {path}")


def _writable(path: Path) -> None:
    """Refuse a place that cannot be written to before anything is worked out."""
    folder = path.parent
    if not folder.is_dir():
        raise CommandError(f"there is no folder {folder}")
    if path.is_dir() or not os.access(path if path.exists() else folder, os.W_OK):
        raise CommandError(f"the file {path} cannot be written")


def _added(found: RowScore | None, chances: Chances | None) -> list[str]:
    if found is None:
        return [""] * len(ADDED)
    chance = "" if chances is None else f"{chances.of(found.score_milli):.4f}"
    return [
        f"{found.score_milli / 1000:.3f}",
        f"{found.potential_milli / 1000:.3f}",
        chance,
        found.excluded_by or "",
    ]
