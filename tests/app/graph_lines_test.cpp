#include "app/graph_lines.h"

#include <gtest/gtest.h>

#include <sstream>

namespace keepsake::app {
namespace {

using storage::KeptGraph;

KeptGraph const graph{{{"Ada", "person", {"sings", "says \"hi\"\n"}}, {"東京", "", {}}}, {{"Ada", "東京", "lives in"}}};
std::string const lines =
    R"({"type":"entity","name":"Ada","entityType":"person","observations":["sings","says \"hi\"\n"]}
{"type":"entity","name":"東京","entityType":"","observations":[]}
{"type":"relation","from":"Ada","to":"東京","relationType":"lives in"}
)";

core::Result<KeptGraph> read(std::string const& text) {
    std::istringstream in(text);
    return read_graph_lines(in);
}

std::string problems(std::string const& text) {
    auto const result = read(text);
    return result ? "none" : result.error().message;
}

TEST(GraphLines, AreWrittenAsTheyAreRead) {
    std::ostringstream out;
    write_graph_lines(graph, out);
    EXPECT_EQ(out.str(), lines);
    auto const back = read(lines);
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value(), graph);
}

TEST(GraphLines, MayStandInAnyOrderWithBlankLinesAndOtherLineEnds) {
    auto const back = read(
        "\xEF\xBB\xBF"
        R"({"to":"東京","from":"Ada","relationType":"lives in","type":"relation","weight":1})"
        "\r\n\r\n   \n"
        R"({"type":"entity","name":"Ada","entityType":"person","observations":["sings","says \"hi\"\n"]})"
        "\n"
        R"({"type":"entity","name":"東京","entityType":"","observations":[]})");
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back.value(), graph);
    EXPECT_EQ(read("").value(), KeptGraph{});
}

TEST(GraphLines, EachBadOneIsNamedWithItsNumber) {
    auto const said = problems(R"({"type":"entity","name":"Ada","entityType":"person","observations":[]}
not JSON

{"type":"entity","name":"Ada","observations":[]}
{"type":"entity","name":1,"entityType":"","observations":[]}
{"type":"entity","name":"","entityType":"","observations":"sings"}
{"type":"entity","name":"","entityType":"","observations":[null]}
{"type":"relation","from":"Ada","relationType":"knows"}
{"type":"event"}
["entity"])");
    EXPECT_EQ(said,
              "line 2: not a JSON object\n"
              "line 4: \"entityType\" is missing\n"
              "line 5: \"name\" is not a text\n"
              "line 6: \"observations\" is not a list\n"
              "line 7: an observation is not a text\n"
              "line 8: \"to\" is missing\n"
              "line 9: \"type\" is neither \"entity\" nor \"relation\"\n"
              "line 10: not a JSON object\n");
}

TEST(GraphLines, OfManyBadOnesTheFirstAreNamed) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += "{\n";
    auto const said = problems(text);
    EXPECT_NE(said.find("line 10: "), std::string::npos) << said;
    EXPECT_EQ(said.find("line 11: "), std::string::npos) << said;
    EXPECT_TRUE(said.ends_with("and 2 more lines\n")) << said;
}

TEST(GraphLines, BrokenBytesAreNoText) {
    EXPECT_EQ(problems("{\"type\":\"entity\",\"name\":\"\xFF\",\"entityType\":\"\",\"observations\":[]}"),
              "line 1: not a JSON object\n");
    EXPECT_NE(problems(R"({"type":"relation","from":")" + std::string(20'000, 'x') + R"(","to":"","relationType":""})")
                  .find("more than"),
              std::string::npos);
}

}  // namespace
}  // namespace keepsake::app
