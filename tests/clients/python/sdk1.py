"""The first generation of PyPI's mcp."""

import asyncio
import tempfile
from contextlib import asynccontextmanager
from importlib.metadata import version

import httpx
from mcp import ClientSession, StdioServerParameters, types
from mcp.client.sse import sse_client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from checks import Checks
from keepsake import binary, environment, served
from scenario import Scenario, memory_template


class Sdk1:
    def __init__(self, session: ClientSession):
        self.session = session

    async def tools(self):
        return [tool.name for tool in (await self.session.list_tools()).tools]

    async def call(self, name, arguments):
        result = await self.session.call_tool(name, arguments)
        if result.isError:
            raise RuntimeError(result.content[0].text)
        return result.structuredContent

    async def resources(self):
        return [str(resource.uri) for resource in (await self.session.list_resources()).resources]

    async def read(self, uri):
        return (await self.session.read_resource(uri)).contents[0].text

    async def prompt(self, name, arguments):
        return (await self.session.get_prompt(name, arguments)).messages[0].content.text


@asynccontextmanager
async def over_stdio(directory):
    async with stdio_client(StdioServerParameters(command=binary, env=environment(directory))) as streams:
        yield streams


@asynccontextmanager
async def over_http(directory):
    async with served(directory) as server, streamable_http_client(server.mcp) as (read, write, _):
        yield read, write


@asynccontextmanager
async def over_sse(directory):
    async with served(directory) as server, sse_client(server.sse) as streams:
        yield streams


async def run_scenario(way, connect):
    checks = Checks(f"mcp {version('mcp')} over {way}")

    async def work():
        with tempfile.TemporaryDirectory() as directory:
            async with connect(directory) as (read, write), ClientSession(read, write) as session:
                initialized = await session.initialize()
                client = Sdk1(session)
                await Scenario(client).run(checks)
                await checks.check("learns who the server is", lambda: knows_the_server(initialized))
                await checks.check("lists templates and completes an id", lambda: completes(client))

    await checks.session("a session", work)


async def knows_the_server(initialized):
    assert initialized.serverInfo.name == "keepsake"
    assert initialized.protocolVersion == "2025-11-25", initialized
    assert initialized.instructions


async def completes(client):
    templates = (await client.session.list_resource_templates()).resourceTemplates
    assert memory_template in [template.uriTemplate for template in templates], templates
    added = await client.call("add_memory", {"text": "Ada keeps bees."})
    id = added["results"][0]["id"]
    reference = types.ResourceTemplateReference(type="ref/resource", uri=memory_template)
    completed = await client.session.complete(reference, {"name": "id", "value": id[:-1]})
    assert completed.completion.values == [id], completed


async def run_with_token():
    checks = Checks(f"mcp {version('mcp')} with a token")

    async def tools_with(server, headers):
        async with (
            httpx.AsyncClient(headers=headers) as http,
            streamable_http_client(server.mcp, http_client=http) as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return await Sdk1(session).tools()

    async def is_let_in(server):
        assert await tools_with(server, {"Authorization": "Bearer the-token"})

    async def is_refused(server):
        try:
            await tools_with(server, {})
        except BaseExceptionGroup as refusals:
            assert "401" in str(refusals.exceptions), refusals.exceptions
        else:
            raise AssertionError("a client without the token was let in")

    async def work():
        with tempfile.TemporaryDirectory() as directory:
            async with served(directory, {"KEEPSAKE_API_KEY": "the-token"}) as server:
                await checks.check("is let in", lambda: is_let_in(server))
                await checks.check("is refused without it", lambda: is_refused(server))

    await checks.session("a server", work)


async def main():
    await run_scenario("stdio", over_stdio)
    await run_scenario("Streamable HTTP", over_http)
    await run_scenario("HTTP+SSE", over_sse)
    await run_with_token()


asyncio.run(main())
