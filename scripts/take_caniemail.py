"""Take what caniemail.com says of four mail programs: `python -m scripts.take_caniemail PACKAGE`.

The result, tests/newsletters/caniemail.json, is committed, so no test asks npm or the network. To
repeat it with newer data:

    npm pack caniemail && tar xzf caniemail-*.tgz && python -m scripts.take_caniemail package

Of each feature stays its name and where its newest test did not end in "y" (yes): "n" no, "a" in
part, "u" unknown.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "tests" / "newsletters" / "caniemail.json"
FAMILIES = ("apple-mail", "gmail", "outlook", "yahoo")
DROPPED = "outlook.windows-mail"  # ended by Microsoft in 2024; its successor is outlook.com's


def main(package: Path) -> None:
    """Write the file, one line a feature."""
    source = json.loads((package / "data" / "caniemail.json").read_text(encoding="utf-8"))
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    head = {
        "source": f"caniemail.com, {source['last_update_date'][:10]}, by npm caniemail {version}",
        "licence": (package / "LICENSE").read_text(encoding="utf-8"),
    }
    lines = [
        f"  {json.dumps(each['slug'])}: {json.dumps([each['title'].strip(), _short_of(each)])}"
        for each in sorted(source["data"], key=lambda each: each["slug"])
    ]
    top = json.dumps(head, ensure_ascii=False, indent=1)[1:-2]
    body = ",\n".join(lines)
    TARGET.write_text(f'{{{top},\n "features": {{\n{body}\n }}\n}}\n', encoding="utf-8")
    print(f"{TARGET.name}: {len(lines)} features, {TARGET.stat().st_size} bytes")


def _short_of(feature: dict[str, Any]) -> dict[str, str]:
    """The programs that do not wholly support it, by what their newest test says."""
    found = {
        f"{family}.{platform}": list(tests.values())[-1][0]
        for family in FAMILIES
        for platform, tests in feature["stats"].get(family, {}).items()
        if tests
    }
    return {program: says for program, says in found.items() if says != "y" and program != DROPPED}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
