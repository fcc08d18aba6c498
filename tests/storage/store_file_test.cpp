#include "storage/sqlite/store_file.h"

#include <array>

#include "storage/sqlite/schema.h"
#include "storage/store_failure.h"
#include "storage/store_test.h"

namespace keepsake::storage::sqlite {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> steps = {
    "CREATE TABLE a(x); INSERT INTO a VALUES(1);",
    "CREATE TABLE b(x); INSERT INTO b SELECT x + 1 FROM a;",
    "DROP TABLE a;",
};

class StoreFileTest : public testing::StoreTest {
protected:
    /// Opens with the first `count` steps and closes again.
    void open(std::size_t count) const { open_store_file(folder_.path(), std::span(steps).first(count)); }
    std::string refusal(std::span<std::string_view const> migrations = steps) const {
        try {
            open_store_file(folder_.path(), migrations);
        } catch (StoreFailure const& failure) {
            return failure.what();
        }
        return "";
    }
    /// The refusal of a file of which every byte is the same afterwards, with nothing in a log beside it.
    std::string untouched_refusal() const {
        auto const before = bytes_of_folder().at("keepsake.db");
        auto message = refusal();
        auto after = bytes_of_folder();
        EXPECT_TRUE(before == after.at("keepsake.db")) << "the file has changed";
        EXPECT_EQ(after["keepsake.db-wal"], "");
        return message;
    }
    fs::path file() const { return store_path(folder_.path()); }
    void write(std::string const& bytes) const { std::ofstream(file(), std::ios::binary) << bytes; }
};

TEST_F(StoreFileTest, ANewFileTakesAllSteps) {
    auto const connection = open_store_file(folder_.path(), steps);
    EXPECT_EQ(connection->number("PRAGMA user_version"), 3);
    EXPECT_EQ(connection->number("PRAGMA application_id"), application_id);
    EXPECT_EQ(connection->number("SELECT x FROM b"), 2);
    EXPECT_TRUE(upgrade_backups(folder_.path()).empty()) << "there was nothing to keep";
}

TEST_F(StoreFileTest, AnEmptyFileIsANewOne) {
    write("");
    EXPECT_EQ(open_store_file(folder_.path(), steps)->number("PRAGMA user_version"), 3);
}

TEST_F(StoreFileTest, AFileWhoseCreationWasCutShortIsFinished) {
    // What a kill between the choice of the journal and the first step leaves: one page, no name, no table.
    Connection(file(), OpenMode::create).execute("PRAGMA journal_mode = WAL");
    ASSERT_GT(fs::file_size(file()), 0U);
    EXPECT_EQ(open_store_file(folder_.path(), steps)->number("PRAGMA user_version"), 3);
}

TEST_F(StoreFileTest, AnOlderFileTakesTheMissingStepsOnceAndIsCopiedFirst) {
    open(1);
    open_store_file(folder_.path(), steps)->run("UPDATE b SET x = 7");
    EXPECT_EQ(open_store_file(folder_.path(), steps)->number("SELECT x FROM b"), 7) << "no step is taken twice";
    auto const backups = upgrade_backups(folder_.path());
    ASSERT_EQ(backups.size(), 1u);
    Connection backup(backups[0], OpenMode::read_only);
    EXPECT_EQ(backup.number("PRAGMA user_version"), 1);
    EXPECT_EQ(backup.number("SELECT x FROM a"), 1);
    EXPECT_EQ(backup.number("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(StoreFileTest, StepsThatFailLeaveTheOldVersion) {
    open(1);
    constexpr std::array<std::string_view, 3> bad = {steps[0], steps[1], "INSERT INTO nowhere VALUES(1)"};
    EXPECT_ANY_THROW(open_store_file(folder_.path(), bad));
    auto const connection = open_store_file(folder_.path(), std::span(steps).first(1));
    EXPECT_EQ(connection->number("PRAGMA user_version"), 1);
    EXPECT_EQ(connection->number("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(StoreFileTest, ABackupOfAnEarlierAttemptIsReplaced) {
    open(1);
    std::ofstream(folder_.path() / "keepsake.db.before-version-3") << "left over";
    open(3);
    Connection backup(upgrade_backups(folder_.path()).at(0), OpenMode::read_only);
    EXPECT_EQ(backup.number("SELECT x FROM a"), 1);
}

TEST_F(StoreFileTest, ANewerFileIsRefusedAndUntouched) {
    constexpr std::array<std::string_view, 4> newer = {steps[0], steps[1], steps[2], "CREATE TABLE c(x)"};
    open_store_file(folder_.path(), newer);
    auto const message = untouched_refusal();
    EXPECT_NE(message.find("newer"), std::string::npos) << message;
    EXPECT_NE(message.find("version 4"), std::string::npos) << message;
    EXPECT_NE(message.find("Update Keepsake"), std::string::npos) << message;
}

TEST_F(StoreFileTest, ADatabaseOfAnotherProgramIsRefusedAndUntouched) {
    Connection(file(), OpenMode::create).execute("CREATE TABLE theirs(x); PRAGMA application_id = 12345");
    EXPECT_NE(untouched_refusal().find("another program"), std::string::npos);
    fs::remove(file());
    Connection(file(), OpenMode::create).execute("CREATE TABLE theirs(x)");
    EXPECT_NE(untouched_refusal().find("another program"), std::string::npos);
}

TEST_F(StoreFileTest, ADatabaseOfAnotherProgramWithALogIsRefusedAndUntouched) {
    Connection theirs(file(), OpenMode::create);
    theirs.execute("PRAGMA journal_mode = WAL; CREATE TABLE theirs(x); PRAGMA application_id = 12345;");
    testing::TemporaryDirectory const aside;
    for (auto const* const name : {"keepsake.db", "keepsake.db-wal"})
        fs::copy(folder_.path() / name, aside.path() / name);
    auto const bytes = [&] {
        std::ifstream in(aside.path() / "keepsake.db-wal", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    auto const before = bytes();
    ASSERT_FALSE(before.empty());
    EXPECT_THROW(open_store_file(aside.path(), steps), StoreFailure);
    EXPECT_EQ(bytes(), before);
}

TEST_F(StoreFileTest, WhatIsNoDatabaseIsRefusedAndUntouched) {
    for (auto const& bytes : {std::string("hello"), std::string(5000, 'x'), std::string(1, '\0')}) {
        write(bytes);
        EXPECT_NE(untouched_refusal().find("no SQLite file"), std::string::npos);
    }
}

TEST_F(StoreFileTest, AFileWithoutItsEndIsRefusedAndUntouched) {
    open(3);
    fs::resize_file(file(), fs::file_size(file()) - 4096);
    EXPECT_NE(untouched_refusal().find("damaged"), std::string::npos);
}

TEST_F(StoreFileTest, AFileWithBrokenPagesIsRefusedAndUntouched) {
    open(3);
    std::string bytes = bytes_of_folder().at("keepsake.db");
    bytes.replace(4096, 4096, std::string(4096, '\x5a'));
    write(bytes);
    EXPECT_NE(untouched_refusal().find("damaged"), std::string::npos);
}

TEST_F(StoreFileTest, TheStoreSaysSoAtEveryUseAndGoesOnWhenItIsMended) {
    write("hello");
    EXPECT_THROW(store_.statistics(), StoreFailure);
    EXPECT_THROW(add_fact("x"), StoreFailure);
    fs::remove(file());
    add_fact("x");
    EXPECT_EQ(store_.statistics().memories, 1);
}

TEST_F(StoreFileTest, TheReleasedStepsBuildWhatTheStoreNeeds) {
    auto const connection = open_store_file(folder_.path(), migrations());
    EXPECT_EQ(connection->number("PRAGMA user_version"), std::ssize(migrations()));
    EXPECT_EQ(connection->number("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(connection->number("PRAGMA synchronous"), 2);
    EXPECT_EQ(connection->number("PRAGMA secure_delete"), 1);
}

}  // namespace
}  // namespace keepsake::storage::sqlite
