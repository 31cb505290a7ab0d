"""One example of every message of the panel protocol."""

from reactor_runtime.wire import panel

SCHEMA = {
    "model": "Plasma",
    "description": "Swirling colours.",
    "controls": [
        {
            "kind": "slider",
            "name": "brightness",
            "command": "set_brightness",
            "argument": "brightness",
            "label": "Brightness",
            "description": "How bright the picture is.",
            "default": 1.0,
            "required": False,
            "state": True,
            "minimum": 0.0,
            "maximum": 2.0,
            "step": 0.01,
            "integer": False,
        },
        {
            "kind": "button",
            "name": "reset",
            "command": "reset",
            "label": "Reset",
            "description": "Start again.",
            "answer": None,
        },
    ],
    "tracks": [
        {
            "name": "main_video",
            "kind": "video",
            "direction": "out",
            "sample_rate": None,
        }
    ],
    "messages": [{"type": "current_prompt", "description": "The prompt in use."}],
    "file_picker": False,
}

ERROR_ENTRY = {
    "number": 7,
    "at": 12.5,
    "kind": "error",
    "text": "ZeroDivisionError in on_reset: division by zero",
    "step": 41,
    "client": "notebook",
    "frame": None,
    "data": {"traceback": "Traceback (most recent call last):\n  ...\n"},
}

REPLIES = {
    "welcome": panel.Welcome(
        version=1,
        session={"id": "s-1", "name": "Plasma"},
        view="5a0c7c1e-0d53-4a43-8d45-0a6cf6a6a001",
        schema=SCHEMA,
        state={"brightness": 1.0},
        status={"status": "running", "detail": "", "traceback": ""},
        link={"rung": "direct"},
        clock={"now": 100.25, "epoch": 1_700_000_000.5},
        log=[ERROR_ENTRY],
        upload={"limit": 268_435_456, "chunk": 1_048_576},
    ),
    "frame": panel.FrameSent(
        track="main_video",
        sequence=42,
        pts=1.4,
        created_at=100.25,
        step=41,
        command=3,
        codec="jpeg",
        keyframe=True,
        width=640,
        height=480,
        metadata={"iteration": 7},
        blank=False,
        payload=b"\xff\xd8\xff\xd9",
    ),
    "audio": panel.AudioSent(
        track="main_audio",
        sequence=3,
        pts=1.4,
        created_at=100.25,
        step=41,
        sample_rate=48_000,
        channels=2,
        samples=2,
        codec="pcm_s16le",
        payload=b"\x01\x00\x02\x00\xff\xff\xfe\xff",
    ),
    "message": panel.MessageSent(
        name="current_prompt", data={"prompt": "a castle"}, step=41, at=100.25
    ),
    "answer": panel.Answered(
        id="c-1",
        number=3,
        ok=True,
        message={"name": "current_prompt", "data": {"prompt": "a castle"}},
    ),
    "answer_failed": panel.Answered(
        id="c-2",
        number=4,
        ok=False,
        code="no_reference_image",
        text="Upload a reference image first.",
    ),
    "answer_superseded": panel.Answered(id="c-3", number=5, ok=True, superseded=True),
    "rejected": panel.Rejected(
        id="c-4",
        command="set_brightness",
        code="invalid_command",
        field="brightness",
        value=7.5,
        constraint="<= 2.0",
        text="set_brightness: brightness must be <= 2.0, got 7.5.",
        number=8,
    ),
    "state": panel.StateChanged({"brightness": 1.5}),
    "status": panel.StatusChanged(
        "failed",
        "ZeroDivisionError: division by zero",
        "Traceback (most recent call last):\n  ...\n",
    ),
    "contract": panel.ContractChanged(SCHEMA),
    "log": panel.Logged(ERROR_ENTRY),
    "stats": panel.Counted(made=60, shown=58, dropped=2, sent_bytes=3_900_000),
    "upload": panel.UploadProgress(
        id="f-1", upload_id="u-1", received=1_048_576, size=3_000_000
    ),
    "upload_done": panel.UploadProgress(
        id="f-1", upload_id="u-1", received=3_000_000, size=3_000_000, done=True
    ),
    "upload_refused": panel.UploadProgress(
        id="f-2",
        upload_id=None,
        received=0,
        size=314_572_800,
        code="too_large",
        text="big.bin has 314572800 bytes, at most 268435456 are taken.",
    ),
    "error": panel.Refused("control: 'count' must be a whole number, got 'many'."),
    "pong": panel.Pong("p-1", 100.25),
    "bye": panel.Bye("stopped"),
}

REQUESTS = {
    "hello": panel.Hello(("jpeg",), "5a0c7c1e-0d53-4a43-8d45-0a6cf6a6a001"),
    "command": panel.Command("set_brightness", {"brightness": 1.5}, "c-1", 42, {}),
    "command_with_upload": panel.Command(
        "set_reference", {}, "c-2", None, {"image": "u-1"}
    ),
    "ack": panel.Ack("main_video", 42, 100.26, 0),
    "visible": panel.Visible(visible=False),
    "control": panel.Control("step", 3),
    "upload_begin": panel.UploadBegin("f-1", "cat.png", "image/png", 3_000_000),
    "upload_chunk": panel.UploadChunk("f-1", 0, b"\x89PNG"),
    "upload_end": panel.UploadEnd("f-1"),
    "upload_cancel": panel.UploadCancel("f-1"),
    "media": panel.Media("webcam", "jpeg", 1.5, b"\xff\xd8\xff\xd9"),
    "ping": panel.Ping("p-1"),
}

REQUEST_HEADERS = {
    "hello": {
        "type": "hello",
        "version": 1,
        "codecs": ["jpeg"],
        "view": "5a0c7c1e-0d53-4a43-8d45-0a6cf6a6a001",
    },
    "command": {
        "type": "command",
        "name": "set_brightness",
        "data": {"brightness": 1.5},
        "id": "c-1",
        "frame": 42,
        "uploads": {},
    },
    "command_with_upload": {
        "type": "command",
        "name": "set_reference",
        "data": {},
        "id": "c-2",
        "frame": None,
        "uploads": {"image": "u-1"},
    },
    "ack": {
        "type": "ack",
        "track": "main_video",
        "sequence": 42,
        "drawn_at": 100.26,
        "dropped": 0,
    },
    "visible": {"type": "visible", "visible": False},
    "control": {"type": "control", "action": "step", "count": 3},
    "upload_begin": {
        "type": "upload",
        "id": "f-1",
        "event": "begin",
        "name": "cat.png",
        "mime_type": "image/png",
        "size": 3_000_000,
    },
    "upload_chunk": {"type": "upload", "id": "f-1", "event": "chunk", "offset": 0},
    "upload_end": {"type": "upload", "id": "f-1", "event": "end"},
    "upload_cancel": {"type": "upload", "id": "f-1", "event": "cancel"},
    "media": {"type": "media", "track": "webcam", "codec": "jpeg", "pts": 1.5},
    "ping": {"type": "ping", "id": "p-1"},
}

REQUEST_BUFFERS = {
    "upload_chunk": [b"\x89PNG"],
    "media": [b"\xff\xd8\xff\xd9"],
}
