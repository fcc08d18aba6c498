#include "support/data_sets.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace keepsake::testing {
namespace {

using Json = nlohmann::json;

std::filesystem::path const data_folder = KEEPSAKE_TEST_DATA;

Json read(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path.string());
    return Json::parse(file);
}

std::vector<std::string> texts(Json const& array) { return array.get<std::vector<std::string>>(); }

ChangingStore changing_store(Json const& json) {
    ChangingStore store{json.at("store").get<std::string>(), texts(json.at("facts")), {}};
    for (auto const& change : json.at("changes"))
        store.changes.push_back({change.at("new_fact").get<std::string>(), change.at("memory").get<std::size_t>()});
    return store;
}

ForeignMemories foreign_memories(Json const& json) {
    ForeignMemories set{json.at("language").get<std::string>(), texts(json.at("memories")), {}};
    for (auto const& question : json.at("questions"))
        set.questions.push_back({question.at("question").get<std::string>(), question.at("memory").get<std::size_t>(),
                                 question.at("shares_words").get<bool>()});
    return set;
}

}  // namespace

Paraphrases read_paraphrases() {
    auto const json = read(data_folder / "paraphrases.json");
    Paraphrases set{{}, texts(json.at("others"))};
    for (auto const& pair : json.at("pairs"))
        set.pairs.push_back({pair.at("statement").get<std::string>(), pair.at("question").get<std::string>()});
    return set;
}

std::vector<ChangingStore> read_changing_stores() {
    std::vector<ChangingStore> stores;
    for (auto const& entry : std::filesystem::directory_iterator(data_folder / "changes"))
        if (entry.path().extension() == ".json") stores.push_back(changing_store(read(entry.path())));
    std::ranges::sort(stores, {}, &ChangingStore::name);
    return stores;
}

std::vector<ForeignMemories> read_foreign_memories() {
    std::vector<ForeignMemories> sets;
    for (auto const& json : read(data_folder / "languages.json")) sets.push_back(foreign_memories(json));
    return sets;
}

}  // namespace keepsake::testing
