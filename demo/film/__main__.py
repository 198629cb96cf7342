"""Draw the film, let Chromium code it as H.264, and write the file."""

from __future__ import annotations

import base64
import io
import os

from playwright.sync_api import sync_playwright

from demo.drawings import FILES_DIR

from .frames import FRAMES_PER_SECOND, SIZE, frames
from .mp4 import Picture, write_mp4

BITS_PER_SECOND = 85_000
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

START = """([width, height, rate, bits]) => {
  window.coded = []; window.decoder = null; window.number = 0; window.rate = rate;
  const base64 = bytes => btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
  window.encoder = new VideoEncoder({
    output: (chunk, more) => {
      if (more.decoderConfig && more.decoderConfig.description)
        window.decoder = base64(new Uint8Array(more.decoderConfig.description));
      const data = new Uint8Array(chunk.byteLength); chunk.copyTo(data);
      window.coded.push([base64(data), chunk.type === "key"]);
    },
    error: error => { throw error; },
  });
  window.encoder.configure({
    codec: "avc1.42E01F", width, height, framerate: rate, bitrate: bits,
    bitrateMode: "variable", latencyMode: "quality", avc: {format: "avc"},
  });
}"""
ADD = """async source => {
  const picture = await createImageBitmap(await (await fetch(source)).blob());
  const micros = 1e6 / window.rate;
  const frame = new VideoFrame(picture, {timestamp: window.number * micros, duration: micros});
  window.encoder.encode(frame, {keyFrame: window.number % 50 === 0});
  frame.close(); window.number += 1;
  if (window.number % 20 === 0) await window.encoder.flush();
}"""
END = "async () => { await window.encoder.flush(); return [window.coded, window.decoder]; }"


def make_film() -> bytes:
    """The film as an MP4 file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        # Coding needs a secure context: localhost is one, and nothing listens there.
        page.route("http://localhost/*", lambda route: route.fulfill(body="<html></html>"))
        page.goto("http://localhost/")
        page.evaluate(START, [*SIZE, FRAMES_PER_SECOND, BITS_PER_SECOND])
        for frame in frames():
            out = io.BytesIO()
            frame.save(out, "PNG")
            page.evaluate(ADD, f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}")
        coded, decoder = page.evaluate(END)
        browser.close()
    pictures = [Picture(base64.b64decode(data), is_key) for data, is_key in coded]
    return write_mp4(
        pictures, decoder=base64.b64decode(decoder), size=SIZE, per_second=FRAMES_PER_SECOND
    )


if __name__ == "__main__":
    (FILES_DIR / "square-film.mp4").write_bytes(make_film())
