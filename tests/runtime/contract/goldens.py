"""The golden documents of a contract, read by Python and by the front end.

``python -m tests.runtime.contract.goldens`` writes them anew.
"""

import json
from pathlib import Path

from reactor_runtime.contract import ModelContract
from tests.runtime.contract.models import Explicit, Studio

FOLDER = Path(__file__).parents[2] / "fixtures" / "schema"


def documents():
    """Return each golden's file name with its content."""
    for model in (Studio, Explicit):
        contract = ModelContract.of(model)
        name = model.__name__.lower()
        yield f"{name}.controls.json", contract.controls_json()
        yield f"{name}.openapi.json", contract.openapi()


def text_of(document):
    return json.dumps(document, indent=2, allow_nan=False) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, document in documents():
        (FOLDER / name).write_text(text_of(document), encoding="utf-8")
