#!/usr/bin/env python3
"""Writes public/sale.wav: two soft bell strokes, a fifth apart, under half a second (mono, 22,050 Hz, 16 bit)."""
import array
import math
import pathlib
import wave

OUT = pathlib.Path(__file__).resolve().parents[2] / "public/sale.wav"
RATE = 22_050
SECONDS = 0.44
STROKES = ((0.0, 1318.5, 0.5), (0.085, 1975.5, 0.6))  # start in s, pitch in Hz, loudness
PARTIALS = ((1.0, 1.0, 9.0), (2.0, 0.32, 14.0), (2.76, 0.22, 20.0), (5.4, 0.07, 34.0))  # ratio, share, decay per s


def level(at: float) -> float:
    """Loudness at `at` seconds, about -1 to 1."""
    total = 0.0
    for start, pitch, loudness in STROKES:
        t = at - start
        if t < 0:
            continue
        attack = min(1.0, t / 0.004)
        total += loudness * attack * sum(share * math.exp(-decay * t) * math.sin(2 * math.pi * pitch * ratio * t)
                                         for ratio, share, decay in PARTIALS)
    return total * min(1.0, (SECONDS - at) / 0.03)


def main() -> None:
    samples = [level(n / RATE) for n in range(int(RATE * SECONDS))]
    peak = max(map(abs, samples))
    with wave.open(str(OUT), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(array.array("h", (round(s / peak * 0.7 * 32_767) for s in samples)).tobytes())
    print(f"{OUT.name}: {OUT.stat().st_size} bytes")


main()
