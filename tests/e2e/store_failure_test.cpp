// A store that cannot be used: every tool says so in one sentence, and the file stays as it is.

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include "e2e/every_tool.h"
#include "e2e/file_bytes.h"
#include "e2e/foreign_database.h"
#include "e2e/server_test.h"

namespace keepsake::testing {
namespace {

class StoreFailureTest : public ServerTest {
protected:
    std::filesystem::path store() const { return data_directory() / "keepsake.db"; }

    /// Leaves a sound store with three memories, closed, and returns its bytes.
    std::string sound_store() {
        for (auto const* text : {"one", "two", "three"}) add(text);
        stop();
        auto const log = store().string() + "-wal";
        EXPECT_TRUE(!std::filesystem::exists(log) || std::filesystem::file_size(log) == 0)
            << "the last one out tidies up";
        return read_bytes(store());
    }

    void expect_refused_and_untouched(std::string const& bytes, Launch const& surroundings) {
        {
            ServerProcess failing(surroundings);
            EXPECT_EQ(failing.initialize().at("protocolVersion"), "2025-11-25");
            EXPECT_FALSE(failing.request("tools/list").at("result").at("tools").empty());
            expect_every_tool_refuses(failing, {store().string()});
            EXPECT_TRUE(failing.request("ping").contains("result"));
            failing.close_input();
            EXPECT_EQ(failing.wait_exit().code, 0);
        }
        EXPECT_EQ(read_bytes(store()) == bytes, true) << "the file has been changed";
    }

    void expect_refused_and_untouched(std::string const& bytes) { expect_refused_and_untouched(bytes, launch()); }

    void expect_damage_is_refused(std::string const& bytes) {
        write_bytes(store(), bytes);
        expect_refused_and_untouched(bytes);
        EXPECT_EQ(doctor().ending.code, 1) << doctor().output;
        EXPECT_EQ(read_bytes(store()) == bytes, true) << "doctor has changed the file";
    }

    CommandResult doctor() const { return run({"doctor"}); }
};

TEST_F(StoreFailureTest, a_file_of_garbage) {
    std::string garbage;
    for (unsigned number = 1; garbage.size() < 20'000; number = number * 1664525 + 1013904223)
        garbage += static_cast<char>(number >> 24);
    expect_damage_is_refused(garbage);
}

TEST_F(StoreFailureTest, a_short_file_of_garbage) { expect_damage_is_refused("hello\n"); }

TEST_F(StoreFailureTest, a_database_of_another_program) { expect_damage_is_refused(foreign_database()); }

TEST_F(StoreFailureTest, a_database_of_another_program_with_our_version_number) {
    auto bytes = foreign_database();
    put_number(bytes, user_version_offset, 1, 4);
    expect_damage_is_refused(bytes);
}

TEST_F(StoreFailureTest, a_store_that_lost_its_end) {
    auto const whole = sound_store();
    ASSERT_GT(whole.size(), 2 * sqlite_page_size);
    expect_damage_is_refused(whole.substr(0, whole.size() / 2));
    expect_damage_is_refused(whole.substr(0, whole.size() - sqlite_page_size));
    expect_damage_is_refused(whole.substr(0, 1000));
}

TEST_F(StoreFailureTest, a_store_whose_beginning_was_overwritten) {
    auto bytes = sound_store();
    expect_damage_is_refused(std::string(sqlite_page_size, '\0') + bytes.substr(sqlite_page_size));
    bytes.replace(100, 200, std::string(200, '\xff'));
    expect_damage_is_refused(bytes);
}

TEST_F(StoreFailureTest, a_store_of_a_later_release) {
    auto bytes = sound_store();
    put_number(bytes, user_version_offset, 999'999, 4);
    expect_damage_is_refused(bytes);
    EXPECT_TRUE(says(refusal(server(), "list_memories", Json::object()), "version"));
}

TEST_F(StoreFailureTest, a_sound_store_is_served_again_once_the_fault_is_gone) {
    auto const whole = sound_store();
    write_bytes(store(), "hello\n");
    refusal(server(), "list_memories", Json::object());
    stop();
    write_bytes(store(), whole);
    EXPECT_EQ(texts(call_ok("list_memories")), (Words{"three", "two", "one"}));
}

TEST_F(StoreFailureTest, a_directory_below_a_file) {
    write_bytes(data_directory() / "file", "mine");
    auto const impossible = (data_directory() / "file" / "below").string();
    auto const failing = start({{"KEEPSAKE_DATA_DIR", impossible}});
    expect_every_tool_refuses(*failing, {impossible});
    EXPECT_EQ(read_bytes(data_directory() / "file"), "mine");
}

TEST_F(StoreFailureTest, a_directory_where_the_store_should_be) {
    std::filesystem::create_directory(store());
    expect_every_tool_refuses(server(), {store().string()});
    EXPECT_TRUE(std::filesystem::is_empty(store()));
}

/// Runs servers that obey file modes even when the tests run as root.
class FileModeTest : public StoreFailureTest {
protected:
    Launch obedient() const {
        auto surroundings = launch();
        surroundings.file_modes = FileModes::obeyed_by_root_too;
        return surroundings;
    }

    void forbid_writing() {
        ::chmod(store().c_str(), 0444);
        ::chmod(data_directory().c_str(), 0555);
        if (can_write()) GTEST_SKIP() << "running as root here means that file modes forbid nothing";
    }

    void TearDown() override { ::chmod(data_directory().c_str(), 0755); }

private:
    bool can_write() const {
        Launch surroundings{.path = "/bin/sh", .arguments = {"-c", "test -w \"$0\"", data_directory().string()}};
        surroundings.file_modes = FileModes::obeyed_by_root_too;
        return run_command(surroundings).ending.code == 0;
    }
};

TEST_F(FileModeTest, a_store_that_may_not_be_written) {
    auto const bytes = sound_store();
    forbid_writing();
    if (IsSkipped()) return;
    expect_refused_and_untouched(bytes, obedient());
}

TEST_F(FileModeTest, a_store_that_may_not_be_read) {
    auto const bytes = sound_store();
    forbid_writing();
    if (IsSkipped()) return;
    ::chmod(store().c_str(), 0000);
    {
        ServerProcess failing(obedient());
        failing.initialize();
        expect_every_tool_refuses(failing, {store().string()});
    }
    ::chmod(store().c_str(), 0644);
    EXPECT_EQ(read_bytes(store()) == bytes, true);
}

TEST_F(FileModeTest, an_empty_directory_that_may_not_be_written) {
    forbid_writing();
    if (IsSkipped()) return;
    ServerProcess failing(obedient());
    failing.initialize();
    expect_every_tool_refuses(failing, {data_directory().string()});
    EXPECT_TRUE(std::filesystem::is_empty(data_directory()));
}

class FullDiskTest : public StoreFailureTest {
protected:
    Launch with_room_for(std::uint64_t bytes) const {
        auto surroundings = launch();
        surroundings.file_size_limit = bytes;
        return surroundings;
    }

    static std::string long_text(int number) {
        return "number " + std::to_string(number) + " " + std::string(30'000, 'x');
    }

    /// Adds until the disk is full; the ids of what was acknowledged.
    Words fill(ServerProcess& full) {
        Words acknowledged;
        for (int number = 0; number < 500; ++number) {
            auto const result = full.call("add_memory", {{"text", long_text(number)}});
            if (result.value("isError", false)) {
                expect_one_sentence(text_of(result));
                return acknowledged;
            }
            acknowledged.push_back(ids(result.at("structuredContent")).at(0));
        }
        ADD_FAILURE() << "the disk never got full";
        return acknowledged;
    }

    // On a full disk a tool may still answer; what it must not do is to forget what it has.
    static void expect_refused_or_complete(ServerProcess& full, std::string_view tool, Json arguments,
                                           std::size_t count) {
        auto const result = full.call(tool, std::move(arguments));
        if (result.value("isError", false)) return expect_one_sentence(text_of(result));
        EXPECT_EQ(result.at("structuredContent").at("results").size(), count);
    }
};

TEST_F(FullDiskTest, no_room_to_open_the_store) {
    auto const bytes = sound_store();
    expect_refused_and_untouched(bytes, with_room_for(4096));
}

TEST_F(FullDiskTest, no_room_to_make_a_store) {
    ServerProcess full(with_room_for(4096));
    full.initialize();
    expect_every_tool_refuses(full, {store().string()});
}

TEST_F(FullDiskTest, a_disk_that_fills_up_refuses_the_write_and_keeps_what_was_acknowledged) {
    sound_store();
    Words kept;
    {
        ServerProcess full(with_room_for(600'000));
        full.initialize();
        kept = fill(full);
        expect_refused_or_complete(full, "list_memories", {{"limit", 200}}, kept.size() + 3);
        expect_refused_or_complete(full, "search_memory", {{"query", "number"}, {"limit", 100}}, kept.size());
    }
    auto const listed = each(list_all(server()), "id");
    EXPECT_EQ(listed.size(), kept.size() + 3);
    for (auto const& id : kept) EXPECT_EQ(std::ranges::count(listed, id), 1);
    EXPECT_EQ(ids(call_ok("add_memory", {{"text", "room again"}})).size(), 1U);
    stop();
    EXPECT_EQ(doctor().ending.code, 0) << doctor().output;
}

TEST_F(FullDiskTest, the_server_works_on_once_there_is_room_again) {
    ServerProcess full(with_room_for(600'000));
    full.initialize();
    auto const kept = fill(full);
    ASSERT_FALSE(kept.empty());
    full.call("delete_memory", {{"memory_id", kept.front()}, {"erase", true}});
    EXPECT_TRUE(full.request("ping").contains("result"));
}

}  // namespace
}  // namespace keepsake::testing
