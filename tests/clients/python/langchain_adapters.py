"""langchain-mcp-adapters: a server's tools as LangChain's."""

import asyncio
import tempfile
from contextlib import asynccontextmanager
from importlib.metadata import version

from langchain_mcp_adapters.client import MultiServerMCPClient

from checks import Checks
from keepsake import binary, environment, served
from scenario import Scenario

package = f"langchain-mcp-adapters {version('langchain-mcp-adapters')}"
server_name = "keepsake"


class LangChain:
    """Every call is a session of its own, as is the adapters' way."""

    def __init__(self, client: MultiServerMCPClient):
        self.client = client

    async def tools(self):
        return [tool.name for tool in await self.client.get_tools()]

    async def call(self, name, arguments):
        tool = next(tool for tool in await self.client.get_tools() if tool.name == name)
        message = await tool.ainvoke({"type": "tool_call", "id": "1", "name": name, "args": arguments})
        if message.status == "error":
            raise RuntimeError(message.text)
        return message.artifact["structured_content"]

    async def resources(self):
        return [str(blob.metadata["uri"]) for blob in await self.client.get_resources(server_name)]

    async def read(self, uri):
        [blob] = await self.client.get_resources(server_name, uris=[uri])
        return blob.as_string()

    async def prompt(self, name, arguments):
        messages = await self.client.get_prompt(server_name, name, arguments=arguments)
        return messages[0].content


@asynccontextmanager
async def stdio(directory):
    yield {"transport": "stdio", "command": binary, "args": [], "env": environment(directory)}


@asynccontextmanager
async def streamable_http(directory):
    async with served(directory) as server:
        yield {"transport": "streamable_http", "url": server.mcp}


@asynccontextmanager
async def sse(directory):
    async with served(directory) as server:
        yield {"transport": "sse", "url": server.sse}


@asynccontextmanager
async def with_token(directory):
    async with served(directory, {"KEEPSAKE_API_KEY": "the-token"}) as server:
        headers = {"Authorization": "Bearer the-token"}
        yield {"transport": "streamable_http", "url": server.mcp, "headers": headers}


async def run_scenario(way, opened):
    checks = Checks(f"{package} over {way}")

    async def work():
        with tempfile.TemporaryDirectory() as directory:
            async with opened(directory) as connection:
                await Scenario(LangChain(MultiServerMCPClient({server_name: connection}))).run(checks)

    await checks.session("a server", work)


async def main():
    await run_scenario("stdio", stdio)
    await run_scenario("streamable_http", streamable_http)
    await run_scenario("sse", sse)
    await run_scenario("streamable_http with a token", with_token)


asyncio.run(main())
