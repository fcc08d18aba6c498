#include "memory/retrieval/question_vectors.h"

#include <algorithm>

namespace keepsake::memory {

QuestionVectors::QuestionVectors(Question const& question, std::span<storage::UserRecord const> users,
                                 storage::IndexCache& indexes, TextVectors const& vectors, std::stop_token stop) {
    std::vector<std::string> texts;
    for (auto const& user : users) {
        auto text = question.without_names(indexes.lease(user)->speakers());
        auto const known = std::find(texts.begin(), texts.end(), text);
        text_of_user_[user.row] = static_cast<std::size_t>(known - texts.begin());
        if (known == texts.end()) texts.push_back(std::move(text));
    }
    if (texts.empty()) return;
    auto const same = std::find(texts.begin(), texts.end(), question.text());
    auto const place = static_cast<std::size_t>(same - texts.begin());
    bool const later = same == texts.end() && vectors.are_made_here();
    if (same == texts.end() && !later) texts.push_back(question.text());
    auto made = vectors.of_questions(texts, stop);
    if (!made) {
        missing_ = made.error().message;
        return;
    }
    vectors_ = std::move(made).value();
    if (!later) {
        as_asked_ = vectors_[place];
    } else {
        // Only the scores of what is found need it: it is made while the ranking works. Of a server that would be a second
        // question, and indexes would be held until it answers.
        coming_ = std::async(std::launch::async, [&vectors, stop, text = question.text()] {
            return vectors.of_questions(std::span(&text, 1), stop);
        });
    }
}

std::span<float const> QuestionVectors::of(storage::RowId user) const {
    if (vectors_.empty()) return {};
    auto const text = text_of_user_.find(user);
    return vectors_[text == text_of_user_.end() ? 0 : text->second];
}

storage::Vector const& QuestionVectors::as_asked() const {
    if (coming_.valid()) {
        if (auto made = coming_.get()) as_asked_ = std::move(made).value().front();
    }
    return as_asked_;
}

double QuestionVectors::absolute(storage::UserIndex const& index, storage::DocumentId id) const {
    auto const& all = index.vectors();
    auto const& asked = as_asked();
    if (asked.empty() || asked.size() != all.dimensions() || !all.has(id)) return 0;
    // The kept halves of a vector may be a trifle longer than 1.
    return std::clamp(all.cosine(asked, id), 0.0f, 1.0f);
}

}  // namespace keepsake::memory
