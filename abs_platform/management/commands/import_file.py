"""``manage.py import_file``: a file into a workspace, all or nothing, in this process."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from abs_platform.command_files import file_chunks, mapping_read
from common.errors import AbsError
from crm.services.imports import MappingInvalid, file_import
from crm.services.kinds import UPSERTS
from crm.services.load import LoadOrder, LoadReport
from tenancy.context import tenant_atomic
from tenancy.models import Tenant
from users.services import Actor

MOST_TOLD = 100  # lines on stderr; --json tells all


class Command(BaseCommand):
    """Import a file."""

    help = "Import a CSV, XLSX or NDJSON file into a workspace: all of it, or nothing with the reasons on stderr."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options of docs/api.md."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--tenant", required=True, help="the workspace's slug")
        parser.add_argument("--object", required=True, choices=sorted(UPSERTS), dest="kind")
        parser.add_argument("--mapping", type=Path, help="a JSON file; without it headers are field names")
        parser.add_argument("--source", default="file", help="who says so; part of every record's key")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and store nothing")
        parser.add_argument("--skip-invalid", action="store_true", help="load the good rows and report the others")
        parser.add_argument("--json", action="store_true", dest="as_json", help="the report as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, report, and leave with 1 when anything was refused."""
        order = LoadOrder(
            kind=options["kind"],
            mapping=mapping_read(options["mapping"]),
            source=options["source"],
            skip_invalid=options["skip_invalid"],
            dry_run=options["dry_run"],
        )
        tenant = Tenant.objects.filter(slug=options["tenant"]).first()
        if tenant is None:
            raise CommandError(f"there is no workspace {options['tenant']}")
        if not options["file"].is_file():
            raise CommandError(f"there is no file {options['file']}")
        try:
            with tenant_atomic(tenant.pk):
                report = file_import(
                    order=order,
                    file_name=options["file"].name,
                    chunks=file_chunks(options["file"]),
                    actor=Actor.of_command("import_file"),
                    now=timezone.now(),
                    tell=self._tell,
                )
        except MappingInvalid as error:
            raise CommandError(
                "\n".join(f"mapping {problem.column}: {problem.detail}" for problem in error.problems)
            ) from error
        except AbsError as error:
            raise CommandError(error.message) from error
        self._answer(report, options)

    def _tell(self, done: int) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{done:,} rows")
            sys.stderr.flush()

    def _answer(self, report: LoadReport, options: dict[str, Any]) -> None:
        if sys.stderr.isatty():
            sys.stderr.write("\r")
        if options["as_json"]:
            told = [
                {"line": p.line, "column": p.column, "code": p.code, "detail": p.detail}
                for p in (issue.problem for issue in report.issues)
            ]
            warned = [str(problem) for problem in report.warnings]
            self.stdout.write(json.dumps({**report.counts(), "errors": told, "warnings": warned}))
        else:
            self._sentences(report, dry_run=options["dry_run"])
        if report.issues and not (report.stored and options["skip_invalid"]):
            sys.exit(1)

    def _sentences(self, report: LoadReport, *, dry_run: bool) -> None:
        for problem in report.warnings[:MOST_TOLD]:
            self.stderr.write(f"warning: {problem}")
        for issue in report.issues[:MOST_TOLD]:
            self.stderr.write(str(issue.problem))
        if len(report.issues) > MOST_TOLD:
            self.stderr.write(f"… and {len(report.issues) - MOST_TOLD} more")
        if report.issues and not report.stored:
            if report.stopped is not None:
                self.stderr.write(str(report.stopped))
            self.stderr.write(f"nothing was stored: {report.rejected} of {report.total} rows cannot be")
            return
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.total} rows: {report.created} {would}created, {report.updated} {would}updated, "
            f"{report.unchanged} unchanged, {report.left_out} left out, {report.rejected} rejected"
        )
        if report.waiting:
            self.stdout.write(
                f"{len(report.waiting)} {would}held back, because several accounts fit: "
                "choose under Imports, Companies to match"
            )
