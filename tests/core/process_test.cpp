#include "core/process.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>
#include <system_error>

#include "support/temporary_directory.h"

namespace keepsake::core {
namespace {

namespace fs = std::filesystem;

TEST(FileLock, IsHeldByOneAtATimeAlsoWithinAProcess) {
    testing::TemporaryDirectory const folder;
    FileLock one(folder.path() / "lock");
    FileLock other(folder.path() / "lock");
    EXPECT_TRUE(one.try_lock());
    EXPECT_FALSE(other.try_lock());
    one.unlock();
    EXPECT_TRUE(other.try_lock());
    EXPECT_FALSE(one.try_lock());
}

TEST(FileLock, ItsEndFreesIt) {
    testing::TemporaryDirectory const folder;
    FileLock other(folder.path() / "lock");
    {
        FileLock one(folder.path() / "lock");
        one.lock();
        EXPECT_FALSE(other.try_lock());
    }
    EXPECT_TRUE(other.try_lock());
    FileLock elsewhere(folder.path() / "another lock");
    EXPECT_TRUE(elsewhere.try_lock());
}

TEST(FileLock, SaysWhichFileCannotBeCreated) {
    testing::TemporaryDirectory const folder;
    try {
        FileLock const lock(folder.path() / "nowhere" / "lock");
        FAIL();
    } catch (std::system_error const& error) {
        EXPECT_NE(std::string(error.what()).find("nowhere/lock"), std::string::npos) << error.what();
    }
}

TEST(SharedLibrary, SaysWhatIsMissing) {
    testing::TemporaryDirectory const folder;
    auto const path = folder.path() / "libnothing.so";
    auto const reason = [&] {
        try {
            SharedLibrary const library(path);
        } catch (std::runtime_error const& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(reason().find("libnothing.so"), std::string::npos) << reason();
    std::ofstream(path) << "this is no library";
    EXPECT_NE(reason().find("libnothing.so"), std::string::npos) << reason();
}

TEST(SharedLibrary, GivesWhatItHasAndRefusesTheRest) {
    SharedLibrary const library("libm.so.6");
    auto* const cosine = reinterpret_cast<double (*)(double)>(library.symbol("cos"));
    EXPECT_EQ(cosine(0), 1);
    try {
        (void)library.symbol("keepsake_has_no_such_thing");
        FAIL();
    } catch (std::runtime_error const& error) {
        EXPECT_NE(std::string(error.what()).find("keepsake_has_no_such_thing"), std::string::npos) << error.what();
    }
}

TEST(ProgramDirectory, IsWhereTheRunningProgramLies) {
    auto const directory = program_directory();
    EXPECT_TRUE(directory.is_absolute());
    EXPECT_TRUE(fs::equivalent(directory / fs::read_symlink("/proc/self/exe").filename(), "/proc/self/exe"));
}

}  // namespace
}  // namespace keepsake::core
