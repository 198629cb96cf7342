"""Messages a second of django-newsletter, on the same database and server. argv: how many.

It sends one after the other. Its template adds some lines of its own to the same words.
"""

import sys
import time

import django


def main(count: int) -> None:
    django.setup()
    from django.contrib.sites.models import Site
    from django.core.management import call_command
    from django.utils import timezone
    from newsletter.models import Article, Message, Newsletter, Submission, Subscription

    from .message import in_django_template

    call_command("migrate", verbosity=0)
    Site.objects.update_or_create(pk=1, defaults={"domain": "example.org", "name": "Example"})
    Newsletter.objects.filter(slug="news").delete()
    news = Newsletter.objects.create(
        title="News", slug="news", email="news@example.org", sender="News", send_html=True
    )
    Subscription.objects.bulk_create(
        Subscription(
            newsletter=news,
            email_field=f"reader{number}@example.org",
            name_field=f"Nadia {number}",
            subscribed=True,
        )
        for number in range(count)
    )
    words = in_django_template()
    message = Message.objects.create(title=words.subject, slug="now", newsletter=news)
    Article.objects.create(post=message, title=words.subject, text=words.html)
    submission = Submission.from_message(message)
    submission.publish_date = timezone.now()
    submission.prepared = True
    submission.save()
    began = time.perf_counter()
    Submission.submit_queue()
    seconds = time.perf_counter() - began
    submission.refresh_from_db()
    print(count / seconds if submission.sent else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
