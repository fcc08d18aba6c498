// Filters that nobody would write: reading them never fails other than by a refusal, and what is read runs.

#include <chrono>

#include "e2e/environment_number.h"
#include "storage/filter_store.h"

namespace keepsake::storage {
namespace {

using namespace keepsake::testing;

class FilterFuzzTest : public FilterStoreTest {
protected:
    Json odd_value() {
        switch (random_.below(16)) {
            case 0: return nullptr;
            case 1: return random_.one_in(2);
            case 2: return -1;
            case 3: return INT64_MIN;
            case 4: return UINT64_MAX;
            case 5: return 1e308;
            case 6: return std::numeric_limits<double>::quiet_NaN();
            case 7: return -std::numeric_limits<double>::infinity();
            case 8: return "*";
            case 9: return std::string("\xff\xfe\x80 broken \xed\xa0\x80");
            case 10: return std::string("zero\0byte", 9);
            case 11: return std::string(static_cast<std::size_t>(random_.below(3000)), 'x');
            case 12: return Json::array();
            case 13: return Json::object();
            case 14: return random_.filter(1);
            default: return random_.metadata();
        }
    }
    std::string odd_key() {
        static std::string const keys[] = {"AND",       "OR",         "NOT",       "and",        "eq",
                                           "in",        "gt",         "icontains", "contains",   "*",
                                           "",          "metadata",   "metadata.", "metadata.a", "metadata..",
                                           "user_id",   "created_at", "keywords",  "memory_ids", "colour",
                                           "$.a",       "\xc3\x28",   "a\"b",      "\\",         "metadata.\x01",
                                           "confidence"};
        return random_.one_in(20) ? std::string(static_cast<std::size_t>(random_.below(2000)), 'k') : random_.any(keys);
    }
    Json deep(int levels) {
        static std::string const steps[] = {"AND", "OR", "NOT", "metadata", "list"};
        auto value = random_.one_in(2) ? random_.filter(0) : odd_value();
        for (auto const& step = random_.any(steps); levels > 0; --levels) {
            if (step == "list") value = Json::array({std::move(value)});
            else if (step == "metadata" || step == "NOT") value = Json{{step, std::move(value)}};
            else value = Json{{step, Json::array({std::move(value)})}};
        }
        return value;
    }
    Json long_list() {
        auto list = Json::array();
        for (int more = random_.below(1500); more > 0; --more)
            list.push_back(random_.one_in(500) ? odd_value() : Json("x"));
        return list;
    }

    /// Changes one place somewhere inside.
    void mutate(Json& json) {
        if (json.is_structured() && !json.empty() && !random_.one_in(3)) {
            auto place = json.begin();
            std::advance(place, random_.below(static_cast<int>(json.size())));
            mutate(*place);
            return;
        }
        if (json.is_object() && random_.one_in(2)) {
            json[odd_key()] = random_.one_in(2) ? odd_value() : random_.filter(1);
        } else if (json.is_array() && random_.one_in(2)) {
            json.push_back(odd_value());
        } else if (json.is_object() && !json.empty() && random_.one_in(2)) {
            json.erase(json.begin());
        } else {
            json = random_.one_in(30) ? long_list() : random_.one_in(10) ? deep(random_.below(80)) : odd_value();
        }
    }

    /// The filter as text, with some bytes of it changed; discarded when it is no JSON any more.
    Json through_broken_text(Json const& filters) {
        auto text = filters.dump(-1, ' ', false, Json::error_handler_t::replace);
        for (int more = 1 + random_.below(3); more > 0 && !text.empty(); --more) {
            auto const place = static_cast<std::size_t>(random_.below(static_cast<int>(text.size())));
            static std::string const bytes = "{}[]\":,0159eE-.*\\ nN\x80\xff";
            if (random_.one_in(3)) text.erase(place, 1);
            else if (random_.one_in(2)) text.insert(place, 1, random_.any(bytes));
            else text[place] = random_.any(bytes);
        }
        return Json::parse(text, nullptr, false);
    }

    Json next() {
        auto filters = random_.filter(2);
        if (random_.one_in(4)) return through_broken_text(filters);
        for (int more = 1 + random_.below(3); more > 0; --more) mutate(filters);
        if (random_.one_in(50)) return deep(random_.below(5000));
        return filters;
    }
};

TEST_F(FilterFuzzTest, IsReadOrRefusedAndThenRuns) {
    fill(12);
    int const cases = environment_number("KEEPSAKE_FILTER_FUZZ", 20'000);
    int ran = 0;
    int refused = 0;
    for (int i = 0; i < cases; ++i) {
        auto const filters = next();
        if (filters.is_discarded()) continue;
        auto const filter = core::parse_filter(filters);
        if (filter) {
            ASSERT_NO_THROW((void)store_.allowed({}, filter.value(), {})) << "case " << i;
            ++ran;
        } else {
            auto const& said = filter.error().message;
            ASSERT_TRUE(said.starts_with("filters") && said.find(": expected ") != std::string::npos) << said;
            ASSERT_LT(said.size(), 5000u) << said;
            ++refused;
        }
    }
    EXPECT_GT(ran, cases / 10);
    EXPECT_GT(refused, cases / 10);
    RecordProperty("ran", ran);
    RecordProperty("refused", refused);
}

}  // namespace
}  // namespace keepsake::storage
