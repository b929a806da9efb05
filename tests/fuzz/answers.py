"""The door of the provider's answers: each call of the real client, with hostile bodies, headers and statuses."""

from __future__ import annotations

import dataclasses
import gzip
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.network.gateway import Gateway, Search
from core.network.provider_errors import ProviderError
from core.network.unipile.client import UnipileClient
from tests.fuzz import hostile
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_shown, holds
from tests.network import examples

ADA: Final = "ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"
KEY: Final = "a-very-secret-key-0123456789"
WHEN: Final = datetime(2026, 1, 5, tzinfo=UTC)


def gate() -> None:
    """Refuse no call: this gate is always open."""


CALLS: dict[str, Callable[[Gateway], object]] = {
    "accounts": lambda net: net.accounts(),
    "account": lambda net: net.account("acc"),
    "sign_in_link": lambda net: net.sign_in_link("Ada", WHEN),
    "own_profile": lambda net: net.own_profile("acc"),
    "profile": lambda net: net.profile("acc", "ada"),
    "sent_invitations": lambda net: net.sent_invitations("acc"),
    "relations": lambda net: net.relations("acc"),
    "chats": lambda net: net.chats("acc"),
    "chats_with": lambda net: net.chats_with("acc", ADA),
    "messages": lambda net: net.messages("chat"),
    "search": lambda net: net.search("acc", Search(url=None, keywords="x")),
    "invite": lambda net: net.invite("acc", ADA, "Hi", gate),
    "send_message": lambda net: net.send_message("acc", "chat", "Hi", gate),
    "start_chat": lambda net: net.start_chat("acc", ADA, "Hi", gate),
    "withdraw": lambda net: net.withdraw("acc", "1", gate),
}
BODIES: dict[str, list[Any]] = {name: [] for name in CALLS}
for _example in vars(examples).values():
    if isinstance(_example, examples.Example) and _example.call in BODIES:
        BODIES[_example.call].append(_example.body)
TOKENS = (
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e999",
    "-1e999",
    "NaN",
    "Infinity",
    "1.5",
    "9" * 30,
    "9" * 5_000,
    "-0",
    '""',
    '" "',
    "[]",
    "{}",
    "[null]",
    '{"a": 1, "a": 2}',
    "[" * 900 + "]" * 900,
    '{"a":' * 500 + "1" + "}" * 500,
    '"\\ud800"',
    '"\\udfff x"',
    '"\\u0000"',
    '"\\u001b]52;c;QQ==\\u0007"',
    '"\\u202e"',
    '"' + "e\u0301" * 9_000 + '"',
    '"' + "a" * 40_001 + '"',
    '"../.."',
    '"a/b?c#d"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59.999Z"',
    '"9999-12-31T23:59:59-23:59"',
    '"2026-02-30T00:00:00Z"',
    '"2026-01-01"',
    '"2026-01-01T00:00:00+24:00"',
    "253402300799999",
    "-62135596800000",
    "1e308",
    "99999999999999999999999",
    '"https://evil.example/\\u202e"',
    f'"{KEY}"',
)
HEADERS: tuple[tuple[str, bytes], ...] = (
    ("content-type", b"text/html; charset=x-nowhere"),
    ("content-type", b"application/json; charset=utf-16"),
    ("content-type", b"\xff"),
    ("content-encoding", b"gzip"),
    ("content-encoding", b"gzip, gzip"),
    ("content-encoding", b"br"),
    ("content-encoding", b"deflate"),
    ("date", b"Thu, 01 Jan 9999 00:00:00 GMT"),
    ("date", b"Thu, 01 Jan 0001 00:00:00 +2359"),
    ("date", b"x" * 5_000),
    ("retry-after", b"9" * 400),
    ("retry-after", b"-1"),
    ("retry-after", b"\xb2"),
    ("retry-after", b"Thu, 01 Jan 9999 00:00:00 GMT"),
    ("retry-after", b"nan"),
    ("location", b"http://evil.example"),
    ("content-length", b"-1"),
    ("set-cookie", b"a=b"),
    ("x", b"y" * 60_000),
    ("date", b"Mon, 99 Foo 2026"),
)
STATUSES = (200, 200, 200, 201, 204, 206, 301, 302, 304, 400, 401, 403, 404, 408, 422, 429, 500, 501, 503, 504, 599)


@dataclass(frozen=True)
class Answer:
    """The answer to one call; the body as it travels, in pieces of `step` bytes."""

    call: str
    status: int
    headers: tuple[tuple[str, bytes], ...]
    body: bytes
    step: int = 65_536


class _Pieces(httpx.SyncByteStream):
    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        body, step = self._answer.body, self._answer.step
        for start in range(0, len(body), step):
            yield body[start : start + step]


class Saying(httpx.BaseTransport):
    """A transport that gives one answer to every call."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        trace = request.extensions.get("trace")
        if trace is not None:
            trace("fuzz.send_request_headers.started", {"request": request})
        headers = [(name.encode(), value) for name, value in self._answer.headers]
        return httpx.Response(self._answer.status, headers=headers, stream=_Pieces(self._answer))


@st.composite
def mutated_json(draw: DrawFn, valid: Any) -> str:
    """Return a JSON text with some values replaced by tokens, keys doubled, or records repeated."""
    found = json.loads(json.dumps(valid))
    marks: list[str] = []
    for _ in range(draw(st.integers(0, 3))):
        found = _spoilt(draw, found, marks)
    text = json.dumps(found, ensure_ascii=draw(st.booleans()))
    for number, token in enumerate(marks):
        text = text.replace(f'"@@{number}@@"', token)
    return text


def _spoilt(draw: DrawFn, value: Any, marks: list[str]) -> Any:
    """Return the value with one part replaced, removed or repeated."""
    if isinstance(value, dict) and value and draw(st.integers(0, 9)):
        key = draw(st.sampled_from(sorted(value)))
        if draw(st.integers(0, 14)) == 0:
            return {name: inner for name, inner in value.items() if name != key}
        return {**value, key: _spoilt(draw, value[key], marks)}
    if isinstance(value, list) and value and draw(st.integers(0, 9)):
        place = draw(st.integers(0, len(value) - 1))
        rest = [*value[:place], _spoilt(draw, value[place], marks), *value[place + 1 :]]
        return rest * draw(st.sampled_from((1, 1, 1, 2, 200)))
    token = draw(st.sampled_from(TOKENS) | hostile.words(halves=True).map(json.dumps))
    marks.append(token)
    return f"@@{len(marks) - 1}@@"


MANY: dict[str, str] = {
    "objects": '{"items": [' + "{}," * 200_000 + "{}]}",
    "lists": '{"items": [' + "[]," * 200_000 + "[]]}",
    "keys": "{" + "".join(f'"k{n}": 0,' for n in range(60_000)) + '"items": []}',
    "nested": "[" * 300_000,
    "numbers": '{"items": [' + "1e5," * 150_000 + "1]}",
    "long number": '{"items": [' + "9" * 600_000 + "]}",
    "long text": '{"type": "errors/' + "x" * 600_000 + '", "title": "' + "e\u0301" * 200_000 + '"}',
    "blanks": " " * 600_000,
    "escapes": '{"title": "' + "\\u0041" * 100_000 + '"}',
    "halves": '{"title": "' + "\\ud800" * 100_000 + '"}',
}


@st.composite
def answers(draw: DrawFn) -> Answer:
    call = draw(st.sampled_from(sorted(CALLS)))
    kind = draw(st.sampled_from(("json", "json", "json", "error", "raw", "many", "bomb")))
    headers = tuple(draw(st.lists(st.sampled_from(HEADERS), max_size=2)))
    step = draw(st.sampled_from((65_536, 65_536, 7)))
    if kind == "bomb":
        return _bomb(draw, call)
    if kind == "many":
        body = MANY[draw(st.sampled_from(sorted(MANY)))].encode()
        return Answer(call, draw(st.sampled_from((200, 422))), headers, body)
    if kind == "raw":
        return Answer(call, draw(st.sampled_from(STATUSES)), headers, draw(st.binary(max_size=300)), step)
    errors = {"type": "errors/x", "title": "No", "detail": "No such thing", "status": 422}
    valid = errors if kind == "error" else draw(st.sampled_from(BODIES[call] or [errors]))
    data = hostile.encoded(draw(mutated_json(valid)), draw(st.just("utf-8") | st.sampled_from(hostile.ENCODINGS)))
    data = draw(hostile.mutated(data, 2))
    return Answer(call, draw(st.sampled_from(STATUSES)), headers, data, step)


def _bomb(draw: DrawFn, call: str) -> Answer:
    sign = draw(st.sampled_from((b"0", b"[", b'{"a":', b"{},", b" ")))
    body = hostile.bomb(draw(st.sampled_from((1, 7, 60))), twice=draw(st.booleans()), sign=sign)
    if draw(st.booleans()):
        body = gzip.compress(b'{"items": [' + sign * (7_900_000 // len(sign)) + b"0]}", mtime=0)
    named = draw(st.sampled_from((b"gzip", b"GZIP", b"gzip, gzip", b"x-gzip")))
    return Answer(call, 200, (("content-encoding", named),), body)


def use(case: Answer, _folder: Path) -> None:
    """Check for a result of the right shape, or a ProviderError that can be shown to a person."""
    client = UnipileClient("http://provider.example", KEY, Saying(case), deadline_seconds=200)
    try:
        check_result(CALLS[case.call](client))
    except ProviderError as error:
        for said in (error.words, error.title, error.detail, error.type or ""):
            holds(KEY not in said, "SECRET: an error shows the key")
            said.encode()
        check_shown(error.words, "an error's words")
        holds(len(error.words) < 2_000, f"LONG: an error of {len(error.words)} characters")
        holds(error.retry_after is None or 0 <= error.retry_after <= 7 * 86_400, "a wait beyond reason")
    finally:
        client.close()


def check_result(value: object) -> None:
    """Raise BrokenError for a value that no store could take, or no rule could work with."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            inner = getattr(value, one.name)
            holds(not one.name.endswith("id") or inner is None or len(inner) <= 2_000, f"LONG: an id, {one.name}")
            check_result(inner)
    elif isinstance(value, tuple):
        for inner in value:
            check_result(inner)
    elif isinstance(value, str):
        value.encode()
    elif isinstance(value, datetime):
        holds(value.tzinfo is not None and 2000 <= value.year < 2100, f"MOMENT: {value}")
    elif isinstance(value, int | float):
        holds(math.isfinite(value) and abs(value) < 2**63, f"NUMBER: {value}")
    else:
        holds(value is None, f"TYPE: {type(value)}")


def twin(case: Answer) -> Answer:
    """Return a long list of plain records, with as many unpacked bytes as may be read."""
    record = BODIES["relations"][0]["items"][0]
    count = max(1, min(8_000_000, len(case.body)) // 300)
    return Answer("relations", 200, (), json.dumps({"items": [record] * count, "cursor": None}).encode())


FLOOD = gzip.compress(b'{"items": [' + b"{}," * 2_600_000 + b"0]}", mtime=0)
KEPT = (
    Answer("account", 200, (("content-encoding", b"gzip"),), FLOOD),
    Answer("messages", 200, (), b'{"items": [' + b"1e5," * 150_000 + b'1e5], "cursor": null}'),
)
"""Found earlier: eight megabytes of empty objects, which took 300 MB; a page of 150,000 numbers, which took seconds."""
DOOR = Door("answers", answers(), use, twin, per_seed=100, kept=KEPT, size=lambda case: len(case.body))
