"""langchain-mcp-adapters: a server's tools as LangChain's."""

import asyncio
from contextlib import asynccontextmanager
from importlib.metadata import version

from langchain_mcp_adapters.client import MultiServerMCPClient

from keepsake import served, startable
from scenario import try_out

package = f"langchain-mcp-adapters {version('langchain-mcp-adapters')}"


class LangChain:
    """Every call is a session of its own, as is the adapters' way."""

    lacks = ("version", "templates", "prompts", "complete")

    def __init__(self, connection):
        self.client = MultiServerMCPClient({"keepsake": connection})

    async def tools(self):
        return [tool.name for tool in await self.client.get_tools()]

    async def call(self, name, arguments):
        tool = next(tool for tool in await self.client.get_tools() if tool.name == name)
        message = await tool.ainvoke({"type": "tool_call", "id": "1", "name": name, "args": arguments})
        if message.status == "error":
            raise RuntimeError(message.text)
        return message.artifact["structured_content"]

    async def resources(self):
        return [str(blob.metadata["uri"]) for blob in await self.client.get_resources("keepsake")]

    async def read(self, uri):
        [blob] = await self.client.get_resources("keepsake", uris=[uri])
        return blob.as_string()

    async def prompt(self, name, arguments):
        messages = await self.client.get_prompt("keepsake", name, arguments=arguments)
        return messages[0].content


@asynccontextmanager
async def stdio(command):
    yield LangChain({"transport": "stdio", "command": command.path, "args": [], "env": command.env})


@asynccontextmanager
async def streamable_http(server):
    yield LangChain({"transport": "streamable_http", "url": server.mcp})


@asynccontextmanager
async def sse(server):
    yield LangChain({"transport": "sse", "url": server.sse})


@asynccontextmanager
async def with_token(server):
    headers = {"Authorization": "Bearer the-token"}
    yield LangChain({"transport": "streamable_http", "url": server.mcp, "headers": headers})


async def main():
    await try_out(f"{package} over stdio", startable(), stdio)
    await try_out(f"{package} over Streamable HTTP", served(), streamable_http)
    await try_out(f"{package} over HTTP+SSE", served(), sse)
    await try_out(f"{package} over Streamable HTTP, with a token", served(KEEPSAKE_API_KEY="the-token"), with_token)


asyncio.run(main())
