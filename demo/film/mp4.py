"""Put H.264 pictures into an MP4 file that starts at once and can be searched.

Source of the layout: ISO/IEC 14496-12 (boxes) and 14496-15 (avc1, avcC). One track, no sound.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


@dataclass(frozen=True, slots=True)
class Picture:
    """One coded picture; `is_key` where a player may begin."""

    data: bytes
    is_key: bool


def write_mp4(
    pictures: list[Picture], *, decoder: bytes, size: tuple[int, int], per_second: int
) -> bytes:
    """The whole file. `decoder` is the AVCDecoderConfigurationRecord of the encoder."""
    head = _box(b"ftyp", b"isom", _u32(0x200), b"isomiso2avc1mp41")
    # The place of the pictures stands in the header, whose length does not depend on it.
    length = len(_movie(pictures, decoder, size, per_second, 0))
    movie = _movie(pictures, decoder, size, per_second, len(head) + length + 8)
    return head + movie + _box(b"mdat", *(picture.data for picture in pictures))


def _movie(
    pictures: list[Picture], decoder: bytes, size: tuple[int, int], per_second: int, place: int
) -> bytes:
    count, (width, height) = len(pictures), size
    movie_head = _full(
        b"mvhd", 0, _u32(0, 0, per_second, count, 0x10000), b"\x01\0", bytes(10), MATRIX,
        bytes(24), _u32(2),
    )  # fmt: skip
    track_head = _full(
        b"tkhd", 3, _u32(0, 0, 1, 0, count, 0, 0), bytes(8), MATRIX,
        _u32(width << 16, height << 16),
    )  # fmt: skip
    media_head = _full(b"mdhd", 0, _u32(0, 0, per_second, count), struct.pack(">HH", 0x55C4, 0))
    handler = _full(b"hdlr", 0, _u32(0), b"vide", bytes(12), b"Plans\0")
    data_place = _box(b"dinf", _full(b"dref", 0, _u32(1), _full(b"url ", 1)))
    video_head = _full(b"vmhd", 1, bytes(8))
    information = _box(b"minf", video_head, data_place, _samples(pictures, decoder, size, place))
    media = _box(b"mdia", media_head, handler, information)
    return _box(b"moov", movie_head, _box(b"trak", track_head, media))


def _samples(pictures: list[Picture], decoder: bytes, size: tuple[int, int], place: int) -> bytes:
    """The table of pictures: how long each is shown, where it lies, where a player may begin."""
    entry = _box(
        b"avc1", bytes(6), struct.pack(">H", 1), bytes(16), struct.pack(">HH", *size),
        _u32(0x480000, 0x480000, 0), struct.pack(">H", 1), bytes(32), struct.pack(">Hh", 24, -1),
        _box(b"avcC", decoder),
    )  # fmt: skip
    keys = [number for number, picture in enumerate(pictures, start=1) if picture.is_key]
    count = len(pictures)
    return _box(
        b"stbl",
        _full(b"stsd", 0, _u32(1), entry),
        _full(b"stts", 0, _u32(1, count, 1)),
        _full(b"stss", 0, _u32(len(keys), *keys)),
        _full(b"stsc", 0, _u32(1, 1, count, 1)),
        _full(b"stsz", 0, _u32(0, count, *(len(picture.data) for picture in pictures))),
        _full(b"stco", 0, _u32(1, place)),
    )


def _box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", len(body) + 8) + name + body


def _full(name: bytes, flags: int, *content: bytes) -> bytes:
    return _box(name, _u32(flags), *content)


def _u32(*numbers: int) -> bytes:
    return struct.pack(f">{len(numbers)}I", *numbers)
