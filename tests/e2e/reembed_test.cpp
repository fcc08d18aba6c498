// Vectors of a model on a server: when it is down, when it is changed, and `keepsake reembed`.

#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <csignal>
#include <optional>

#include "e2e/embedding_server.h"
#include "e2e/eventually.h"
#include "e2e/every_tool.h"
#include "e2e/stored_rows.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

std::string const question = "Who bought a dog?";

class ReembedTest : public ToolTest {
protected:
    Environment settings() const override { return settings_; }

    /// From the next program on.
    void use(Environment settings) { settings_ = std::move(settings); }

    void add_many(int count) {
        Json facts = {"Lena purchased a puppy."};
        for (int number = 1; number < count; ++number)
            facts.push_back("Shelf number " + std::to_string(number) + " is empty.");
        checked("add_memory", {{"facts", facts}});
    }

    void expect_found_by_meaning() {
        auto const answer = found(question, {{"threshold", .5}});
        EXPECT_EQ(answer.at("not_searched"), Json::array());
        EXPECT_EQ(texts(answer), Words{"Lena purchased a puppy."});
    }

    std::string reason_without_meaning(std::string_view query) {
        auto const answer = found(query);
        EXPECT_EQ(texts(answer), Words{"Lena purchased a puppy."});
        EXPECT_EQ(each(answer.at("not_searched"), "signal"), Words{"meaning"});
        return answer.at("not_searched").at(0).at("reason");
    }

    Words embeddings() const { return stored_embeddings(data_directory()); }
    std::string number_without_vector() const {
        return stored(data_directory(), "SELECT count(*) FROM embeddings WHERE vector IS NULL").at(0);
    }

    EmbeddingServer embedder;

private:
    Environment settings_ = embedder.settings();
};

/// How often a part occurs in a text.
std::size_t count(std::string const& text, std::string const& part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

TEST_F(ReembedTest, memories_are_found_by_the_meaning_that_a_server_gives_them) {
    add_many(3);
    expect_found_by_meaning();
    auto const asked = embedder.asked();
    stop();
    expect_found_by_meaning();
    EXPECT_EQ(embedder.asked().at("Lena purchased a puppy."), asked.at("Lena purchased a puppy."));
}

struct Change {
    char const* name;
    std::map<std::string, std::string> settings;
    char const* said;
};

void PrintTo(Change const& change, std::ostream* out) { *out << change.name; }

class ChangedModel : public ReembedTest, public ::testing::WithParamInterface<Change> {
protected:
    void change() {
        auto changed = embedder.settings();
        for (auto const& [name, value] : GetParam().settings) changed[name] = value;
        stop();
        use(changed);
    }
};

TEST_P(ChangedModel, goes_by_words_until_all_is_made_anew) {
    add_many(5);
    change();
    auto const reason = reason_without_meaning("puppy");
    expect_one_sentence(reason);
    for (auto const* part : {"openai:words (64 dimensions)", GetParam().said, "keepsake reembed", "words"})
        EXPECT_TRUE(says(reason, part));
    EXPECT_TRUE(eventually([&] { return count(server().stderr_text(), reason) == 1; })) << server().stderr_text();

    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 1);
    for (auto const* part : {"FAIL  vectors: ", "openai:words (64 dimensions)", GetParam().said, "keepsake reembed"})
        EXPECT_TRUE(says(doctor.output, part));

    auto const before = embeddings();
    add("Boris has an automobile.");
    auto const after = embeddings();
    EXPECT_EQ(Words(after.begin(), after.begin() + 5), before) << "the old vectors are kept";
    EXPECT_EQ(number_without_vector(), "1");

    auto const reembed = run({"reembed"});
    EXPECT_EQ(reembed.ending.code, 0) << reembed.errors;
    EXPECT_TRUE(says(reembed.output, GetParam().said));
    EXPECT_TRUE(says(reembed.output, "6 of 6"));
    EXPECT_EQ(number_without_vector(), "0");
    expect_found_by_meaning();  // by the server that has run all the time
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
    EXPECT_EQ(run({"reembed"}).ending.code, 0) << "there is nothing to do";

    stop();
    use(embedder.settings());
    EXPECT_TRUE(says(reason_without_meaning("puppy"), "openai:words"));
}

INSTANTIATE_TEST_SUITE_P(
    each, ChangedModel,
    ::testing::Values(Change{"name", {{"KEEPSAKE_EMBEDDER_MODEL", "other"}}, "openai:other"},
                      Change{"dimensions", {{"KEEPSAKE_EMBEDDER_DIMENSIONS", "32"}}, "32 dimensions"},
                      Change{"local", {{"KEEPSAKE_EMBEDDER_PROVIDER", "local"}}, "all-MiniLM-L6-v2"}),
    [](auto const& change) { return std::string(change.param.name); });

TEST_F(ReembedTest, a_server_that_suddenly_gives_other_dimensions_is_not_believed) {
    add_many(3);
    stop();
    embedder.give_dimensions(32);
    auto const reason = reason_without_meaning("puppy");
    expect_one_sentence(reason);
    EXPECT_TRUE(says(reason, "dimensions"));
    add("Boris has an automobile.");
    EXPECT_EQ(texts(found("automobile")), Words{"Boris has an automobile."});
    EXPECT_EQ(number_without_vector(), "1");
    EXPECT_EQ(run({"reembed"}).ending.code, 0);
    expect_found_by_meaning();
}

TEST_F(ReembedTest, without_vectors_all_are_made_by_the_command) {
    use({{"KEEPSAKE_EMBEDDER_PROVIDER", "none"}});
    add_many(70);
    stop();
    EXPECT_EQ(number_without_vector(), "70");
    auto const without = run({"doctor"});
    EXPECT_EQ(without.ending.code, 0);
    EXPECT_TRUE(says(without.output, "note  embedding model: none, as KEEPSAKE_EMBEDDER_PROVIDER"));
    auto const refused = run({"reembed"});
    EXPECT_EQ(refused.ending.code, 1);
    EXPECT_TRUE(says(refused.errors, "KEEPSAKE_EMBEDDER_PROVIDER"));

    use(embedder.settings());
    auto const missing = run({"doctor"});
    EXPECT_EQ(missing.ending.code, 0) << missing.output;
    EXPECT_TRUE(says(missing.output, "note  vectors: 70 "));
    auto const made = run({"reembed"});
    EXPECT_EQ(made.ending.code, 0) << made.errors;
    for (auto const* line : {"70 texts without a vector", "32 of 70\n", "64 of 70\n", "70 of 70\n"})
        EXPECT_TRUE(says(made.output, line));
    EXPECT_TRUE(says(run({"doctor"}).output, "ok    vectors"));
    expect_found_by_meaning();
}

TEST_F(ReembedTest, doctor_without_a_store_asks_the_model_and_makes_no_store) {
    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 0) << doctor.output;
    EXPECT_TRUE(says(doctor.output, "ok    embedding model: openai:words, 64 dimensions"));
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

/// Reads from a running program up to a line.
void read_up_to(ChildProcess const& child, std::string const& line) {
    std::string output;
    while (output.find(line) == std::string::npos) {
        pollfd watched{.fd = child.output(), .events = POLLIN, .revents = 0};
        if (::poll(&watched, 1, static_cast<int>(patience.count())) != 1) throw std::runtime_error("no " + line);
        std::array<char, 4096> buffer{};
        auto const size = ::read(child.output(), buffer.data(), buffer.size());
        if (size <= 0) throw std::runtime_error("no \"" + line + "\" in: " + output);
        output.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

TEST_F(ReembedTest, killed_in_the_middle_it_goes_on_from_there) {
    add_many(100);
    stop();
    use(embedder.settings("other"));
    auto const before = embedder.asked();
    embedder.stall_after(2);  // the trial and the first batch are answered
    auto killed = launch();
    killed.arguments = {"reembed"};
    {
        ChildProcess child(killed);
        read_up_to(child, "32 of 100\n");
        child.send_signal(SIGKILL);
        EXPECT_EQ(child.wait_exit().signal, SIGKILL);
    }
    EXPECT_EQ(number_without_vector(), "68");

    embedder.work();
    auto const again = run({"reembed"});
    EXPECT_EQ(again.ending.code, 0) << again.errors;
    EXPECT_TRUE(says(again.output, "68 texts"));
    EXPECT_EQ(number_without_vector(), "0");
    int once = 0;
    int twice = 0;
    for (auto [text, times] : embedder.asked()) {
        if (!before.contains(text)) continue;  // the trial
        times -= before.at(text);
        EXPECT_LE(times, 2) << text;
        (times == 1 ? once : twice) += 1;
    }
    EXPECT_EQ(once + twice, 100);
    EXPECT_LE(twice, 32) << "more than the batch that was interrupted";
    expect_found_by_meaning();
}

TEST_F(ReembedTest, when_the_model_is_out_of_reach_nothing_is_changed) {
    add_many(3);
    stop();
    auto const before = embeddings();
    {
        EmbeddingServer const gone;
        use(gone.settings("other"));
    }
    auto const reembed = run({"reembed"});
    EXPECT_EQ(reembed.ending.code, 1);
    EXPECT_TRUE(says(reembed.errors, "Nothing was changed"));
    EXPECT_TRUE(says(reembed.errors, "KEEPSAKE_EMBEDDER_BASE_URL"));
    EXPECT_EQ(embeddings(), before);
    auto const doctor = run({"doctor"});
    EXPECT_EQ(doctor.ending.code, 1);
    EXPECT_TRUE(says(doctor.output, "FAIL  embedding model: "));

    use(embedder.settings());
    expect_found_by_meaning();
}

TEST_F(ReembedTest, what_is_added_while_the_model_is_down_gets_its_vector_later) {
    embedder.fail();
    add_many(3);
    EXPECT_FALSE(reason_without_meaning("puppy").empty());
    EXPECT_EQ(number_without_vector(), "3");
    embedder.work();
    EXPECT_TRUE(eventually([&] { return found("puppy").at("not_searched").empty(); }));
    expect_found_by_meaning();
    EXPECT_EQ(number_without_vector(), "0");
}

TEST_F(ReembedTest, what_is_added_without_a_model_gets_its_vector_from_the_next_server_that_has_one) {
    use({{"KEEPSAKE_EMBEDDER_PROVIDER", "none"}});
    add_many(40);
    stop();
    use(embedder.settings());
    EXPECT_TRUE(eventually([&] { return found("puppy").at("not_searched").empty(); }));
    expect_found_by_meaning();
}

}  // namespace
}  // namespace keepsake::testing
