"""Looking: `status`, `policy`, `doctor`."""

from __future__ import annotations

import json

import click

from adapters import settings as environment


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def status(as_json: bool) -> None:
    """How the house is: health, deliveries by state, how far each workspace has got."""
    from adapters import metrics, wiring

    with wiring.house(environment.read()) as house:
        found = metrics.status(house.store, house.now())
    if as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        click.echo(f"{name:12} {value if isinstance(value, str) else json.dumps(value)}")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def policy(as_json: bool) -> None:
    """What is stored how long, from how many voices on a figure is shown, and what is never stored."""
    from adapters import policy as policies
    from adapters import wiring

    settings = environment.read()
    with wiring.house(settings, migrate=settings.embedded) as house:
        found = policies.policy(house.store)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for line in policies.lines(found):
        click.echo(line)


@click.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """What is missing, and what to press next. Exits with 1 when something is."""
    import asyncio

    from adapters import doctor as doctors

    findings = asyncio.run(doctors.examine(environment.read()))
    for finding in findings:
        click.echo(f"missing  {finding.what}: {finding.step}" if finding.step else f"ok       {finding.what}")
    context.exit(1 if any(finding.step for finding in findings) else 0)


COMMANDS = (status, policy, doctor)
