"""openai-agents: a server as the OpenAI Agents SDK takes it; with the second generation of mcp, which it prefers."""

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version

from agents.mcp import MCPServerSse, MCPServerStdio, MCPServerStreamableHttp

from keepsake import served, startable
from scenario import try_out

package = f"openai-agents {version('openai-agents')}"


class Agents:
    lacks = ("version", "complete")

    def __init__(self, server):
        self.server = server

    async def tools(self):
        return [tool.name for tool in await self.server.list_tools()]

    async def call(self, name, arguments):
        result = await self.server.call_tool(name, arguments)
        if result.is_error:
            raise RuntimeError(result.content[0].text)
        return result.structured_content

    async def resources(self):
        return [resource.uri for resource in (await self.server.list_resources()).resources]

    async def templates(self):
        return [template.uri_template for template in (await self.server.list_resource_templates()).resource_templates]

    async def read(self, uri):
        return (await self.server.read_resource(uri)).contents[0].text

    async def prompts(self):
        return [prompt.name for prompt in (await self.server.list_prompts()).prompts]

    async def prompt(self, name, arguments):
        return (await self.server.get_prompt(name, arguments)).messages[0].content.text


def connected(make):
    @asynccontextmanager
    async def connect(place):
        async with make(place) as server:
            yield Agents(server)

    return connect


def stdio(command):
    return MCPServerStdio(params={"command": command.path, "env": command.env})


def http(server):
    return MCPServerStreamableHttp(params={"url": server.mcp, "headers": {"Authorization": "Bearer the-token"}})


def sse(server):
    return MCPServerSse(params={"url": server.sse, "headers": {"Authorization": "Bearer the-token"}})


async def main():
    await try_out(f"{package} over stdio", startable(), connected(stdio))
    await try_out(f"{package} over Streamable HTTP", served(KEEPSAKE_API_KEY="the-token"), connected(http))
    await try_out(f"{package} over HTTP+SSE", served(KEEPSAKE_API_KEY="the-token"), connected(sse))


asyncio.run(main())
