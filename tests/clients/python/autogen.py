"""autogen-ext: a server as AutoGen's workbench."""

import asyncio
import json
from contextlib import asynccontextmanager
from importlib.metadata import version

from autogen_ext.tools.mcp import McpWorkbench, SseServerParams, StdioServerParams, StreamableHttpServerParams

from keepsake import served, startable
from scenario import try_out

package = f"autogen-ext {version('autogen-ext')}"


class AutoGen:
    lacks = ("version", "complete")

    def __init__(self, workbench):
        self.workbench = workbench

    async def tools(self):
        return [tool["name"] for tool in await self.workbench.list_tools()]

    async def call(self, name, arguments):
        result = await self.workbench.call_tool(name, arguments)
        if result.is_error:
            raise RuntimeError(result.to_text())
        return json.loads(result.to_text())

    async def resources(self):
        return [str(resource.uri) for resource in (await self.workbench.list_resources()).resources]

    async def templates(self):
        return [template.uriTemplate for template in (await self.workbench.list_resource_templates()).resourceTemplates]

    async def read(self, uri):
        return (await self.workbench.read_resource(uri)).contents[0].text

    async def prompts(self):
        return [prompt.name for prompt in (await self.workbench.list_prompts()).prompts]

    async def prompt(self, name, arguments):
        return (await self.workbench.get_prompt(name, arguments)).messages[0].content.text


def workbench(parameters):
    @asynccontextmanager
    async def connect(place):
        async with McpWorkbench(parameters(place)) as opened:
            yield AutoGen(opened)

    return connect


def stdio(command):
    return StdioServerParams(command=command.path, env=command.env)


def http(server):
    return StreamableHttpServerParams(url=server.mcp, headers={"Authorization": "Bearer the-token"})


def sse(server):
    return SseServerParams(url=server.sse, headers={"Authorization": "Bearer the-token"})


async def main():
    await try_out(f"{package} over stdio", startable(), workbench(stdio))
    await try_out(f"{package} over Streamable HTTP", served(KEEPSAKE_API_KEY="the-token"), workbench(http))
    await try_out(f"{package} over HTTP+SSE", served(KEEPSAKE_API_KEY="the-token"), workbench(sse))


asyncio.run(main())
