#pragma once

#include <map>

#include "storage/store_test.h"

namespace keepsake::testing {

/// A store whose memories have vectors of two dimensions, by the model "small".
class EmbeddingsTest : public StoreTest {
protected:
    static inline storage::VectorModel const small{"small", 2};
    static inline storage::Vector const east{1, 0};
    static inline storage::Vector const north{0, 1};

    using Texts = std::vector<std::string>;

    MemoryId add_with(std::string text, std::optional<storage::Vector> vector,
                      storage::VectorModel const& model = small) {
        auto addition = fact(ana_, std::move(text), clock_.now());
        addition.memories[0].vector = std::move(vector);
        addition.vector_model = model;
        return add(addition);
    }
    core::Result<storage::MemoryRecord> revise(MemoryId const& id, std::optional<std::string> text,
                                               std::optional<storage::Vector> vector = std::nullopt,
                                               storage::VectorModel const& model = small) {
        Revision revision;
        revision.id = id;
        revision.text = std::move(text);
        revision.vector = std::move(vector);
        revision.vector_model = model;
        return store_.revise(revision);
    }
    /// Texts in the queue.
    Texts waiting() const {
        Texts texts;
        for (auto const& entry : store_.texts_to_embed(0, 1'000)) texts.push_back(entry.text);
        EXPECT_EQ(store_.count_texts_to_embed(), std::ssize(texts));
        return texts;
    }
    /// The vectors that a user's index is built of, by text.
    std::map<std::string, storage::Vector> vectors_of(std::string const& user = "ana", std::int64_t since = 0) const {
        std::map<std::string, storage::Vector> vectors;
        store_.read_changes(state_of(user).row, since, [&](storage::IndexedRow&& row) {
            if (row.current) vectors[row.text] = std::move(row.vector);
        });
        return vectors;
    }
    /// Gives everything that waits this vector.
    int fill(storage::Vector const& vector, storage::VectorModel const& model = small) {
        std::vector<storage::EmbeddedText> made;
        for (auto const& entry : store_.texts_to_embed(0, 1'000)) made.push_back({entry.version, vector});
        return store_.fill_embeddings(model, made);
    }
    std::int64_t number(std::string const& sql) const { return raw().number(sql); }
    void expect_well() const { EXPECT_EQ(store_.check(), std::vector<std::string>{}); }
};

}  // namespace keepsake::testing
