#include "storage/sqlite/connection.h"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/store_failure.h"
#include "support/temporary_directory.h"

namespace keepsake::storage::sqlite {
namespace {

class ConnectionTest : public ::testing::Test {
protected:
    void SetUp() override { connection_.execute("CREATE TABLE notes(number INTEGER, text TEXT)"); }
    std::int64_t count() { return connection_.number("SELECT count(*) FROM notes"); }

    testing::TemporaryDirectory folder_;
    std::filesystem::path file_ = folder_.path() / "notes.db";
    Connection connection_{file_, OpenMode::create};
};

TEST_F(ConnectionTest, ATransactionThatIsLeftByAnExceptionHasNotHappened) {
    EXPECT_THROW(
        {
            Transaction transaction(connection_, Transaction::Kind::write);
            connection_.run("INSERT INTO notes VALUES(1, 'x')");
            EXPECT_EQ(count(), 1);
            throw std::runtime_error("disk");
        },
        std::runtime_error);
    EXPECT_EQ(count(), 0);
    Transaction next(connection_, Transaction::Kind::write);
    connection_.run("INSERT INTO notes VALUES(2, 'y')");
    next.commit();
    EXPECT_EQ(count(), 1) << "and the next one can begin";
}

TEST_F(ConnectionTest, AStatementThatFailsTakesNothingWithIt) {
    connection_.run("CREATE UNIQUE INDEX numbers ON notes(number)");
    connection_.run("INSERT INTO notes VALUES(1, 'x')");
    EXPECT_ANY_THROW(connection_.run("INSERT INTO notes VALUES(1, 'y')"));
    EXPECT_ANY_THROW(connection_.run("INSERT INTO nowhere VALUES(1)"));
    connection_.run("INSERT INTO notes VALUES(2, 'z')");
    EXPECT_EQ(count(), 2);
}

TEST_F(ConnectionTest, AReaderSeesOneStateWhileOthersWrite) {
    connection_.execute("PRAGMA journal_mode = WAL");
    Connection reader(file_, OpenMode::read_only);
    Transaction const snapshot(reader, Transaction::Kind::read);
    EXPECT_EQ(reader.number("SELECT count(*) FROM notes"), 0);
    connection_.run("INSERT INTO notes VALUES(1, 'x')");
    EXPECT_EQ(reader.number("SELECT count(*) FROM notes"), 0);
}

TEST_F(ConnectionTest, ValuesComeBackAsTheyWere) {
    std::string const text("zero\0 and é ' \"", 15);
    connection_.run("INSERT INTO notes VALUES(?, ?)", std::int64_t{INT64_MIN}, text);
    connection_.run("INSERT INTO notes VALUES(?, ?)", std::optional<std::int64_t>(), std::optional<std::string>(""));
    auto rows = connection_.query("SELECT number, text FROM notes ORDER BY rowid");
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), INT64_MIN);
    EXPECT_EQ(rows.text(1), text);
    ASSERT_TRUE(rows.next());
    EXPECT_FALSE(rows.integer_or_null(0));
    EXPECT_EQ(rows.text_or_null(1), "");
    EXPECT_FALSE(rows.next());
}

TEST_F(ConnectionTest, AStatementCanBeUsedAgainAfterItWasLeftInTheMiddle) {
    for (int i = 0; i < 3; ++i) connection_.run("INSERT INTO notes VALUES(?, '')", i);
    for (int i = 0; i < 2; ++i) {
        auto rows = connection_.query("SELECT number FROM notes WHERE number >= ? ORDER BY number", i);
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.integer(0), i);
    }
    EXPECT_THROW(connection_.number("SELECT number FROM notes WHERE number = 9"), std::logic_error);
}

TEST_F(ConnectionTest, WhatTheDiskOrTheFileForbidsIsAStoreFailure) {
    Connection reader(file_, OpenMode::read_only);
    EXPECT_THROW(reader.run("INSERT INTO notes VALUES(1, 'x')"), StoreFailure);
    EXPECT_THROW(Connection(folder_.path() / "none.db", OpenMode::read_only), StoreFailure);
    auto const other = folder_.path() / "text.db";
    std::ofstream(other) << std::string(4096, 'x');
    Connection text(other, OpenMode::read_write);
    EXPECT_THROW(text.run("SELECT * FROM sqlite_schema"), StoreFailure);
}

}  // namespace
}  // namespace keepsake::storage::sqlite
