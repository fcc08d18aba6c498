#pragma once

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace keepsake::testing {

/// Random values for memories and random filters over them, out of the same few, so that many fit. The same seed gives
/// the same.
class RandomFilters {
public:
    using Json = nlohmann::json;

    explicit RandomFilters(std::uint32_t seed) : engine_(seed) {}

    int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(end)); }
    bool one_in(int times) { return below(times) == 0; }
    template <typename List>
    auto const& any(List const& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(std::size(list))))];
    }

    std::string name() { return any(names_); }
    std::string name_or_none() { return one_in(3) ? "" : name(); }
    std::string text() {
        std::string text = any(words_);
        for (int more = below(5); more > 0; --more) text += " " + any(words_);
        return text;
    }
    std::string word() { return any(words_); }
    std::string time() { return any(times_); }
    double confidence() { return any(confidences_); }
    std::vector<std::string> categories() {
        std::vector<std::string> some;
        for (int more = below(3); more > 0; --more) some.push_back(word());
        return some;
    }
    Json metadata() {
        auto object = Json::object();
        for (int more = below(5); more > 0; --more) object[any(keys_)] = metadata_value(2);
        return object;
    }
    void know_id(std::string id) { ids_.push_back(std::move(id)); }

    Json filter(int levels) {
        auto filter = Json::object();
        for (int more = one_in(20) ? 0 : 1 + below(2); more > 0; --more) {
            int const choice = levels > 0 ? below(6) : 5;
            if (choice == 0) filter["AND"] = filters(levels - 1);
            if (choice == 1) filter["OR"] = filters(levels - 1);
            if (choice == 2) filter["NOT"] = one_in(2) ? filter_list(levels - 1) : this->filter(levels - 1);
            if (choice > 2) add_condition(filter);
        }
        return filter;
    }

private:
    Json filters(int levels) { return filter_list(levels); }
    Json filter_list(int levels) {
        auto list = Json::array();
        for (int more = below(4); more > 0; --more) list.push_back(filter(levels));
        return list;
    }

    Json scalar() {
        switch (below(8)) {
            case 0: return one_in(2);
            case 1:
            case 2: return any(numbers_);
            case 3: return text();
            case 4: return "";
            default: return word();
        }
    }
    Json metadata_value(int levels) {
        if (one_in(10)) return nullptr;
        if (levels > 0 && one_in(4)) {
            auto object = Json::object();
            for (int more = below(3); more > 0; --more) object[any(keys_)] = metadata_value(levels - 1);
            return object;
        }
        if (levels > 0 && one_in(3)) {
            auto array = Json::array();
            for (int more = below(4); more > 0; --more) array.push_back(metadata_value(levels - 1));
            return array;
        }
        return scalar();
    }

    /// {"field": what `value` makes}, with one of the operators or in a short form.
    template <typename Value>
    Json condition(std::vector<std::string> const& operators, Value const& value) {
        if (one_in(12)) return "*";
        std::string const comparison = any(operators);
        if (comparison == "in") {
            auto list = Json::array();
            for (int more = below(4); more > 0; --more) list.push_back(value());
            return one_in(2) ? list : Json{{"in", list}};
        }
        return one_in(4) ? Json(value()) : Json{{comparison, value()}};
    }

    void add_condition(Json& filter) {
        static std::vector<std::string> const names = {"user_id", "agent_id", "app_id", "session_id", "run_id"};
        static std::vector<std::string> const times = {"created_at", "updated_at", "timestamp", "event_date",
                                                       "expires_at"};
        switch (below(9)) {
            case 0: filter[any(names)] = condition({"eq", "ne", "in"}, [&] { return name(); }); break;
            case 1: filter["kind"] = condition({"eq", "ne", "in"}, [&] { return any(kinds_); }); break;
            case 2: filter["memory_ids"] = condition({"eq", "ne", "in"}, [&] { return any(ids_); }); break;
            case 3: filter["keywords"] = condition({"contains", "icontains"}, [&] { return word(); }); break;
            case 4:
                filter["categories"] = condition({"eq", "ne", "in", "contains", "icontains"}, [&] { return word(); });
                break;
            case 5:
                filter["confidence"] =
                    condition({"eq", "ne", "in", "gt", "gte", "lt", "lte"}, [&] { return confidence(); });
                break;
            case 6:
                filter[any(times)] =
                    condition({"eq", "ne", "in", "gt", "gte", "lt", "lte"}, [&] { return filter_time(); });
                break;
            case 7: filter["metadata." + any(plain_keys_)] = metadata_condition(); break;
            default:
                filter["metadata"][any(plain_keys_)] =
                    one_in(3) ? Json{{any(plain_keys_), metadata_condition()}} : metadata_condition();
        }
    }
    Json filter_time() {
        if (one_in(4)) return 1773482400 + below(100'000);
        return one_in(2) ? time() : time().substr(0, 10);
    }
    Json metadata_condition() {
        switch (below(4)) {
            case 0: return condition({"eq", "ne", "in"}, [&] { return not_star(scalar()); });
            case 1: return Json{{any(std::vector<std::string>{"gt", "gte", "lt", "lte"}), ordered()}};
            case 2: return Json{{"contains", one_in(3) ? Json(any(numbers_)) : Json(word())}};
            default: return Json{{one_in(2) ? "icontains" : "ne", word()}};
        }
    }
    Json ordered() { return one_in(2) ? Json(any(numbers_)) : Json(word()); }
    static Json not_star(Json value) { return value == "*" ? Json("x") : value; }

    std::mt19937 engine_;
    std::vector<std::string> ids_ = {"0198c0de-0000-7000-8000-000000000000"};
    std::vector<std::string> const names_ = {"ana", "ben", "Ana", "%", "a'b", "é"};
    std::vector<std::string> const kinds_ = {"fact", "turn", "procedure"};
    std::vector<std::string> const words_ = {"tea",  "Tea",  "TEA time", "ÄRGER", "ärger", "Σίσυφος", "茶",
                                             "it's", "100%", "_",        "\"q\"", "a\\b",  "1",       "\n"};
    std::vector<std::string> const plain_keys_ = {"a", "b", "a.b", "é", "x y", "$", "0", "[0]", "k'", "unit"};
    std::vector<std::string> const keys_ = {"a", "b", "a.b", "é", "x y", "$", "0", "[0]", "k'", "eq", "unit"};
    std::vector<Json> const numbers_ = {0,
                                        1,
                                        1.0,
                                        -1,
                                        1.5,
                                        0.1,
                                        2.675,
                                        1e-7,
                                        123456789.125,
                                        9007199254740993,
                                        9007199254740992,
                                        9007199254740992.0,
                                        -9223372036854775807,
                                        18446744073709551615u,
                                        1e300};
    std::vector<double> const confidences_ = {0, 1, 0.5, 0.1, 0.85, 0.3, 0.1 + 0.2, 1.0 / 3, 0.7281537893517241};
    std::vector<std::string> const times_ = {"2026-03-14T00:00:00Z",
                                             "2026-03-14T09:59:59.999+00:00",
                                             "2026-03-14T23:59:59.999Z",
                                             "2026-03-15T00:00:00Z",
                                             "2026-03-14T23:30:00-02:00",
                                             "2026-03-13T12:00:00Z",
                                             "2026-03-15",
                                             "2025-01-01",
                                             "2026-03-14T10:00:00Z"};
};

}  // namespace keepsake::testing
