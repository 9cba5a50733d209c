"""A message as a terminal shows it."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table as Grid
from rich.text import Text

from bot.messages import Block, Chart, Line, Message, Table

_STYLES = {"heading": "bold", "strong": "bold", "small": "dim", "quote": "italic", "plain": ""}


def show(message: Message, console: Console) -> None:
    """Print what would stand in the channel, then what one can open."""
    for block in message.body:
        console.print(drawn(block))
    for block in message.details:
        console.print(drawn(block))
    console.print()


def drawn(block: Block) -> RenderableType:
    """One part of a message; nothing in it is ever markup."""
    match block:
        case Line(text, "quote"):
            return Panel(Text(text), expand=False)
        case Line(text, kind):
            return Text(text, style=_STYLES[kind])
        case Table(rows):
            return _grid(rows)
        case Chart():
            return _grid(numbers(block))


def numbers(chart: Chart) -> tuple[tuple[str, ...], ...]:
    """A chart's numbers as a table: one column a week."""
    head = (chart.title, *chart.labels)
    return (head, *((s.name, *("–" if v is None else f"{v:g}" for v in s.values)) for s in chart.series))


def _grid(rows: tuple[tuple[str, ...], ...]) -> Grid:
    grid = Grid(box=None, pad_edge=False)
    for at, cell in enumerate(rows[0]):
        grid.add_column(Text(cell), justify="left" if at == 0 else "right")
    for row in rows[1:]:
        grid.add_row(*(Text(cell) for cell in row))
    return grid
