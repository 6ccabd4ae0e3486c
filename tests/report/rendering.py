"""The two pages that show what a student wrote, set up as nbgrader sets them up."""

from __future__ import annotations

import copy
from collections.abc import Callable

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from traitlets.config import Config

Render = Callable[[NotebookNode], str]
FORMGRADER = {
    "notebook_id": "01_toy",
    "submission_id": "1",
    "assignment_id": "01_toy",
    "index": 0,
    "total": 1,
    "base_url": "",
    "student": "ann",
    "last_name": None,
    "first_name": None,
    "notebook_path": "autograded/ann/01_toy/01_toy.ipynb",
}
FEEDBACK = {"nbgrader": {"notebook": "01_toy", "score": 1, "max_score": 2, "late_penalty": 0}}


def exporter(page: str, settings: Config) -> HTMLExporter:
    """The exporter as nbgrader sets it up for a page, with settings from nbgrader_config.py."""
    if page == "feedback":
        return HTMLExporter(config=GenerateFeedback(config=settings).config)
    extension = FormgradeExtension(config=settings)
    extension.update_config(extension.build_extra_config())
    return HTMLExporter(config=extension.config)


def renderer(page: str, settings: Config) -> Render:
    made, resources = exporter(page, settings), FEEDBACK if page == "feedback" else FORMGRADER
    return lambda notebook: made.from_notebook_node(notebook, resources=copy.deepcopy(resources))[0]
