#include "memory/retrieval/question_vectors.h"

#include <algorithm>

namespace keepsake::memory {

QuestionVectors::QuestionVectors(Question const& question, std::span<storage::UserRecord const> users,
                                 storage::IndexCache& indexes, TextVectors const& vectors, std::stop_token stop) {
    std::vector<std::string> texts = {question.text()};
    for (auto const& user : users) {
        auto text = question.without_names(indexes.lease(user)->speakers());
        auto const known = std::find(texts.begin(), texts.end(), text);
        text_of_user_[user.row] = static_cast<std::size_t>(known - texts.begin());
        if (known == texts.end()) texts.push_back(std::move(text));
    }
    auto made = vectors.of_questions(texts, std::move(stop));
    if (made) vectors_ = std::move(made).value();
    else missing_ = made.error().message;
}

std::span<float const> QuestionVectors::of(storage::RowId user) const {
    if (vectors_.empty()) return {};
    auto const text = text_of_user_.find(user);
    return vectors_[text == text_of_user_.end() ? 0 : text->second];
}

double QuestionVectors::absolute(storage::UserIndex const& index, storage::DocumentId id) const {
    auto const& all = index.vectors();
    if (vectors_.empty() || vectors_.front().size() != all.dimensions() || !all.has(id)) return 0;
    // The kept halves of a vector may be a trifle longer than 1.
    return std::clamp(all.cosine(vectors_.front(), id), 0.0f, 1.0f);
}

}  // namespace keepsake::memory
