#include <gtest/gtest.h>

#include <fstream>

#include "models/embedding/local_embedder.h"
#include "support/temporary_directory.h"

namespace keepsake::models {
namespace {

namespace fs = std::filesystem;

/// A folder with links to the real model's files, one of which a test puts something in place of.
class LocalEmbedderFilesTest : public ::testing::Test {
protected:
    void SetUp() override {
        for (auto const* const name : {"model.onnx", "vocab.txt"})
            fs::create_symlink(fs::path(KEEPSAKE_MODEL_DIR) / name, folder_.path() / name);
        options_.model_directory = folder_.path();
        options_.runtime_library = KEEPSAKE_RUNTIME_LIBRARY;
    }
    /// What is wrong; empty when the model can be used.
    std::string fault() const {
        LocalEmbedder embedder(options_);
        auto const loaded = embedder.wait_until_loaded();
        if (loaded) return "";
        EXPECT_EQ(loaded.error().kind, core::ErrorKind::unavailable);
        auto const again = embedder.embed(std::vector<std::string>{"tea"}, Urgency::waited_for, {});
        EXPECT_EQ(again.error().message, loaded.error().message) << "each caller is told";
        return loaded.error().message;
    }
    void expect_fault(std::string const& what) const {
        auto const message = fault();
        EXPECT_NE(message.find(what), std::string::npos) << message;
        EXPECT_NE(message.find("searches go by words"), std::string::npos) << message;
        EXPECT_NE(message.find("./run build"), std::string::npos) << "what to do: " << message;
    }
    std::string file(std::string const& name) const { return (folder_.path() / name).string(); }
    static std::string bytes_of(fs::path const& path) {
        std::ifstream in(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void replace(std::string const& name, std::string const& bytes) const {
        fs::remove(folder_.path() / name);
        std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
    }

    testing::TemporaryDirectory folder_;
    LocalEmbedderOptions options_;
};

TEST_F(LocalEmbedderFilesTest, LinksAreFine) { EXPECT_EQ(fault(), ""); }

TEST_F(LocalEmbedderFilesTest, AMissingFileIsNamed) {
    for (std::string const name : {"model.onnx", "vocab.txt"}) {
        auto const target = fs::read_symlink(folder_.path() / name);
        fs::remove(folder_.path() / name);
        expect_fault(file(name) + " is missing or cannot be read");
        fs::create_directory(folder_.path() / name);
        expect_fault(file(name) + " is missing or cannot be read");
        fs::remove(folder_.path() / name);
        fs::create_symlink(target, folder_.path() / name);
    }
    options_.model_directory = "";
    expect_fault("is missing or cannot be read");
}

TEST_F(LocalEmbedderFilesTest, AFileThatIsCutOrChangedIsNamed) {
    for (std::string const name : {"model.onnx", "vocab.txt"}) {
        auto const target = fs::read_symlink(folder_.path() / name);
        auto bytes = bytes_of(target);
        replace(name, bytes.substr(0, bytes.size() - 1));
        expect_fault(file(name) + " is cut off or is not the right one");
        bytes[bytes.size() / 2] ^= 1;
        replace(name, bytes);
        expect_fault(file(name) + " is cut off or is not the right one");
        replace(name, "");
        expect_fault(file(name) + " is cut off or is not the right one");
        fs::remove(folder_.path() / name);
        fs::create_symlink(target, folder_.path() / name);
    }
}

TEST_F(LocalEmbedderFilesTest, AMissingRuntimeIsNamed) {
    options_.runtime_library = folder_.path() / "libnothing.so";
    expect_fault("libnothing.so");
    std::ofstream(options_.runtime_library) << "this is no library";
    expect_fault("libnothing.so");
    options_.runtime_library = "libm.so.6";
    expect_fault("keepsake_open_encoder");
}

TEST_F(LocalEmbedderFilesTest, TheCompiledModelIsKeptUsedAndReplacedWhenItIsDamaged) {
    options_.compiled_directory = folder_.path() / "new" / "cache";
    ASSERT_EQ(fault(), "");
    std::vector<fs::path> kept(fs::directory_iterator(options_.compiled_directory), {});
    ASSERT_EQ(kept.size(), 1u) << "nothing unfinished beside it";
    auto const compiled = bytes_of(kept[0]);
    ASSERT_GT(compiled.size(), 1'000'000u);
    auto const written = fs::last_write_time(kept[0]);

    ASSERT_EQ(fault(), "");
    EXPECT_EQ(fs::last_write_time(kept[0]), written) << "it is not written again";
    for (auto const& damaged : {compiled.substr(0, compiled.size() - 1), std::string("short"), std::string(),
                                std::string(compiled.size(), 'x')}) {
        std::ofstream(kept[0], std::ios::binary) << damaged;
        ASSERT_EQ(fault(), "");
        EXPECT_NE(bytes_of(kept[0]), damaged);
        EXPECT_GT(fs::file_size(kept[0]), 1'000'000u);
        ASSERT_EQ(fault(), "");
    }
    EXPECT_EQ(std::distance(fs::directory_iterator(options_.compiled_directory), {}), 1);
}

TEST_F(LocalEmbedderFilesTest, TheCompiledModelGivesTheSameVectors) {
    options_.compiled_directory = folder_.path() / "cache";
    std::vector<std::string> const texts = {"Ana moved to Porto in June 2023 and plays the violin."};
    std::vector<Embedding> made;
    for (int time = 0; time < 2; ++time) {
        LocalEmbedder embedder(options_);
        ASSERT_TRUE(embedder.wait_until_loaded());
        made.push_back(embedder.embed(texts, Urgency::waited_for, {}).value().front());
    }
    EXPECT_EQ(made[0], made[1]);
}

TEST_F(LocalEmbedderFilesTest, WhereNothingCanBeKeptTheModelIsCompiledEachTime) {
    std::ofstream(folder_.path() / "in the way") << "a file";
    for (auto const& directory : {folder_.path() / "in the way", folder_.path() / "in the way" / "cache"}) {
        options_.compiled_directory = directory;
        EXPECT_EQ(fault(), "") << directory;
    }
}

}  // namespace
}  // namespace keepsake::models
