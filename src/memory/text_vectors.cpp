#include "memory/text_vectors.h"

#include <algorithm>

namespace keepsake::memory {
namespace {

/// Few enough that a stop is obeyed and what is made is stored soon.
constexpr std::size_t batch_size = 32;

std::string shown(storage::VectorModel const& model) {
    return model.name + (model.dimensions == 0 ? "" : " (" + std::to_string(model.dimensions) + " dimensions)");
}

bool is_same(storage::VectorModel const& stored, models::EmbeddingModel const& configured) {
    return stored.name == configured.name && (configured.dimensions == 0 || configured.dimensions == stored.dimensions);
}

}  // namespace

std::optional<std::string> TextVectors::mismatch() const {
    auto const stored = store_.vector_model();
    auto const configured = embedder_.model();
    if (!stored || configured.name.empty() || is_same(*stored, configured)) return std::nullopt;
    return "The vectors of this store were made by " + shown(*stored) + ", the configured embedding model is " +
           shown({configured.name, configured.dimensions}) +
           "; searches go by words until `keepsake reembed` has made them anew or the setting is changed back.";
}

core::Result<std::vector<storage::Vector>> TextVectors::of_questions(std::span<std::string const> texts,
                                                                     std::stop_token stop,
                                                                     models::Urgency urgency) const {
    if (auto problem = mismatch()) return core::Error{core::ErrorKind::unavailable, std::move(*problem)};
    auto const not_understood =
        std::find_if(texts.begin(), texts.end(), [&](auto const& text) { return !embedder_.understands(text); });
    if (not_understood != texts.end()) {
        return core::Error{
            core::ErrorKind::unavailable,
            "the embedding model " + embedder_.model().name +
                " was not made for this script; a multilingual one can be set with KEEPSAKE_EMBEDDER_PROVIDER"};
    }
    bool const never_asked = embedder_.model().dimensions == 0;
    auto vectors = embedder_.embed(texts, urgency, std::move(stop));
    // The first answer tells how long the model's vectors are.
    if (vectors && never_asked) {
        if (auto problem = mismatch()) return core::Error{core::ErrorKind::unavailable, std::move(*problem)};
    }
    return vectors;
}

core::Result<std::vector<storage::Vector>> TextVectors::of_words(std::span<std::string const> words,
                                                                 std::stop_token stop) const {
    if (words.empty()) return std::vector<storage::Vector>{};
    return embedder_.embed(words, models::Urgency::background, stop);
}

TextVectors::OfMemories TextVectors::of_memories(std::span<std::string const> texts, std::stop_token stop,
                                                 std::function<void(std::size_t)> const& progress,
                                                 models::Urgency urgency) const {
    OfMemories made{.model = {}, .vectors = std::vector<std::optional<storage::Vector>>(texts.size())};
    if (mismatch()) return made;
    for (std::size_t begin = 0; begin < texts.size(); begin += batch_size) {
        auto const batch = texts.subspan(begin, std::min(batch_size, texts.size() - begin));
        auto vectors = embedder_.embed(batch, urgency, stop);
        if (!vectors) break;
        auto made_now = std::move(vectors).value();
        made.model = {embedder_.model().name, made_now.front().size()};
        for (std::size_t i = 0; i < made_now.size(); ++i) made.vectors[begin + i] = std::move(made_now[i]);
        progress(begin + batch.size());
    }
    return made;
}

core::Result<std::vector<storage::EmbeddedText>> TextVectors::embed_queued(
    std::span<storage::TextToEmbed const> waiting, std::stop_token stop) const {
    std::vector<std::string> texts;
    for (auto const& entry : waiting) texts.push_back(entry.text);
    std::vector<storage::EmbeddedText> embedded;
    if (auto all = embedder_.embed(texts, models::Urgency::background, stop)) {
        for (std::size_t i = 0; i < waiting.size(); ++i) embedded.push_back({waiting[i].version, all.value()[i]});
        return embedded;
    } else if (waiting.size() == 1) {
        return all.error();
    }
    // One text that the model refuses must not keep the others waiting; when two fail, it is the model.
    std::size_t failed = 0;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        auto one = embedder_.embed(std::span(texts).subspan(i, 1), models::Urgency::background, stop);
        if (one) embedded.push_back({waiting[i].version, std::move(one).value().front()});
        else if (++failed == 2) return one.error();
    }
    return embedded;
}

core::Result<std::int64_t> TextVectors::make_missing(std::stop_token stop,
                                                     std::function<void(std::int64_t)> const& progress) {
    std::int64_t made = 0;
    storage::RowId last = 0;
    while (!stop.stop_requested()) {
        if (auto problem = mismatch()) return core::Error{core::ErrorKind::conflict, std::move(*problem)};
        auto const waiting = store_.texts_to_embed(last, batch_size);
        if (waiting.empty()) break;
        auto const embedded = embed_queued(waiting, stop);
        if (!embedded) return embedded.error();
        made +=
            store_.fill_embeddings({embedder_.model().name, embedded.value().front().vector.size()}, embedded.value());
        last = waiting.back().version;
        progress(made);
    }
    return made;
}

core::Result<storage::VectorModel> TextVectors::take_over_store() {
    std::vector<std::string> const sample = {"Is the model there, and how long are its vectors?"};
    auto const vectors = embedder_.embed(sample, models::Urgency::background, {});
    if (!vectors) return vectors.error();
    storage::VectorModel model{embedder_.model().name, vectors.value().front().size()};
    store_.reset_embeddings(model);
    return model;
}

}  // namespace keepsake::memory
