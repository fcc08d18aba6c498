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
        try:
            async with asyncio.timeout(patience):
                await test()
        except Exception:
            self.failed(what)
        else:
            print(f"ok {self.client}: {what}", flush=True)

    def failed(self, what: str) -> None:
        traceback.print_exc(file=sys.stdout)
        print(f"FAILED {self.client}: {what}", flush=True)
