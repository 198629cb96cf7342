"""Make the three heading fonts of the site anew: `python scripts/subset_fonts.py NODE_MODULES`.

The results are committed, so nobody needs this to install or run the platform. To repeat it:

    npm install @fontsource/anek-latin @fontsource/anek-bangla @fontsource/anek-devanagari
    pip install "fonttools[woff]"

Each file keeps one script in weight 600 and the shaping that the script needs; kerning is left
out, which saves a third of the bytes and is not seen at the sizes of headings.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "core" / "static" / "fonts"
DROPPED = {"kern", "dist"}
# Per script: the ranges that base.css names beside the file.
SCRIPTS = {
    "latin": ["0-24F", "1E00-1EFF", "2000-206F", "20A0-20CF", "2190-2193"],
    "bangla": ["951-952", "964-965", "980-9FE", "200C-200D", "25CC"],
    "devanagari": ["900-97F", "1CD0-1CF9", "A8E0-A8FF", "20B9", "200C-200D", "25CC"],
}
# @fontsource splits each family; these parts together hold the ranges above.
PARTS = {
    "latin": ("anek-latin", ["latin", "latin-ext", "vietnamese"]),
    "bangla": ("anek-bangla", ["bengali"]),
    "devanagari": ("anek-devanagari", ["devanagari"]),
}


def main(packages: Path) -> None:
    """Write the subsets and the licence beside them."""
    for script in SCRIPTS:
        size = make(script, packages)
        print(f"anek-{script}-600.woff2: {size} bytes")
    licence = packages / "@fontsource" / "anek-latin" / "LICENSE"
    (FOLDER / "OFL.txt").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")


def make(script: str, packages: Path) -> int:
    """Subset one script; the number of bytes."""
    from fontTools import merge, subset
    from fontTools.ttLib import TTFont

    family, names = PARTS[script]
    folder = packages / "@fontsource" / family / "files"
    found = [folder / f"{family}-{name}-600-normal.woff2" for name in names]
    paths = [str(path) for path in found if path.exists()]
    font = merge.Merger().merge(paths) if len(paths) > 1 else TTFont(paths[0])
    options = subset.Options(flavor="woff2", layout_features=["*"])
    options.drop_tables += ["DSIG"]
    tags = {
        record.FeatureTag
        for name in ("GSUB", "GPOS")
        if name in font
        for record in font[name].table.FeatureList.FeatureRecord
    }
    options.layout_features = sorted(tags - DROPPED)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[code for part in SCRIPTS[script] for code in codes_of(part)])
    worker.subset(font)
    target = FOLDER / f"anek-{script}-600.woff2"
    subset.save_font(font, str(target), options)
    return target.stat().st_size


def codes_of(part: str) -> range:
    """The code points of "980-9FE" or "20B9"."""
    first, _, last = part.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
