"""The first generation of PyPI's mcp."""

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version

import httpx
from mcp import ClientSession, StdioServerParameters
from mcp.client.sse import sse_client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ResourceTemplateReference

from checks import Checks
from keepsake import served, startable
from scenario import try_out

package = f"mcp {version('mcp')}"


class Sdk1:
    lacks = ()

    def __init__(self, session, initialized):
        self.session = session
        self.initialized = initialized

    async def version(self):
        assert self.initialized.serverInfo.name == "keepsake" and self.initialized.instructions, self.initialized
        return self.initialized.protocolVersion

    async def tools(self):
        return [tool.name for tool in (await self.session.list_tools()).tools]

    async def call(self, name, arguments):
        result = await self.session.call_tool(name, arguments)
        if result.isError:
            raise RuntimeError(result.content[0].text)
        return result.structuredContent

    async def resources(self):
        return [str(resource.uri) for resource in (await self.session.list_resources()).resources]

    async def templates(self):
        return [template.uriTemplate for template in (await self.session.list_resource_templates()).resourceTemplates]

    async def read(self, uri):
        return (await self.session.read_resource(uri)).contents[0].text

    async def prompts(self):
        return [prompt.name for prompt in (await self.session.list_prompts()).prompts]

    async def prompt(self, name, arguments):
        return (await self.session.get_prompt(name, arguments)).messages[0].content.text

    async def complete(self, template, variable, begun):
        reference = ResourceTemplateReference(type="ref/resource", uri=template)
        return (await self.session.complete(reference, {"name": variable, "value": begun})).completion.values


@asynccontextmanager
async def session_over(connection):
    async with connection as (read, write, *_), ClientSession(read, write) as session:
        yield Sdk1(session, await session.initialize())


def stdio(command):
    return session_over(stdio_client(StdioServerParameters(command=command.path, env=command.env)))


def http(server):
    return session_over(streamable_http_client(server.mcp))


def sse(server):
    return session_over(sse_client(server.sse))


@asynccontextmanager
async def http_with_token(server):
    headers = {"Authorization": "Bearer the-token"}
    async with (
        httpx.AsyncClient(headers=headers) as client,
        session_over(streamable_http_client(server.mcp, http_client=client)) as session,
    ):
        yield session


def sse_with_token(server):
    return session_over(sse_client(server.sse, headers={"Authorization": "Bearer the-token"}))


async def is_refused_without_token():
    try:
        async with served(KEEPSAKE_API_KEY="the-token") as server, http(server):
            pass
    except BaseExceptionGroup as refusals:
        assert "401" in str(refusals.exceptions), refusals.exceptions
    else:
        raise AssertionError("a client without the token was let in")


async def main():
    await try_out(f"{package} over stdio", startable(), stdio)
    await try_out(f"{package} over Streamable HTTP", served(), http)
    await try_out(f"{package} over HTTP+SSE", served(), sse)
    await try_out(f"{package} over Streamable HTTP, with a token", served(KEEPSAKE_API_KEY="the-token"), http_with_token)
    await try_out(f"{package} over HTTP+SSE, with a token", served(KEEPSAKE_API_KEY="the-token"), sse_with_token)
    await Checks(package).check("is refused without the token", is_refused_without_token)


asyncio.run(main())
