"""Messages a second of django-post_office, on the same database and server.

The same words, filled with each reader's name while it sends. argv: how many, and the processes.
"""

import sys
import time

import django


def main(count: int, processes: int) -> None:
    django.setup()
    from django.core.management import call_command
    from post_office import mail
    from post_office.models import PRIORITY, Email, EmailTemplate

    from .message import in_django_template

    call_command("migrate", "post_office", verbosity=0)
    Email.objects.all().delete()
    words = in_django_template()
    template, _is_new = EmailTemplate.objects.update_or_create(
        name="news",
        defaults={
            "subject": words.subject,
            "content": words.text,
            "html_content": words.html,
        },
    )
    mail.send_many(
        [
            {
                "recipients": [f"reader{number}@example.org"],
                "sender": "news@example.org",
                "template": template,
                "context": {"name": f"Nadia {number}", "token": f"{number:032x}"},
                "headers": {"List-Unsubscribe": f"<https://example.org/leave/{number:032x}/>"},
                "render_on_delivery": True,
                "priority": PRIORITY.medium,
            }
            for number in range(count)
        ]
    )
    began = time.perf_counter()
    call_command("send_queued_mail", processes=processes, log_level=0)
    seconds = time.perf_counter() - began
    print(Email.objects.filter(status=0).count() / seconds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
