"""A pump of newsletters in a process of its own: says how much memory it took at most."""

import resource

import django


def main() -> None:
    django.setup()
    from mail.bulk import send_bulk

    send_bulk(seconds=6)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main()
