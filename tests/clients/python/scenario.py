"""What every client does with the server, written once."""

import json
import uuid
from typing import Any, Protocol

from checks import Checks

tool_names = ["add_memory", "search_memory", "list_memories", "get_memory", "update_memory", "delete_memory"]
cello = "Ada plays the cello."
double_bass = "Ada plays the double bass."
stats = "keepsake://stats"
memories_of = "keepsake://users/{}/memories"
memory_template = "keepsake://memories/{id}"


class Client(Protocol):
    async def tools(self) -> list[str]: ...

    async def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The structured answer; an error is raised with its text."""

    async def resources(self) -> list[str]: ...

    async def read(self, uri: str) -> str: ...

    async def prompt(self, name: str, arguments: dict[str, str]) -> str: ...


class Scenario:
    def __init__(self, client: Client):
        self.client = client
        self.id = ""

    async def run(self, checks: Checks) -> None:
        await checks.check("lists the tools", self.lists_tools)
        await checks.check("adds a memory", self.adds)
        await checks.check("finds it", self.finds)
        await checks.check("updates it", self.updates)
        await checks.check("is refused what cannot be", self.is_refused)
        await checks.check("reads resources", self.reads)
        await checks.check("reads what has changed", self.reads_changes)
        await checks.check("gets prompts", self.gets_prompts)
        await checks.check("ends it", self.ends)

    async def lists_tools(self) -> None:
        assert await self.client.tools() == tool_names

    async def adds(self) -> None:
        added = await self.client.call("add_memory", {"text": cello})
        assert [result["memory"] for result in added["results"]] == [cello], added
        self.id = added["results"][0]["id"]

    async def finds(self) -> None:
        found = await self.client.call("search_memory", {"query": "Who plays the cello?"})
        assert [hit["id"] for hit in found["results"]] == [self.id], found

    async def updates(self) -> None:
        updated = await self.client.call("update_memory", {"memory_id": self.id, "text": double_bass})
        assert (updated["memory"], updated["version"]) == (double_bass, 2), updated

    async def is_refused(self) -> None:
        await expect_refusal(self.client.call("search_memory", {"query": "bass", "kinds": ["dream"]}), "dream")
        await expect_refusal(self.client.call("get_memory", {"memory_id": str(uuid.uuid4())}), "memory")

    async def reads(self) -> None:
        resources = await self.client.resources()
        for uri in [stats, memories_of.format("default")]:
            assert uri in resources, resources
        counted = json.loads(await self.client.read(stats))
        assert counted["memories"]["total"] == 1, counted
        listed = json.loads(await self.client.read(memories_of.format("default")))
        assert [hit["memory"] for hit in listed["results"]] == [double_bass], listed

    async def reads_changes(self) -> None:
        uri = memory_template.replace("{id}", self.id)
        assert json.loads(await self.client.read(uri))["memory"] == double_bass
        await self.client.call("update_memory", {"memory_id": self.id, "text": cello})
        assert json.loads(await self.client.read(uri))["memory"] == cello

    async def gets_prompts(self) -> None:
        assert cello in await self.client.prompt("recall", {"topic": "cello"})
        assert await self.client.prompt("remember", {})

    async def ends(self) -> None:
        assert await self.client.call("delete_memory", {"memory_id": self.id}) == {"deleted": 1}
        assert (await self.client.call("list_memories", {}))["total"] == 0


async def expect_refusal(call: Any, word: str) -> None:
    try:
        answer = await call
    except Exception as refusal:
        assert word in str(refusal), refusal
    else:
        raise AssertionError(f"it was not refused: {answer}")
