"""Ten seconds of fuzzing, each time with other inputs; ``make fuzz`` goes on longer."""

import random

import pytest

from tests.fuzz import targets
from tests.fuzz.fuzzing import HIGHEST_SEED, fuzz, run_turn

SECONDS = 10


@pytest.mark.slow
def test_whatever_clients_send_is_a_request_or_a_refusal():
    failure, turns = fuzz(SECONDS, random.randrange(HIGHEST_SEED))
    assert failure is None, str(failure)
    assert set(turns) == set(targets.TARGETS)


@pytest.mark.slow
def test_a_fault_is_found_and_its_seed_finds_it_again(monkeypatch):
    def decode(header, buffers):
        return {"ping": 1}[header["type"]]

    monkeypatch.setattr(targets.panel, "decode", decode)
    failure, _ = fuzz(SECONDS, 1)
    again = run_turn(failure.target, failure.seed)
    assert type(again.error) is type(failure.error) is KeyError
    assert f"make fuzz SEED={failure.seed} TARGET={failure.target}" in str(failure)
    assert "Failing test case" in str(failure) or "Falsifying" in str(failure)


def test_every_target_says_what_holds():
    for target in targets.TARGETS.values():
        assert target.check.__doc__
