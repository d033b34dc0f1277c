"""How a command asks whether it shall go on: in Danish, and no is what Enter says."""

import click

_ANSWERS = {"j": True, "ja": True, "y": True, "yes": True, "n": False, "nej": False, "no": False, "": False}


def is_confirmed(question: str) -> bool:
    """Whether a person says yes. Asked again after any other word; click.Abort when nobody can answer."""
    while True:
        said = click.prompt(f"{question} j/n", default="", show_default=False, prompt_suffix=": ", err=True)
        if (answer := _ANSWERS.get(str(said).strip().lower())) is not None:
            return answer
        click.echo("Skriv j for ja eller n for nej.", err=True)
