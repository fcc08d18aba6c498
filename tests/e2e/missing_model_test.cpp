// The model or its runtime is missing or damaged: searches go by words and say why, and all is well again afterwards.

#include <gtest/gtest.h>

#include <functional>

#include "e2e/eventually.h"
#include "e2e/every_tool.h"
#include "e2e/program_folder.h"
#include "e2e/tool_test.h"

namespace keepsake::testing {
namespace {

class ModelTest : public ToolTest {
protected:
    Environment settings() const override { return {{"KEEPSAKE_EMBEDDER_PROVIDER", "local"}}; }
    std::string program() const override { return folder.program(); }

    /// Memories of which the puppy's is far nearer in meaning.
    void add_pets() {
        checked("add_memory", {{"facts", {"Lena purchased a puppy.", "The tax return is due in May."}}});
    }

    void expect_found_by_meaning() {
        auto const answer = found("Who got a young dog?", {{"threshold", .4}});
        EXPECT_EQ(answer.at("not_searched"), Json::array());
        EXPECT_EQ(texts(answer), Words{"Lena purchased a puppy."});
    }

    ProgramFolder folder;
};

struct Fault {
    char const* name;
    char const* file;
    std::function<void(ProgramFolder&)> make;
    char const* said;  ///< by the search and by doctor
};

void PrintTo(Fault const& fault, std::ostream* out) { *out << fault.name; }

std::function<void(ProgramFolder&)> without(char const* file) {
    return [file](ProgramFolder& folder) { folder.remove(file); };
}

std::function<void(ProgramFolder&)> cut(char const* file) {
    return [file](ProgramFolder& folder) {
        auto const bytes = folder.bytes(file);
        folder.replace(file, bytes.substr(0, bytes.size() / 2));
    };
}

std::function<void(ProgramFolder&)> changed(char const* file) {
    return [file](ProgramFolder& folder) {
        auto bytes = folder.bytes(file);
        bytes[bytes.size() / 2] ^= 1;
        folder.replace(file, bytes);
    };
}

class FaultyModel : public ModelTest, public ::testing::WithParamInterface<Fault> {
protected:
    void expect_told(std::string const& reason) const {
        expect_one_sentence(reason);
        EXPECT_TRUE(says(reason, GetParam().said));
        EXPECT_TRUE(says(reason, "words"));
        EXPECT_TRUE(says(reason, "./run build"));
    }

    void expect_search_by_words_that_says_why() {
        auto const answer = found("a puppy of Lena's");
        EXPECT_EQ(texts(answer), Words{"Lena purchased a puppy."});
        ASSERT_EQ(each(answer.at("not_searched"), "signal"), Words{"meaning"});
        expect_told(answer["not_searched"][0].at("reason"));
    }

    void expect_doctor_says_what_to_do() const {
        auto const doctor = run({"doctor"});
        EXPECT_EQ(doctor.ending.code, 1) << doctor.output;
        auto const begin = doctor.output.find("FAIL  embedding model: ");
        ASSERT_NE(begin, std::string::npos) << doctor.output;
        auto const text = doctor.output.find(": ", begin) + 2;
        expect_told(doctor.output.substr(text, doctor.output.find('\n', begin) - text));
        EXPECT_TRUE(says(doctor.output, "ok    store"));
    }
};

TEST_P(FaultyModel, means_search_by_words_until_it_is_back) {
    GetParam().make(folder);
    add_pets();
    expect_search_by_words_that_says_why();
    expect_doctor_says_what_to_do();

    stop();
    folder.restore(GetParam().file);
    EXPECT_TRUE(eventually([&] { return found("puppy").at("not_searched").empty(); }));
    expect_found_by_meaning();
    EXPECT_EQ(run({"doctor"}).ending.code, 0);
}

INSTANTIATE_TEST_SUITE_P(
    each, FaultyModel,
    ::testing::Values(
        Fault{"weights_missing", "model/model.onnx", without("model/model.onnx"), "model.onnx is missing"},
        Fault{"weights_cut", "model/model.onnx", cut("model/model.onnx"), "model.onnx is cut off"},
        Fault{"weights_changed", "model/model.onnx", changed("model/model.onnx"), "model.onnx is cut off or is not"},
        Fault{"vocabulary_missing", "model/vocab.txt", without("model/vocab.txt"), "vocab.txt is missing"},
        Fault{"vocabulary_changed", "model/vocab.txt", changed("model/vocab.txt"), "vocab.txt is cut off or is not"},
        Fault{"runtime_missing", "lib/libkeepsake_openvino.so", without("lib/libkeepsake_openvino.so"),
              "libkeepsake_openvino.so"},
        Fault{"openvino_missing", "lib/libopenvino.so", without("lib/libopenvino.so"), "libopenvino.so"},
        Fault{"plugin_missing", "lib/libopenvino_intel_cpu_plugin.so", without("lib/libopenvino_intel_cpu_plugin.so"),
              "/lib could not be loaded"},
        Fault{"frontend_missing", "lib/libopenvino_onnx_frontend.so", without("lib/libopenvino_onnx_frontend.so"),
              "/lib could not be loaded"}),
    [](auto const& fault) { return std::string(fault.param.name); });

class DamagedCompiledModel : public ModelTest {
protected:
    std::filesystem::path compiled() const {
        std::vector<std::filesystem::path> files;
        for (auto const& file : std::filesystem::directory_iterator(data_directory() / "cache"))
            files.push_back(file.path());
        EXPECT_EQ(files.size(), 1U);
        return files.at(0);
    }

    void expect_mended_after(std::function<std::string(std::string)> const& damage) {
        auto const sound = read_bytes(compiled());
        auto const damaged = damage(sound);
        write_bytes(compiled(), damaged);
        write_bytes(compiled().string() + ".123", "of a process that was killed while it wrote");
        expect_found_by_meaning();
        stop();
        EXPECT_EQ(read_bytes(compiled()).size(), sound.size());
        EXPECT_TRUE(read_bytes(compiled()) != damaged);

        auto const mended = std::filesystem::last_write_time(compiled());
        expect_found_by_meaning();
        stop();
        EXPECT_EQ(std::filesystem::last_write_time(compiled()), mended) << "it is not taken as it is";
    }
};

TEST_F(DamagedCompiledModel, is_made_again) {
    add_pets();
    stop();
    expect_mended_after([](std::string const& sound) { return sound.substr(0, sound.size() / 2); });
    expect_mended_after([](std::string sound) {
        for (std::size_t place = 0; place < sound.size(); place += 97) sound[place] = static_cast<char>(place * 31);
        return sound;
    });
    expect_mended_after([](std::string const&) { return std::string(); });
}

TEST_F(ModelTest, a_compiled_model_that_cannot_be_written_does_not_matter) {
    write_bytes(data_directory() / "cache", "a file where the folder should be");
    add_pets();
    expect_found_by_meaning();
}

TEST(MovedFolder, the_program_with_model_and_libraries_works_elsewhere) {
    ProgramFolder const folder(ProgramFolder::Files::copied);
    TemporaryDirectory const data;
    ServerProcess moved({.path = folder.program(), .environment = {{"KEEPSAKE_DATA_DIR", data.path().string()}}});
    moved.initialize();
    moved.call_ok("add_memory", {{"text", "Lena purchased a puppy."}});
    auto const answer = moved.call_ok("search_memory", {{"query", "Who got a young dog?"}, {"threshold", .4}});
    EXPECT_EQ(answer.at("not_searched"), Json::array());
    EXPECT_EQ(texts(answer), Words{"Lena purchased a puppy."});
}

/// The model's file is a pipe to which nobody writes: loading does not come to an end.
class LoadingModel : public ModelTest {
protected:
    void SetUp() override {
        auto const earlier = start({{"KEEPSAKE_EMBEDDER_PROVIDER", "none"}});
        earlier->call_ok("add_memory", {{"text", "Boris has a dog."}});
        folder.replace_with_pipe("model/model.onnx");
    }
};

TEST_F(LoadingModel, keeps_nobody_waiting_for_the_handshake_and_the_tools) {
    EXPECT_FALSE(server().request("tools/list").at("result").at("tools").empty());
    EXPECT_TRUE(server().request("ping").contains("result"));
    EXPECT_EQ(total(), 1);
}

TEST_F(LoadingModel, is_done_without_after_a_while) {
    auto added = server().submit_call("add_memory", {{"text", "Lena purchased a puppy."}});
    auto searched = server().submit_call("search_memory", {{"query", "dogs"}});
    auto const id = ids(structured_content(tool_result(added.wait()))).at(0);
    auto const answer = structured_content(tool_result(searched.wait()));
    EXPECT_EQ(texts(answer), Words{"Boris has a dog."});
    ASSERT_EQ(each(answer.at("not_searched"), "signal"), Words{"meaning"});
    EXPECT_TRUE(says(answer["not_searched"][0].at("reason"), "still being loaded"));
    EXPECT_EQ(ids(call_ok("list_memories")).at(0), id);
}

TEST_F(LoadingModel, does_not_keep_the_program_from_ending) {
    EXPECT_FALSE(server().request("tools/list").at("result").at("tools").empty());
    server().close_input();
    EXPECT_EQ(server().wait_exit().code, 0);
}

TEST_F(LoadingModel, does_not_keep_calls_that_wait_for_it_from_ending) {
    auto added = server().submit_call("add_memory", {{"text", "Lena purchased a puppy."}});
    auto searched = server().submit_call("search_memory", {{"query", "dogs"}});
    server().close_input();
    // Less than the calls would wait for the model.
    EXPECT_EQ(server().wait_exit(std::chrono::seconds(4)).code, 0);
    auto const restarted = start({{"KEEPSAKE_EMBEDDER_PROVIDER", "none"}});
    EXPECT_EQ(texts(restarted->call_ok("list_memories")), (Words{"Lena purchased a puppy.", "Boris has a dog."}));
}

}  // namespace
}  // namespace keepsake::testing
