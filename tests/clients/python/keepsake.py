"""The program under test, in a data directory of its own."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

binary = os.environ["KEEPSAKE_BINARY"]


def environment(directory: str) -> dict[str, str]:
    """All that a server sees: nothing of the caller's own settings reaches it."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": directory,
        "KEEPSAKE_DATA_DIR": f"{directory}/data",
        "KEEPSAKE_LOG": "error",
        # What is tested here is the protocol; a model loaded at every start would take most of the time.
        "KEEPSAKE_EMBEDDER_PROVIDER": "none",
    }


@dataclass
class Command:
    """What a client starts to speak over stdio."""

    path: str
    env: dict[str, str]


@asynccontextmanager
async def startable() -> AsyncIterator[Command]:
    with tempfile.TemporaryDirectory() as directory:
        yield Command(binary, environment(directory))


@dataclass
class Server:
    origin: str

    @property
    def mcp(self) -> str:
        return f"{self.origin}/mcp"

    @property
    def sse(self) -> str:
        return f"{self.origin}/sse"


@asynccontextmanager
async def served(**settings: str) -> AsyncIterator[Server]:
    """A server over HTTP on a port of its own choice; it has to end in good order."""
    with tempfile.TemporaryDirectory() as directory:
        process = await asyncio.create_subprocess_exec(
            binary,
            *("serve", "--listen", "127.0.0.1:0"),
            env=environment(directory) | settings,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            said = (await process.stdout.readline()).decode()
            listens = re.match(r"Keepsake listens on (http://127\.0\.0\.1:\d+)(?!\S)", said)
            assert listens, f"the server said: {said}"
            yield Server(listens[1])
        finally:
            if process.returncode is None:
                process.terminate()
            status = await process.wait()
        assert status == 0, f"a server that was asked to end ended with {status}"
