#include "mcp/stdio/line_writer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "core/process.h"
#include "support/child_process.h"

namespace keepsake::mcp {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 60'000ms;

class LineWriterTest : public ::testing::Test {
protected:
    LineWriterTest() {
        core::ignore_broken_pipes();
        auto pipe = testing::make_pipe();
        input_ = std::move(pipe.read_end);
        output_ = std::move(pipe.write_end);
    }
    std::string read_all() const {
        std::string all;
        std::array<char, 4096> buffer;
        while (auto const size = ::read(input_.number(), buffer.data(), buffer.size()))
            all.append(buffer.data(), static_cast<std::size_t>(size));
        return all;
    }

    testing::FileDescriptor input_;
    testing::FileDescriptor output_;
};

TEST_F(LineWriterTest, WritesEachMessageAsOneLineInOrder) {
    {
        LineWriter writer(output_.number());
        for (int i = 0; i < 3; ++i) writer.send({{"n", i}});
        EXPECT_TRUE(writer.flush(patience));
        EXPECT_EQ(writer.backlog(), 0u);
    }
    output_.close();
    EXPECT_EQ(read_all(), "{\"n\":0}\n{\"n\":1}\n{\"n\":2}\n");
}

TEST_F(LineWriterTest, LinesOfManyThreadsStayWhole) {
    {
        LineWriter writer(output_.number());
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int n = 0; n < 50; ++n) writer.send({{"text", "twelve bytes"}});
            });
        }
        threads.clear();
        EXPECT_TRUE(writer.flush(patience));
    }
    output_.close();
    auto const all = read_all();
    std::string const line = "{\"text\":\"twelve bytes\"}\n";
    ASSERT_EQ(all.size(), 200 * line.size());
    for (std::size_t at = 0; at < all.size(); at += line.size()) ASSERT_EQ(all.substr(at, line.size()), line);
}

TEST_F(LineWriterTest, NobodyWaitsForAReaderWhoDoesNotRead) {
    LineWriter writer(output_.number());
    std::string const large(1 << 20, 'x');
    writer.send(large);
    writer.send(large);
    EXPECT_GT(writer.backlog(), large.size());
    EXPECT_FALSE(writer.flush(0ms));
    input_.close();
    EXPECT_TRUE(writer.flush(patience)) << "a reader who has gone is not waited for";
    EXPECT_EQ(writer.backlog(), 0u);
    writer.send(large);
    EXPECT_EQ(writer.backlog(), 0u);
}

}  // namespace
}  // namespace keepsake::mcp
