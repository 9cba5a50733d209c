"""Guarding people and keys: `erase`."""

from __future__ import annotations

import click

from adapters import settings as environment


@click.command()
@click.option("--person", "id", required=True, help="A person's id, or platform:id as in slack:U024BE7LH.")
@click.option("--workspace", help="Needed when there are several.")
def erase(id: str, workspace: str | None) -> None:
    """Erase a person: accounts, asks, waiting messages, and every answer and text that can be linked.

    A keyed hash remembers that they are never to be asked again, also after a restore.
    """
    from adapters import erasing, wiring

    with wiring.house(environment.read()) as house:
        accounts = erasing.erase(house, wiring.known_workspace(house, workspace), id)
    click.echo(
        f"Erased: the person, {accounts} account{'' if accounts == 1 else 's'}, and all asks, waiting messages, "
        "answers and texts that could still be linked. They are never asked again. Released figures stay."
    )


COMMANDS = (erase,)
