"""Guarding people and keys: `erase`, `keys`."""

from __future__ import annotations

import os
import secrets

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
        f"Erased: the person, {accounts} account{'' if accounts == 1 else 's'}, and all asks, waiting "
        "messages, answers and texts that could still be linked. They are never asked again. "
        "Released figures stay."
    )


@click.group()
def keys() -> None:
    """The master key, which wraps every other key."""


@keys.command()
def new() -> None:
    """A fresh random master key, on standard output. Nothing is changed."""
    click.echo(secrets.token_hex(32))


@keys.command()
def rotate() -> None:
    """Put every key and platform token under the master key in PULSE_NEW_MASTER_KEY.

    Stop the engine first. Afterwards the old master key opens nothing any more.
    """
    from adapters import lock, rotating, wiring

    settings, master = environment.read(), rotating.new_key(os.environ)
    with lock.engine_lock(settings, "pulse keys rotate"), wiring.house(settings) as house:
        done = rotating.rotate(house.store, settings, master, house.now())
    click.echo(f"{done.keys} keys and {done.secrets} platform secrets are under the new master key.")
    if done.file:
        click.echo(f"{done.file} holds it.")
    else:
        click.echo(f"Set PULSE_MASTER_KEY to the value of {rotating.NEW} before you start anything.")


COMMANDS = (erase, keys)
