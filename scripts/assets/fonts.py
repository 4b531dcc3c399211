#!/usr/bin/env python3
"""Cuts the web fonts in public/fonts from their npm packages.

Needs: npm i @fontsource-variable/figtree @fontsource-variable/inter; pip install fonttools brotli.
Usage: scripts/assets/fonts.py NODE_MODULES. Prints each file with its size.

Figtree carries the text. It has no ₦, ₩, ₫, ₱, ₺ and so on, so the signs it lacks come from Inter in a file of
their own, which a browser loads only where such a sign stands on the page.
"""
import pathlib
import sys

from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

OUT = pathlib.Path(__file__).resolve().parents[2] / "public/fonts"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "tnum", "rvrn"]
LATIN = "0020-007E,00A0-017F,0192,0218-021B,02C6,02DA,02DC,2007,2009,2010-2014,2018-201E,2020-2022,2026,202F,2030,2032,2033,2039,203A,2044,2190-2193,2212,2215,25B2,25BC"
SIGNS = "0E3F,20A0-20CF"


def cut(source: pathlib.Path, unicodes: set[int], target: str) -> set[int]:
    """Writes the glyphs of `source` that stand for `unicodes`, weights 400 to 700; gives the characters it holds."""
    font = TTFont(source)
    held = unicodes & set(font.getBestCmap())
    options = Options(layout_features=FEATURES, name_IDs=[0, 1, 2, 5, 6, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=held)
    subsetter.subset(font)
    font = instantiateVariableFont(font, {"wght": (400, 700)})
    font.flavor = "woff2"
    path = OUT / target
    font.save(path)
    print(f"{target}: {len(held)} characters, {path.stat().st_size} bytes")
    return held


def main() -> None:
    packages = pathlib.Path(sys.argv[1]) / "@fontsource-variable"
    figtree, inter = packages / "figtree/files", packages / "inter/files"
    latin, signs = set(parse_unicodes(LATIN)), set(parse_unicodes(SIGNS))
    OUT.mkdir(parents=True, exist_ok=True)
    base = cut(figtree / "figtree-latin-wght-normal.woff2", latin, "figtree-latin.woff2")
    extended = figtree / "figtree-latin-ext-wght-normal.woff2"
    cut(extended, latin - base, "figtree-latin-ext.woff2")
    euro = set(TTFont(figtree / "figtree-latin-wght-normal.woff2").getBestCmap()) & signs
    own = cut(extended, signs - euro, "figtree-signs.woff2")
    print("in figtree:", " ".join(chr(c) for c in sorted(own | euro)))
    lacking = cut(inter / "inter-latin-ext-wght-normal.woff2", signs - own - euro, "inter-signs.woff2")
    print("from inter:", " ".join(chr(c) for c in sorted(lacking)))


main()
