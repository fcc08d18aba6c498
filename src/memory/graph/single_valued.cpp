#include "memory/graph/single_valued.h"

#include <algorithm>

#include "core/text/graph_names.h"

namespace keepsake::memory {
namespace {

/// Each list is one thing of which somebody has one at a time, under the names it goes by.
std::vector<std::vector<std::string>> const& groups() {
    static std::vector<std::vector<std::string>> const all = {
        {"works_at", "works_for", "employed_by", "is_employed_by", "employer"},
        {"lives_in", "resides_in", "lives_at", "home_city", "current_city", "moved_to"},
        {"married_to", "is_married_to", "spouse", "spouse_of", "husband_of", "wife_of"},
        {"engaged_to", "is_engaged_to"},
        {"has_profession", "profession", "job_title", "has_job_title", "occupation", "has_occupation"},
        {"reports_to", "managed_by", "has_manager"},
        {"located_in", "is_located_in", "based_in", "headquartered_in"},
        {"has_status", "status", "current_status"},
        {"has_name", "named"},
        {"has_age", "age"},
        {"born_in", "birthplace"},
        {"born_on", "birthday", "has_birthday", "date_of_birth"},
        {"has_email", "email"},
        {"has_phone_number", "phone_number"},
        {"has_address", "address"},
        {"has_version", "current_version"},
    };
    return all;
}

}  // namespace

std::vector<std::string> replaced_by(std::string_view relation) {
    auto const name = core::relation_name(relation);
    for (auto const& group : groups()) {
        if (std::find(group.begin(), group.end(), name) != group.end()) return group;
    }
    return {};
}

}  // namespace keepsake::memory
