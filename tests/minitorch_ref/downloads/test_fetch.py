"""Fetching from a real HTTP server on loopback that can break off, refuse to resume, and send the wrong thing."""

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from minitorch_ref.downloads import RemoteFile, cache_folder, fetch
from minitorch_ref.errors import DownloadError

CONTENT = bytes(range(256)) * 1000
SHA256 = "sha256:" + hashlib.sha256(CONTENT).hexdigest()
MD5 = "md5:" + hashlib.md5(CONTENT).hexdigest()


class Server:
    """Remembers what was asked for; `breaks` says after how many bytes to hang up, request by request."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.breaks: list[int] = []
        self.content = CONTENT
        self.resumes = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/data.bin"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,))
        self.thread.start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        wanted = request.headers.get("Range")
        self.asked.append((request.path, wanted))
        if request.path == "/missing":
            return request.send_error(404)
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and self.resumes else 0
        if wanted and start >= len(self.content):
            return request.send_error(416)
        body = self.content[start:]
        request.send_response(206 if start else 200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: self.breaks.pop(0)] if self.breaks else body)

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def ranges(server: Server) -> list[str | None]:
    return [asked for _, asked in server.asked]


@pytest.mark.parametrize("known_hash", [SHA256, MD5])
def test_a_file_is_fetched_once(server: Server, tmp_path: Path, known_hash: str) -> None:
    file = RemoteFile("some/folder/data.bin", known_hash, (server.url,))
    path = fetch(file, tmp_path)
    assert path == tmp_path / "some" / "folder" / "data.bin"
    assert path.read_bytes() == CONTENT
    assert fetch(file, tmp_path) == path
    assert len(server.asked) == 1
    assert [p.name for p in path.parent.iterdir()] == ["data.bin"]


def test_a_broken_connection_is_resumed_where_it_broke(server: Server, tmp_path: Path) -> None:
    server.breaks = [100_000, 50_000]
    path = fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path)
    assert path.read_bytes() == CONTENT
    assert ranges(server) == [None, "bytes=100000-", "bytes=150000-"]


def test_what_an_earlier_process_left_is_used(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:1234])
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path).read_bytes() == CONTENT
    assert ranges(server) == ["bytes=1234-"]


def test_a_part_that_is_complete_already_only_gets_its_name(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin.part").write_bytes(CONTENT)
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path).read_bytes() == CONTENT


def test_a_server_that_cannot_resume_sends_all_again(server: Server, tmp_path: Path) -> None:
    server.resumes = False
    (tmp_path / "data.bin.part").write_bytes(CONTENT[:1234])
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path).read_bytes() == CONTENT


@pytest.mark.parametrize("left", [b"something else", CONTENT + b"too much"])
def test_a_wrong_part_is_thrown_away(server: Server, tmp_path: Path, left: bytes) -> None:
    (tmp_path / "data.bin.part").write_bytes(left)
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path).read_bytes() == CONTENT
    assert ranges(server)[-1] is None


def test_a_damaged_file_in_the_cache_is_fetched_again(server: Server, tmp_path: Path) -> None:
    (tmp_path / "data.bin").write_bytes(b"damaged")
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path).read_bytes() == CONTENT


def test_a_file_with_the_wrong_checksum_is_never_kept(server: Server, tmp_path: Path) -> None:
    server.content = b"an error page"
    with pytest.raises(DownloadError, match=f"checksum should be {SHA256}, got sha256:"):
        fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_connection_that_always_breaks_is_reported_and_what_came_is_kept(server: Server, tmp_path: Path) -> None:
    server.breaks = [10, 10, 10]
    with pytest.raises(DownloadError, match=r"broke after 10 of 256,000 bytes[\s\S]*broke after 30 of 256,000 bytes"):
        fetch(RemoteFile("data.bin", SHA256, (server.url,)), tmp_path)
    assert (tmp_path / "data.bin.part").read_bytes() == CONTENT[:30]


def test_the_next_address_is_tried(server: Server, tmp_path: Path) -> None:
    missing = server.url.replace("/data.bin", "/missing")
    assert fetch(RemoteFile("data.bin", SHA256, (missing, server.url)), tmp_path).read_bytes() == CONTENT
    assert [path for path, _ in server.asked] == ["/missing", "/data.bin"]


def test_without_a_network_the_message_says_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/data.bin"
        with pytest.raises(OSError, match="could not be fetched") as caught:
            fetch(RemoteFile("data.bin", SHA256, (url,)), tmp_path)
    text = str(caught.value)
    assert "refused" in text
    assert text.count(url) == 1
    assert str(tmp_path / "data.bin") in text
    assert "MINITORCH_DATA" in text
    assert "vision.Digits" in text


def test_the_cache_folder_is_the_users_choice(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: Server) -> None:
    monkeypatch.setenv("MINITORCH_DATA", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    assert fetch(RemoteFile("data.bin", SHA256, (server.url,))).parent == tmp_path / "mine"
    monkeypatch.delenv("MINITORCH_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder().name == "minitorch"
