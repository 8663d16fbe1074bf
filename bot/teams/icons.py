"""What Teams demands of an app's two icons, checked in their pixels.

colour   192 x 192
outline  32 x 32, nothing in it but white on nothing

The PNG forms that drawing programs write are read: 8 bits a channel, not interlaced (PNG, third
edition, sections 5, 7 and 9).
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot import wording
from bot.errors import BadRequest

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOR_SIZE = (192, 192)
OUTLINE_SIZE = (32, 32)
RGBA = 4  # octets a pixel
WHITE = b"\xff\xff\xff"

_CHUNK = struct.Struct(">I4s")
_HEADER = struct.Struct(">IIBBBBB")
_CHECKSUM = 4  # octets after each chunk
_PAETH = 4  # the last of the filters
_PLAIN_RGBA = (8, 6, 0, 0, 0)  # bits, colour type, compression, filter method, no interlacing


@dataclass(frozen=True)
class Png:
    """What a PNG's first chunk says of it, and the compressed pixels."""

    size: tuple[int, int]
    form: tuple[int, ...]
    packed: bytes


def refuse_unfit(name: str, octets: bytes, size: tuple[int, int], *, outline: bool) -> None:
    """Raise BadRequest, saying what to draw anew, for an icon that Teams would not take."""
    try:
        icon = read_png(octets)
        fits = icon.size == size and (not outline or is_outline(icon))
    except (ValueError, struct.error, zlib.error):
        fits = False
    if not fits:
        told = wording.OUTLINE_UNFIT if outline else wording.ICON_UNFIT
        raise BadRequest(told.format(name=name, width=size[0], height=size[1]))


def read_png(octets: bytes) -> Png:
    """The header and the compressed pixels. Raises ValueError or struct.error for no PNG."""
    if not octets.startswith(SIGNATURE):
        raise ValueError("no PNG")
    chunks = list(_chunks(octets))
    width, height, *form = _HEADER.unpack(dict(chunks[:1]).get(b"IHDR", b""))
    packed = b"".join(data for kind, data in chunks if kind == b"IDAT")
    return Png((width, height), tuple(form), packed)


def is_outline(icon: Png) -> bool:
    """Whether some of it is wholly transparent, and what is not is white."""
    if icon.form != _PLAIN_RGBA:
        return False
    pixels = list(_pixels(icon))
    shown = [one for one in pixels if one[3]]
    return 0 < len(shown) < len(pixels) and all(one[:3] == WHITE for one in shown)


def _chunks(octets: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(octets):
        length, kind = _CHUNK.unpack_from(octets, at)
        begin = at + _CHUNK.size
        yield kind, octets[begin : begin + length]
        at = begin + length + _CHECKSUM


def _pixels(icon: Png) -> Iterator[bytes]:
    """Each pixel's four octets, row by row. Raises ValueError where rows are missing."""
    width, height = icon.size
    octets = zlib.decompress(icon.packed)
    stride = 1 + RGBA * width
    if len(octets) != stride * height:
        raise ValueError("pixels are missing, or there are too many")
    above = bytes(RGBA * width)
    for row in range(height):
        begin = row * stride
        above = _unfiltered(octets[begin], octets[begin + 1 : begin + stride], above)
        yield from (above[at : at + RGBA] for at in range(0, len(above), RGBA))


def _unfiltered(method: int, line: bytes, above: bytes) -> bytes:
    """A row's octets, the filter that helped to pack them undone."""
    row = bytearray()
    for at, octet in enumerate(line):
        left, corner = (row[at - RGBA], above[at - RGBA]) if at >= RGBA else (0, 0)
        row.append((octet + _guess(method, left, above[at], corner)) % 256)
    return bytes(row)


def _guess(method: int, left: int, up: int, corner: int) -> int:
    """What the filter took the octet to be: none, left, up, their mean, or Paeth's choice."""
    if method > _PAETH:
        raise ValueError("no such filter")
    near = left + up - corner
    paeth = min((left, up, corner), key=lambda one: abs(near - one))  # the first of equals
    return (0, left, up, (left + up) // 2, paeth)[method]
