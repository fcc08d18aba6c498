"""What every client does with the server, written once."""

import json
import uuid
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

from anyio import BrokenResourceError

from checks import Checks

tool_names = [
    "add_memory",
    "search_memory",
    "list_memories",
    "get_memory",
    "update_memory",
    "delete_memory",
    "search_graph",
    "explore_graph",
]
cello = "Ada plays the cello."
double_bass = "Ada plays the double bass."
stats = "keepsake://stats"
memories_of = "keepsake://users/{}/memories"
memory_template = "keepsake://memories/{id}"
entity_template = "keepsake://graph/entities/{name}"


class Client(Protocol):
    """An adapter; `lacks` names the functions that its client has no way to offer."""

    lacks: tuple[str, ...]

    async def version(self) -> str:
        """The revision of the protocol that was agreed on."""

    async def tools(self) -> list[str]: ...

    async def call(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """The structured answer; an error is raised with its text."""

    async def resources(self) -> list[str]: ...

    async def templates(self) -> list[str]: ...

    async def read(self, uri: str) -> str: ...

    async def prompts(self) -> list[str]: ...

    async def prompt(self, name: str, arguments: dict[str, str]) -> str: ...

    async def complete(self, template: str, variable: str, begun: str) -> list[str]: ...


Place = TypeVar("Place")


async def try_out(
    name: str,
    place: AbstractAsyncContextManager[Place],
    open_client: Callable[[Place], AbstractAsyncContextManager[Client]],
    version: str = "2025-11-25",
) -> None:
    checks = Checks(name)
    try:
        async with place as opened, open_client(opened) as client:
            await Scenario(client, version).run(checks)
    except* BrokenResourceError:
        print(f"-- {name}: the first generation of mcp stumbled over a message that came while it closed", flush=True)
    except* Exception:
        checks.failed("opens and closes")


class Scenario:
    def __init__(self, client: Client, version: str):
        self.client = client
        self.version = version
        self.id = ""

    async def run(self, checks: Checks) -> None:
        for what, functions, test in [
            ("agrees on the version", ["version"], self.agrees),
            ("lists the tools", ["tools"], self.lists_tools),
            ("adds a memory", [], self.adds),
            ("finds it", [], self.finds),
            ("updates it", [], self.updates),
            ("asks who relates to whom", [], self.explores),
            ("is refused what cannot be", [], self.is_refused),
            ("lists and reads resources", ["resources", "read"], self.reads),
            ("lists templates", ["templates"], self.lists_templates),
            ("reads what has changed", ["read"], self.reads_changes),
            ("completes an id", ["complete"], self.completes),
            ("lists prompts", ["prompts"], self.lists_prompts),
            ("gets prompts", ["prompt"], self.gets_prompts),
            ("ends it", [], self.ends),
        ]:
            lacking = [name for name in functions if name in self.client.lacks]
            if lacking:
                print(f"-- {checks.client} has no {', no '.join(lacking)}", flush=True)
            else:
                await checks.check(what, test)

    async def agrees(self) -> None:
        version = await self.client.version()
        assert version == self.version, version

    async def lists_tools(self) -> None:
        tools = await self.client.tools()
        assert tools == tool_names, tools

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

    async def explores(self) -> None:
        relation = {"source": "Ada", "relation": "works_at", "target": "Acme"}
        await self.client.call("add_memory", {"relations": [relation]})
        found = await self.client.call("search_graph", {"query": "Ada"})
        assert [entity["name"] for entity in found["entities"]][0] == "Ada", found
        around = await self.client.call("explore_graph", {"entity": "Ada"})
        assert [{name: shown[name] for name in relation} for shown in around["relations"]] == [relation], around

    async def is_refused(self) -> None:
        unknown = str(uuid.uuid4())
        await expect_refusal(self.client.call("search_memory", {"query": "bass", "kinds": ["dream"]}), "dream")
        await expect_refusal(self.client.call("get_memory", {"memory_id": unknown}), unknown)

    async def reads(self) -> None:
        resources = await self.client.resources()
        for uri in [stats, memories_of.format("default")]:
            assert uri in resources, resources
        counted = json.loads(await self.client.read(stats))
        assert counted["memories"]["total"] == 1, counted
        listed = json.loads(await self.client.read(memories_of.format("default")))
        assert [hit["memory"] for hit in listed["results"]] == [double_bass], listed

    async def lists_templates(self) -> None:
        templates = await self.client.templates()
        assert sorted(templates) == [entity_template, memory_template, memories_of.format("{user_id}")], templates

    async def reads_changes(self) -> None:
        uri = memory_template.format(id=self.id)
        assert json.loads(await self.client.read(uri))["memory"] == double_bass
        await self.client.call("update_memory", {"memory_id": self.id, "text": cello})
        assert json.loads(await self.client.read(uri))["memory"] == cello

    async def completes(self) -> None:
        completed = await self.client.complete(memory_template, "id", self.id[:-1])
        assert completed == [self.id], completed

    async def lists_prompts(self) -> None:
        prompts = await self.client.prompts()
        assert sorted(prompts) == ["recall", "remember"], prompts

    async def gets_prompts(self) -> None:
        assert self.id in await self.client.prompt("recall", {"topic": "Ada"})
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
