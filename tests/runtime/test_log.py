"""Records of a model's own logger reach logging, and the session whose code logs."""

import gc
import logging
import threading

import numpy as np
import pytest

from reactor_runtime import ReactorPipeline, event, get_logger, log
from reactor_runtime.session.entry import LogKind
from reactor_runtime.testing import ModelDriver

logger = get_logger("studio.model")


class Unshowable:
    def __repr__(self):
        raise ValueError("no")


class Talking(ReactorPipeline):
    def load(self, config):
        logger.info("loading", weights="a.safetensors", size=(2, 3))

    def inference(self):
        while True:
            logger.warning("step of %s", "mine")
            yield np.zeros((4, 4, 3), np.uint8)

    @event
    def fail(self):
        try:
            raise KeyError("gone")
        except KeyError:
            logger.exception("it failed", what="a dictionary")

    @event
    def from_thread(self):
        thread = threading.Thread(target=logger.info, args=("from a thread",))
        thread.start()
        thread.join()

    @event
    def whisper(self):
        logger.debug("a detail")


@pytest.fixture
def driver():
    gc.collect()  # no engine of another test that failed to end counts
    with ModelDriver(Talking) as driver:
        driver.connect()
        yield driver


def said(driver, kind=LogKind.PRINTED):
    return [entry.text for entry in driver.log.since() if entry.kind is kind]


def test_what_a_model_logs_is_among_what_it_prints(driver):
    driver.step(2)
    assert said(driver) == [
        "loading weights=a.safetensors size=(2, 3)",
        "WARNING: step of mine",
        "WARNING: step of mine",
    ]
    entry = driver.log.since()[-1]
    (warning, *_) = [e for e in driver.log.since() if "step of" in e.text]
    assert warning.step == 1 < entry.number


def test_an_exception_is_an_error_of_the_session_with_its_traceback(driver):
    driver.connect("b").send("fail")
    (entry,) = [e for e in driver.log.since() if e.kind is LogKind.ERROR]
    assert entry.text == "it failed what=a dictionary"
    assert "KeyError: 'gone'" in entry.data["traceback"]


def test_threads_of_the_only_session_are_heard(driver):
    driver.connect("b").send("from_thread")
    assert "from a thread" in said(driver)


def test_code_beside_a_session_is_not_taken_for_its_model_s(driver, caplog):
    logger.warning("of a cell")
    assert "of a cell" not in str(said(driver))
    assert [record.message for record in caplog.records][-1] == "of a cell"


def test_of_two_sessions_neither_hears_a_thread(driver):
    with ModelDriver(Talking) as other:
        other.connect().send("from_thread")
        assert "from a thread" not in said(driver) + said(other)
        assert said(driver) == said(other)[: len(said(driver))]


def test_details_are_heard_where_logging_is_set_to_debug(driver):
    client = driver.connect("b")
    client.send("whisper")
    assert "a detail" not in str(said(driver))
    logging.getLogger("studio").setLevel(logging.DEBUG)
    try:
        client.send("whisper")
    finally:
        logging.getLogger("studio").setLevel(logging.NOTSET)
    assert "DEBUG: a detail" in said(driver)


def test_a_record_carries_session_step_and_the_callers_place(driver, caplog):
    driver.step()
    (record, *_) = [r for r in caplog.records if "step of" in r.message]
    assert (record.session, record.step, record.name) == ("Talking", 1, "studio.model")
    assert (record.filename, record.funcName) == ("test_log.py", "inference")


def test_outside_of_a_session_it_is_a_logger_like_any_other(caplog):
    log.get_logger("studio").warning("alone", n=3)
    (record,) = caplog.records
    assert (record.message, record.levelname) == ("alone n=3", "WARNING")
    assert not hasattr(record, "session")


@pytest.mark.parametrize(
    ("arguments", "fields", "text"),
    [
        (("50 % done",), {}, "50 % done"),
        (("%d of %d", 1, 2), {}, "1 of 2"),
        (("%(a)s", {"a": 1}), {}, "1"),
        (("%d of it", "one"), {}, "%d of it one"),
        (("too few %s %s", 1), {}, "too few %s %s 1"),
        ((3,), {}, "3"),
        (("odd",), {"value": Unshowable()}, "odd value=<Unshowable>"),
        (
            ("named",),
            {"message": 1, "self": 2, "level": 3},
            "named message=1 self=2 level=3",
        ),
        (("lines",), {"value": "a\nb"}, "lines value=a⏎b"),
    ],
)
def test_no_message_and_no_field_ends_a_step(caplog, arguments, fields, text):
    logger.error(*arguments, **fields)
    (record,) = caplog.records
    assert record.getMessage().replace("\\n", "⏎") == text
