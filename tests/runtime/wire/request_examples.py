"""One example of every request of the panel protocol."""

from reactor_runtime.wire import panel

REQUESTS = {
    "hello": panel.Hello(
        ("jpeg", "h264", "vp8"), "5a0c7c1e-0d53-4a43-8d45-0a6cf6a6a001"
    ),
    "command": panel.CommandAsked("set_brightness", {"brightness": 1.5}, "c-1", 42, {}),
    "command_with_upload": panel.CommandAsked(
        "set_reference", {}, "c-2", None, {"image": "u-1"}
    ),
    "ack": panel.Ack("main_video", 42, 100.26, 0, 100.255),
    "ack_without_arrival": panel.Ack("main_video", 42, 100.26, 0),
    "keyframe": panel.KeyFrame("main_video", None),
    "keyframe_unusable": panel.KeyFrame("main_video", "h264"),
    "visible": panel.Visible(visible=False),
    "control": panel.Control("step", 3),
    "upload_begin": panel.UploadBegin("f-1", "cat.png", "image/png", 3_000_000),
    "upload_chunk": panel.UploadChunk("f-1", 0, b"\x89PNG"),
    "upload_end": panel.UploadEnd("f-1"),
    "upload_cancel": panel.UploadCancel("f-1"),
    "media": panel.Media("webcam", "jpeg", 1.5, b"\xff\xd8\xff\xd9"),
    "preset": panel.PresetAsked("v:1", "rename", "fog", "mist"),
    "preset_save": panel.PresetAsked("v:2", "save", "fog", overwrite=True),
    "tune": panel.TuneAsked("v:3", "set", "brightness", {"le": 3.0, "step": None}),
    "tune_write": panel.TuneAsked("v:5", "write", seen="--- plasma.py\n"),
    "media_sound": panel.Media("mic", "pcm_s16le", 1.5, b"\x01\x00\xff\x7f", 16_000),
    "unpublish": panel.Unpublish("webcam"),
    "ping": panel.Ping("p-1"),
}

REQUEST_HEADERS = {
    "hello": {
        "type": "hello",
        "version": 1,
        "codecs": ["jpeg", "h264", "vp8"],
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
        "received_at": 100.255,
    },
    "ack_without_arrival": {
        "type": "ack",
        "track": "main_video",
        "sequence": 42,
        "drawn_at": 100.26,
        "dropped": 0,
    },
    "keyframe": {"type": "keyframe", "track": "main_video", "unusable": None},
    "keyframe_unusable": {
        "type": "keyframe",
        "track": "main_video",
        "unusable": "h264",
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
    "unpublish": {"type": "unpublish", "track": "webcam"},
    "media": {"type": "media", "track": "webcam", "codec": "jpeg", "pts": 1.5},
    "preset": {
        "type": "preset",
        "id": "v:1",
        "action": "rename",
        "name": "fog",
        "to": "mist",
    },
    "preset_save": {
        "type": "preset",
        "id": "v:2",
        "action": "save",
        "name": "fog",
        "overwrite": True,
    },
    "tune": {
        "type": "tune",
        "id": "v:3",
        "action": "set",
        "name": "brightness",
        "settings": {"le": 3.0, "step": None},
    },
    "tune_write": {
        "type": "tune",
        "id": "v:5",
        "action": "write",
        "seen": "--- plasma.py\n",
    },
    "media_sound": {
        "type": "media",
        "track": "mic",
        "codec": "pcm_s16le",
        "pts": 1.5,
        "sample_rate": 16_000,
    },
    "ping": {"type": "ping", "id": "p-1"},
}

REQUEST_BUFFERS = {
    "upload_chunk": [b"\x89PNG"],
    "media": [b"\xff\xd8\xff\xd9"],
    "media_sound": [b"\x01\x00\xff\x7f"],
}
