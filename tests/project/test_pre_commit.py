"""What is checked at a commit is what scripts/test checks: the same steps with the same words."""

import re

import yaml
from paths import ROOT

STEP = re.compile(r"""^step '(?P<name>[^']+)' "\$bin/(?P<tool>[a-z-]+)"(?P<arguments>.*)$""", re.MULTILINE)


def test_a_commit_is_checked_as_scripts_test_checks():
    steps = [
        (step["name"], f".venv/bin/{step['tool']}{step['arguments']}")
        for step in STEP.finditer((ROOT / "scripts" / "test").read_text("utf-8"))
        if step["tool"] != "python"
    ]
    assert len(steps) == 4
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert [(hook["name"], hook["entry"]) for hook in repository["hooks"]] == steps


def test_the_checks_see_the_whole_project_and_nothing_is_fetched():
    (repository,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    assert repository["repo"] == "local"
    for hook in repository["hooks"]:
        assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("system", False, True), hook["id"]
