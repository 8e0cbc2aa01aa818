#!/usr/bin/env python3
"""Makes fixtures/images: small PNG and JPEG files of every kind, and in expected.json the pixels they hold.

The PNGs are encoded here, since Pillow writes neither interlaced nor 16-bit colour ones, and checked against what it
decodes. The JPEGs are encoded by Pillow and their expected pixels are those that it decodes. Pixels are base64, rows
from the top, 16-bit samples big-endian. All pictures are gradients with noise. Needs NumPy and Pillow.
"""
import base64
import io
import json
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[2] / "fixtures" / "images"
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
# Adam7: first column, first row, column step, row step of each pass.
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(row: np.ndarray, depth: int) -> bytes:
    """The bytes of one row of samples."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = (row.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()


def filtered(rows: list[bytes], pixel_bytes: int) -> bytes:
    """The rows with PNG's five filters in turn."""
    result = bytearray()
    above = bytes(len(rows[0]))
    for y, row in enumerate(rows):
        kind = y % 5
        result.append(kind)
        for i, value in enumerate(row):
            a = row[i - pixel_bytes] if i >= pixel_bytes else 0
            b = above[i]
            c = above[i - pixel_bytes] if i >= pixel_bytes else 0
            paeth = min((a, b, c), key=lambda near: abs(a + b - c - near))
            result.append((value - (0, a, b, (a + b) // 2, paeth)[kind]) & 255)
        above = row
    return bytes(result)


def png(samples: np.ndarray, colour: int, depth: int, interlaced: bool, before_data: bytes = b"") -> bytes:
    height, width, channels = samples.shape
    pixel_bytes = max(1, channels * depth // 8)
    data = b""
    for x, y, step_x, step_y in PASSES if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::step_y, x::step_x]
        if part.size:
            data += filtered([packed(row.ravel(), depth) for row in part], pixel_bytes)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before_data + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )


def picture(width: int, height: int, channels: int, maximum: int, rng: np.random.Generator) -> np.ndarray:
    """A gradient along another direction in each channel, with noise and both extremes."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for channel in range(channels):
        angle = 0.6 + 1.3 * channel
        ramp = np.cos(angle) * x / width + np.sin(angle) * y / height
        planes.append(0.5 + 0.45 * np.sin(4 * ramp + channel) + rng.normal(0, 0.05, (height, width)))
    values = np.clip(np.rint(np.stack(planes, -1) * maximum), 0, maximum).astype(np.int64)
    values[0, 0] = maximum
    values[-1, -1] = 0
    return values


def text(values: np.ndarray, depth: int) -> str:
    return base64.b64encode(values.astype(">u2" if depth == 16 else np.uint8).tobytes()).decode()


def check_with_pillow(data: bytes, pixels: np.ndarray, depth: int, name: str) -> None:
    image = Image.open(io.BytesIO(data))
    channels = pixels.shape[-1]
    if depth == 16 and channels == 1:
        decoded = np.asarray(image).astype(np.int64)
        assert image.mode == "I;16", name
    else:
        decoded = np.asarray(image.convert({1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[channels])).astype(np.int64)
        if depth == 16:
            pixels = pixels >> 8  # Pillow keeps the upper byte only
    assert np.array_equal(decoded.reshape(pixels.shape), pixels), name


def png_cases(rng: np.random.Generator):
    """Name, samples as stored, colour type, depth, chunks before the data, pixels as colours, colour table."""
    for width, height, suffix in [(13, 11, ""), (1, 1, "-1x1"), (2, 3, "-2x3")]:
        kinds = [(GREY, (1, 2, 4, 8, 16)), (GREY_ALPHA, (8, 16)), (RGB, (8, 16)), (RGBA, (8, 16))]
        kinds = kinds if suffix == "" else [(GREY, (1, 16)), (RGBA, (8,))]
        for colour, depths in kinds:
            kind = {GREY: "grey", GREY_ALPHA: "grey-alpha", RGB: "rgb", RGBA: "rgba"}[colour]
            for depth in depths:
                samples = picture(width, height, CHANNELS[colour], 2**depth - 1, rng)
                scale = 255 // (2**depth - 1) if depth < 8 else 1
                yield f"{kind}{depth}{suffix}", samples, colour, depth, b"", samples * scale, None
    for depth, entries in [(1, 2), (2, 3), (4, 16), (8, 200)]:
        table = rng.integers(0, 256, (entries, 3))
        samples = np.minimum(picture(13, 11, 1, 2**depth - 1, rng), entries - 1)
        chunks = chunk(b"PLTE", table.astype(np.uint8).tobytes())
        yield f"palette{depth}", samples, PALETTE, depth, chunks, table[samples[..., 0]], table
    alphas = np.array([0, 128, 255, 7])
    chunks += chunk(b"tRNS", alphas.astype(np.uint8).tobytes())
    pixels = np.dstack([table[samples[..., 0]], np.append(alphas, np.full(196, 255))[samples[..., 0]]])
    yield "palette8-transparent", samples, PALETTE, 8, chunks, pixels, table
    for name, colour, channels in [("grey8-transparent", GREY, 1), ("rgb8-transparent", RGB, 3)]:
        samples = picture(13, 11, channels, 255, rng)
        key = samples[4, 5]
        alpha = np.where((samples == key).all(-1), 0, 255)
        yield name, samples, colour, 8, chunk(b"tRNS", key.astype(">u2").tobytes()), np.dstack([samples, alpha]), None
    samples = picture(13, 11, 3, 255, rng)
    # A gamma of 1.0, a broken profile and a text: none may alter or refuse the pixels.
    chunks = chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(b"iCCP", b"broken\0\0zlib") + chunk(b"tEXt", b"a\0b")
    yield "rgb8-metadata", samples, RGB, 8, chunks, samples, None


def make_pngs(rng: np.random.Generator) -> list[dict]:
    entries = []
    for name, samples, colour, depth, chunks, pixels, table in png_cases(rng):
        for interlaced in (False, True):
            file = name + ("-interlaced.png" if interlaced else ".png")
            data = png(samples, colour, depth, interlaced, chunks)
            bits = 16 if depth == 16 else 8
            check_with_pillow(data, pixels, bits, file)
            (ROOT / file).write_bytes(data)
            entry = {
                "file": file, "width": pixels.shape[1], "height": pixels.shape[0], "channels": pixels.shape[2],
                "bitDepth": bits, "storedBitDepth": depth, "needsWholeImage": interlaced, "orientation": 1,
                "pixels": text(pixels, bits),
            }
            if colour in (GREY, PALETTE):
                entry["storedValues"] = text(samples, bits)
            if table is not None:
                entry["palette"] = text(table, 8)
            entries.append(entry)
    return entries


def segments(data: bytes) -> tuple[list[bytes], bytes]:
    """The marker segments of a JPEG up to the first scan, and the rest."""
    place, parts = 2, []
    while data[place + 1] != 0xDA:
        length = struct.unpack(">H", data[place + 2:place + 4])[0]
        parts.append(data[place:place + 2 + length])
        place += 2 + length
    return parts, data[place:]


def with_adobe(data: bytes, transform: int | None) -> bytes:
    """The JPEG with its Adobe marker naming another transform, or without the marker."""
    parts, rest = segments(data)
    adobe = [part for part in parts if part[1] == 0xEE]
    assert len(adobe) == 1
    others = [part for part in parts if part[1] != 0xEE]
    marker = [] if transform is None else [adobe[0][:-1] + bytes([transform])]
    return b"\xff\xd8" + b"".join(marker + others) + rest


def exif(orientation: int) -> bytes:
    """An Exif payload with one tag; odd orientations big-endian, even ones little-endian."""
    order = ">" if orientation % 2 else "<"
    mark = b"MM" if orientation % 2 else b"II"
    return (
        b"Exif\0\0" + mark + struct.pack(order + "HIH", 42, 8, 1)
        + struct.pack(order + "HHIHHI", 0x0112, 3, 1, orientation, 0, 0)
    )


def encoded(values: np.ndarray, **options) -> bytes:
    """The JPEG of grey, RGB or CMYK samples."""
    mode = {1: "L", 3: "RGB", 4: "CMYK"}[values.shape[-1]]
    planes = [Image.fromarray(np.ascontiguousarray(plane)) for plane in values.astype(np.uint8).transpose(2, 0, 1)]
    stream = io.BytesIO()
    Image.merge(mode, planes).save(stream, "JPEG", **options)
    return stream.getvalue()


def jpeg_cases(rng: np.random.Generator):
    grey, rgb, inks = (picture(45, 37, channels, 255, rng) for channels in (1, 3, 4))
    yield "grey", encoded(grey, quality=85)
    yield "grey-progressive", encoded(grey, quality=85, progressive=True)
    yield "ycbcr-444", encoded(rgb, quality=90, subsampling=0)
    yield "ycbcr-422", encoded(rgb, quality=80, subsampling=1)
    yield "ycbcr-420", encoded(rgb, quality=80, subsampling=2)
    yield "ycbcr-420-progressive", encoded(rgb, quality=80, subsampling=2, progressive=True)
    yield "ycbcr-420-restarts", encoded(rgb, quality=80, subsampling=2, restart_marker_rows=1)
    yield "rgb-adobe", encoded(rgb, quality=90, keep_rgb=True)
    cmyk = encoded(inks, quality=85)
    yield "cmyk-adobe", cmyk
    yield "cmyk-bare", with_adobe(cmyk, None)
    # The components of a YCCK file are those of YCbCr and the fourth ink, so they may be written as if they were inks.
    ycc = np.asarray(Image.fromarray(rgb.astype(np.uint8)).convert("YCbCr"))
    yield "ycck", with_adobe(encoded(255 - np.dstack([ycc, inks[..., 3] // 2 + 100]), quality=85), 2)
    small = picture(21, 13, 3, 255, rng)
    for orientation in range(1, 9):
        yield f"orientation{orientation}", encoded(small, quality=85, exif=exif(orientation))
    yield "orientation6-progressive", encoded(small, quality=85, exif=exif(6), progressive=True)
    yield "ycbcr-1x1", encoded(small[:1, :1], quality=85)


def make_jpegs(rng: np.random.Generator) -> list[dict]:
    entries = []
    for name, data in jpeg_cases(rng):
        file = name + ".jpg"
        (ROOT / file).write_bytes(data)
        stored = Image.open(io.BytesIO(data))
        orientation = stored.getexif().get(0x0112, 1)
        image = ImageOps.exif_transpose(stored)
        image = image if image.mode == "L" else image.convert("RGB")
        pixels = np.atleast_3d(np.asarray(image))
        entries.append({
            "file": file, "width": image.width, "height": image.height, "channels": pixels.shape[2], "bitDepth": 8,
            "storedBitDepth": 8, "needsWholeImage": "progressive" in stored.info or orientation > 2,
            "orientation": orientation, "pixels": text(pixels, 8),
        })
    return entries


def main() -> None:
    ROOT.mkdir(parents=True, exist_ok=True)
    for old in [*ROOT.glob("*.png"), *ROOT.glob("*.jpg")]:
        old.unlink()
    rng = np.random.default_rng(3)
    entries = make_pngs(rng) + make_jpegs(rng)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (ROOT / "expected.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
