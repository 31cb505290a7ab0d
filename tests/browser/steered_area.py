"""Where the models of ``models/steered.py`` draw what."""

from tests.browser.panel_page import Area

LEVEL = Area(16, 64, 128, 48)
PROMPT = Area(8, 4, 144, 8)
SEED = Area(8, 20, 144, 8)

LOAD = """%load_ext reactor_notebook
handle = %reactor_load steered.py:Steered {options}
handle"""


def load_cell(options: str = "") -> str:
    """The source of a cell that loads the steered model."""
    return f"%load_ext reactor_notebook\n%reactor_load steered.py:Steered {options}"


def grey(level: float) -> int:
    """The grey value that *level* is drawn as."""
    return round(255 * level)
