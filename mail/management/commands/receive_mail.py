"""What a mail server pipes to us, or keeps in a Maildir for us."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mail.returned import read_maildir, receive_mail


class Command(BaseCommand):
    help = "Takes one returned message from the standard input, or all of a Maildir."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--maildir", type=Path, help="Read this folder and empty it.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["maildir"]
        if folder is None:
            receive_mail(sys.stdin.buffer.read(), at=timezone.now())
        elif not (folder / "new").is_dir():
            raise CommandError(f"{folder} is no Maildir: it has no folder “new”.")
        else:
            self.stdout.write(f"{read_maildir(folder, at=timezone.now())} told something new")
