"""How fast we may send: GCRA, the leaky bucket without a queue.

For each limit one number is kept: when the next message is due in theory. With Redis all workers
share it; without, each keeps its own and takes its share of the limit: slower, and safe.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

BURST_SECONDS = 1.0  # what a limit may be ahead of itself
LONGEST_TURN = 3600.0
# KEYS[1]: the limit; ARGV: seconds between messages, seconds ahead, longest wait that is taken.
# Returns seconds to wait; nothing is booked where they are more than the longest.
SCRIPT = """
local t = redis.call('TIME')
local now = t[1] + t[2] / 1000000
local due = tonumber(redis.call('GET', KEYS[1]) or 0)
if due < now then due = now end
local wait = due - tonumber(ARGV[2]) - now
if wait < 0 then wait = 0 end
if wait > tonumber(ARGV[3]) then return string.format('%.6f', wait) end
redis.call('SET', KEYS[1], string.format('%.6f', due + ARGV[1]), 'EX', 7200)
return string.format('%.6f', wait)
"""

# What this process booked without Redis; it outlives the minute of a pump.
_booked_alone: dict[str, float] = {}


@dataclass
class Throttle:
    """`per_minute` of the whole relay (0: no limit), and of single domains ("*": of any other)."""

    per_minute: int
    by_domain: dict[str, int]
    redis_url: str = ""
    pumps: int = 1
    _client: redis.Redis | None = None
    _is_alone_until: float = 0.0

    @classmethod
    def of_settings(cls) -> Throttle:
        url = str(settings.LMS_BROKER_URL)
        return cls(
            per_minute=settings.LMS_MAIL_PER_MINUTE,
            by_domain=dict(settings.LMS_MAIL_PER_MINUTE_BY_DOMAIN),
            redis_url=url if url.startswith(("redis://", "rediss://")) else "",
            pumps=settings.LMS_BULK_PUMPS,
        )

    @property
    def has_limits(self) -> bool:
        """Whether any message may have to wait for its turn."""
        return bool(self.per_minute or self.by_domain)

    def wait_for_domain(self, address: str) -> float:
        """Seconds until a message to this address has its turn, which is booked.

        LONGEST_TURN where it would be later than that: then nothing is, and it asks again.
        """
        domain = address.rpartition("@")[2].lower()
        limit = self.by_domain.get(domain, self.by_domain.get("*", 0))
        return self._book(f"domain:{domain}", limit, LONGEST_TURN) if limit else 0.0

    def wait_for_relay(self, *, until: float) -> bool:
        """Sleep until the relay may get one more. False if that is after `until` (monotonic):
        then nothing is booked.
        """
        if not self.per_minute:
            return True
        left = max(0.0, until - time.monotonic())
        delay = self._book("relay", self.per_minute, left)
        if delay >= left:
            return False
        time.sleep(delay)
        return True

    def _book(self, name: str, per_minute: int, longest: float) -> float:
        """Seconds to wait, `longest` at most: what is later is not booked."""
        interval = 60 / per_minute
        if self.redis_url and time.monotonic() >= self._is_alone_until:
            try:
                return min(self._book_in_redis(name, interval, longest), longest)
            except redis.RedisError as error:
                logger.warning("No Redis for the throttle (%s): each worker takes its share", error)
                self._is_alone_until = time.monotonic() + 10
        return min(self._book_alone(name, interval * self.pumps, longest), longest)

    def _book_in_redis(self, name: str, interval: float, longest: float) -> float:
        if self._client is None:
            self._client = redis.Redis.from_url(
                self.redis_url, socket_connect_timeout=0.2, socket_timeout=0.5
            )
        booked = self._client.eval(
            SCRIPT, 1, f"lms:throttle:{name}", interval, BURST_SECONDS, longest
        )
        return float(booked)

    def _book_alone(self, name: str, interval: float, longest: float) -> float:
        now = time.monotonic()
        due = max(_booked_alone.get(name, 0.0), now)
        wait = max(0.0, due - BURST_SECONDS - now)
        if wait <= longest:
            _booked_alone[name] = due + interval
        return wait
