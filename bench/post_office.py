"""Messages a second of django-post_office with four processes, on the same database and server."""

import sys
import time

import django

COUNT = 1500


def main(html: str) -> None:
    django.setup()
    from django.core.management import call_command
    from post_office import mail
    from post_office.models import PRIORITY, Email

    call_command("migrate", "post_office", verbosity=0)
    Email.objects.all().delete()
    mail.send_many(
        [
            {
                "recipients": [f"reader{number}@example.org"],
                "sender": "news@example.org",
                "subject": "News",
                "message": "News",
                "html_message": html,
                "priority": PRIORITY.medium,
            }
            for number in range(COUNT)
        ]
    )
    began = time.perf_counter()
    call_command("send_queued_mail", processes=4, log_level=0)
    seconds = time.perf_counter() - began
    print(Email.objects.filter(status=0).count() / seconds)


if __name__ == "__main__":
    main(sys.argv[1])
