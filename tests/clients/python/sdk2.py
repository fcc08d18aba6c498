"""The second generation of PyPI's mcp, which speaks the revision 2026-07-28 when it can."""

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version

from mcp import Client, StdioServerParameters
from mcp.client.sse import sse_client
from mcp_types import ResourceTemplateReference

from keepsake import served, startable
from scenario import try_out

package = f"mcp {version('mcp')}"
legacy = "2025-11-25"
modern = "2026-07-28"


class Sdk2:
    lacks = ()

    def __init__(self, client):
        self.client = client

    async def version(self):
        return self.client.protocol_version

    async def tools(self):
        return [tool.name for tool in (await self.client.list_tools()).tools]

    async def call(self, name, arguments):
        result = await self.client.call_tool(name, arguments)
        if result.is_error:
            raise RuntimeError(result.content[0].text)
        return result.structured_content

    async def resources(self):
        return [resource.uri for resource in (await self.client.list_resources()).resources]

    async def templates(self):
        return [template.uri_template for template in (await self.client.list_resource_templates()).resource_templates]

    async def read(self, uri):
        return (await self.client.read_resource(uri)).contents[0].text

    async def prompts(self):
        return [prompt.name for prompt in (await self.client.list_prompts()).prompts]

    async def prompt(self, name, arguments):
        return (await self.client.get_prompt(name, arguments)).messages[0].content.text

    async def complete(self, template, variable, begun):
        reference = ResourceTemplateReference(uri=template)
        return (await self.client.complete(reference, {"name": variable, "value": begun})).completion.values


def connected(target, mode):
    @asynccontextmanager
    async def connect(place):
        async with Client(target(place), mode=mode) as client:
            yield Sdk2(client)

    return connect


def stdio(command):
    return StdioServerParameters(command=command.path, env=command.env)


def http(server):
    return server.mcp


def sse(server):
    return sse_client(server.sse)


async def main():
    for mode, agreed in [("legacy", legacy), ("auto", modern), (modern, modern)]:
        await try_out(f"{package} over stdio, {mode}", startable(), connected(stdio, mode), agreed)
        await try_out(f"{package} over Streamable HTTP, {mode}", served(), connected(http, mode), agreed)
    await try_out(f"{package} over HTTP+SSE, legacy", served(), connected(sse, "legacy"), legacy)
    # The revision knows no HTTP+SSE; the client asks for it all the same.
    await try_out(f"{package} over HTTP+SSE, auto", served(), connected(sse, "auto"), modern)


asyncio.run(main())
