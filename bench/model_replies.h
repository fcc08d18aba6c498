#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace keepsake::bench {

/// What a language model might reply: five facts of about sixty characters and two relations for a conversation, and
/// nothing that is known already changes by them. The names of the questions are those of their schemas.
nlohmann::json plausible_reply(std::string const& name, nlohmann::json const& document);

/// Every fact and every relation is new.
nlohmann::json all_are_added(nlohmann::json const& document);

nlohmann::json extraction_reply(nlohmann::json facts, nlohmann::json relations);
nlohmann::json fact_reply(std::string const& text, std::size_t source);
nlohmann::json relation_reply(std::string const& source, std::string const& relation, std::string const& target,
                              std::size_t fact);

inline std::string const extraction_name = "memory_extraction";
inline std::string const consolidation_name = "memory_consolidation";

}  // namespace keepsake::bench
