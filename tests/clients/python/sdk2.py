"""The second generation of PyPI's mcp, which speaks the revision 2026-07-28 when it can."""

import asyncio
import tempfile
from contextlib import asynccontextmanager
from importlib.metadata import version

from mcp import Client, StdioServerParameters
from mcp.client.sse import sse_client
from mcp_types import ResourceTemplateReference

from checks import Checks
from keepsake import binary, environment, served
from scenario import Scenario, memory_template


class Sdk2:
    def __init__(self, client: Client):
        self.client = client

    async def tools(self):
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, name, arguments):
        result = await self.client.call_tool(name, arguments)
        if result.is_error:
            raise RuntimeError(result.content[0].text)
        return result.structured_content

    async def resources(self):
        return [str(resource.uri) for resource in (await self.client.list_resources()).resources]

    async def read(self, uri):
        return (await self.client.read_resource(uri)).contents[0].text

    async def prompt(self, name, arguments):
        return (await self.client.get_prompt(name, arguments)).messages[0].content.text


@asynccontextmanager
async def stdio(directory):
    yield StdioServerParameters(command=binary, env=environment(directory))


@asynccontextmanager
async def http(directory):
    async with served(directory) as server:
        yield server.mcp


@asynccontextmanager
async def sse(directory):
    async with served(directory) as server:
        yield sse_client(server.sse)


async def run_scenario(way, opened, mode, expected):
    checks = Checks(f"mcp {version('mcp')} over {way}, {mode}")

    async def work():
        with tempfile.TemporaryDirectory() as directory:
            async with opened(directory) as target, Client(target, mode=mode) as client:
                await Scenario(Sdk2(client)).run(checks)
                await checks.check(f"agrees on {expected}", lambda: agrees(client, expected))
                await checks.check("lists templates and completes an id", lambda: completes(Sdk2(client)))

    await checks.session("a session", work)


async def agrees(client, expected):
    assert client.protocol_version == expected, client.protocol_version


async def completes(sdk):
    templates = (await sdk.client.list_resource_templates()).resource_templates
    assert memory_template in [template.uri_template for template in templates], templates
    added = await sdk.call("add_memory", {"text": "Ada keeps bees."})
    id = added["results"][0]["id"]
    reference = ResourceTemplateReference(uri=memory_template)
    completed = await sdk.client.complete(reference, {"name": "id", "value": id[:-1]})
    assert completed.completion.values == [id], completed


async def main():
    for way, opened in {"stdio": stdio, "Streamable HTTP": http}.items():
        await run_scenario(way, opened, "legacy", "2025-11-25")
        await run_scenario(way, opened, "auto", "2026-07-28")
    await run_scenario("Streamable HTTP", http, "2026-07-28", "2026-07-28")
    await run_scenario("HTTP+SSE", sse, "legacy", "2025-11-25")


asyncio.run(main())
