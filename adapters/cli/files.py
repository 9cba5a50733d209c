"""Reading the files that people bring."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

LARGEST = 20 * 2**20  # bytes


class WrongFile(Exception):
    """The file can not be read; the message says why and what to do."""


def rows(
    file: Path, required: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a CSV file with their line numbers; UTF-8 with or without BOM, else Windows-1252.

    Cells are apart by commas, or by semicolons where the header has them, as spreadsheets in German write.
    Raises `WrongFile` when the file is too large, or a column is missing or unknown.
    """
    if file.stat().st_size > LARGEST:
        raise WrongFile(f"{file.name} is larger than {LARGEST // 2**20} MB: split it and import the parts")
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if "\0" in text:
        raise WrongFile(f"{file.name} is not a text file")
    head = text.partition("\n")[0]
    apart = ";" if head.count(";") > head.count(",") else ","
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=apart)
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    missing, odd = set(required) - set(columns), set(columns) - set(known)
    if missing or odd:
        what = (
            f"lacks {', '.join(sorted(missing))}"
            if missing
            else f"has unknown columns {', '.join(sorted(odd))}"
        )
        raise WrongFile(f"{file.name} {what}; known columns: {', '.join(known)}")
    reader.fieldnames = columns
    line = reader.line_num
    try:
        for row in reader:
            line = reader.line_num
            if None in row or None in row.values():
                raise WrongFile(f"line {line}: {len(columns)} columns expected")
            yield line, row
    except csv.Error as error:
        raise WrongFile(f"line {line + 1}: {error}") from error
