import pytest

from reactor_runtime.wire.relay import is_proof, kernel_proof, relay_proof

SECRET, KEY, PATH = "a" * 64, "x3JJHMbDL1EzLkh9GBhXDw==", "/panel/s-1"


def test_the_sides_show_different_codes():
    assert relay_proof(SECRET, KEY, PATH) != kernel_proof(SECRET, KEY, PATH)


@pytest.mark.parametrize("proof", [relay_proof, kernel_proof])
@pytest.mark.parametrize(
    "other", [("b" * 64, KEY, PATH), (SECRET, "k", PATH), (SECRET, KEY, "/panel/s-2")]
)
def test_a_code_is_for_one_secret_one_key_and_one_path(proof, other):
    code = proof(SECRET, KEY, PATH)
    assert is_proof(code, proof(SECRET, KEY, PATH))
    assert not is_proof(code, proof(*other))
    assert SECRET not in code


@pytest.mark.parametrize("shown", ["", "é", "\udcff", "0" * 64])
def test_anything_else_is_no_code(shown):
    assert not is_proof(shown, relay_proof(SECRET, KEY, PATH))
