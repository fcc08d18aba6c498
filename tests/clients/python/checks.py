"""Runs checks one after the other and prints a line for each: "ok ..." or "FAILED ..."."""

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable

patience = 60  # seconds


class Checks:
    def __init__(self, client: str):
        self.client = client

    async def check(self, what: str, test: Callable[[], Awaitable[None]]) -> None:
        await self._judge(what, test)

    async def session(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        """Work that makes checks of its own, and counts only when something fails around them."""
        await self._judge(what, work, quiet=True)

    async def _judge(self, what: str, test: Callable[[], Awaitable[None]], quiet: bool = False) -> None:
        try:
            async with asyncio.timeout(None if quiet else patience):
                await test()
        except Exception:
            traceback.print_exc(file=sys.stdout)
            print(f"FAILED {self.client}: {what}", flush=True)
        else:
            if not quiet:
                print(f"ok {self.client}: {what}", flush=True)
