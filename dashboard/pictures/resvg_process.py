"""Turn an SVG on standard input into a PNG on standard output; run as a file, never imported.

resvg holds Python's interpreter lock for as long as it draws, so a server draws in a separate
process of low priority: its readers' pages come first.
"""

import contextlib
import os
import sys

from resvg_py import svg_to_bytes

LOW_PRIORITY = 10

if __name__ == "__main__":
    family, *faces = sys.argv[1:]
    with contextlib.suppress(AttributeError, OSError):  # Windows; where it is not allowed
        os.nice(LOW_PRIORITY)
    image = svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        skip_system_fonts=True,
        font_files=faces,
        font_family=family,
        sans_serif_family=family,
    )
    sys.stdout.buffer.write(bytes(image))
