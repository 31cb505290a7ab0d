"""Answers what a panel asks about presets, and Python, too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reactor_notebook.presets.preset import (
    LARGEST,
    Fitting,
    Preset,
    fit,
    read_preset,
    schema_hash,
)
from reactor_notebook.presets.store import PresetStore, check_name
from reactor_runtime.errors import PresetError
from reactor_runtime.fields.json_values import describe
from reactor_runtime.wire.panel import PresetsTold

if TYPE_CHECKING:
    from reactor_runtime.contract import ModelContract
    from reactor_runtime.transports.base import EngineGateway
    from reactor_runtime.values import JsonValue
    from reactor_runtime.wire.panel import PresetAsked


MOST_LISTED = 500
"""Presets that a panel is told of, the first by name."""

_LISTING = frozenset({"list", "save", "rename", "delete"})
_MOST_LEFT_OUT = 50


class PresetDesk:
    """The presets of one running model.

    Every method may be called from any thread and works with files. A panel is told of
    500 presets, and of 50 values that do not fit.

    Args:
        gateway: Whose values they are, and who says which of them fit.
        store: Where they are kept.
    """

    def __init__(
        self, gateway: EngineGateway, store: PresetStore | None = None
    ) -> None:
        self._gateway = gateway
        self.store = store or PresetStore(gateway.contract.name)

    @property
    def limit(self) -> int:
        """Most bytes of a preset that was shared."""
        return LARGEST

    @property
    def _contract(self) -> ModelContract:
        return self._gateway.contract

    def answer(self, asked: PresetAsked) -> PresetsTold:
        """Do what a panel asks; whatever is wrong with it stands in the answer."""
        try:
            return self._do(asked)
        except PresetError as error:
            return self._told(asked, error=str(error))

    def current(self) -> tuple[Preset, Fitting]:
        """Return the values as they are, and what of them is not kept.

        Raises:
            PresetError: There is no state.
        """
        values = self._gateway.state_values()
        if values is None:
            raise PresetError(
                "There are no values to keep: the model has no state now. "
                "Connect, or restart the model."
            )
        fitting = fit(values, self._contract)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        name, schema = self._contract.name, schema_hash(self._contract)
        return Preset(name, schema, now, fitting.values), fitting

    def save(self, name: str) -> tuple[str, Fitting]:
        """Keep the values as they are; returns the name, and what is not kept."""
        preset, fitting = self.current()
        return self.store.write(name, preset), fitting

    def load(self, name: str) -> Fitting:
        """Return what of the preset *name* the model takes."""
        return fit(self.store.read(name).values, self._contract)

    def _do(self, asked: PresetAsked) -> PresetsTold:
        name = asked.name
        match asked.action:
            case "save":
                if not asked.overwrite and name in self.store:
                    return self._told(asked, name=check_name(name), exists=True)
                kept, fitting = self.save(name)
                return self._told(asked, fitting, name=kept)
            case "load":
                return self._loaded(asked, self.store.read(name), name)
            case "read":
                preset = read_preset(asked.text, "What was given")
                return self._loaded(asked, preset, "")
            case "rename":
                return self._told(asked, name=self.store.rename(name, asked.to))
            case "delete":
                self.store.delete(name)
            case "share":
                preset = self.store.read(name) if name else self.current()[0]
                return self._told(asked, name=name, text=preset.to_text())
        return self._told(asked, name=name)

    def _loaded(self, asked: PresetAsked, preset: Preset, name: str) -> PresetsTold:
        note = ""
        if preset.model != self._contract.name:
            made_for = describe(preset.model, 60) if preset.model else "of no name"
            note = f"It was made for the model {made_for}."
        elif preset.schema not in ("", schema_hash(self._contract)):
            note = "It was made for another version of this model."
        return self._told(asked, fit(preset.values, self._contract), name, note)

    def _told(
        self,
        asked: PresetAsked,
        fitting: Fitting | None = None,
        name: str = "",
        text: str = "",
        *,
        error: str = "",
        exists: bool = False,
    ) -> PresetsTold:
        reasons = [] if fitting is None else [*fitting.left_out.items()]
        told = reasons[:_MOST_LEFT_OUT]
        if rest := len(reasons) - len(told):
            told.append((f"{rest} more", "do not fit either"))
        return PresetsTold(
            id=asked.id,
            action=asked.action,
            name=name,
            presets=self._list() if asked.action in _LISTING and not error else None,
            values=None if fitting is None else fitting.values,
            left_out=[{"name": key, "reason": why} for key, why in told],
            text=text,
            error=error,
            exists=exists,
        )

    def _list(self) -> list[JsonValue]:
        schema = schema_hash(self._contract)
        listed: list[JsonValue] = []
        for name in self.store.names()[:MOST_LISTED]:
            try:
                preset = self.store.read(name)
            except PresetError as error:
                listed.append({"name": name, "saved": "", "note": str(error)})
                continue
            is_another = preset.schema not in ("", schema)
            note = "made for another version" if is_another else ""
            saved = preset.saved if _is_time(preset.saved) else ""
            listed.append({"name": name, "saved": saved, "note": note})
        return listed


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
