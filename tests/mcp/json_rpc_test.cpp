#include "mcp/json_rpc.h"

#include <gtest/gtest.h>

#include "core/text/unicode.h"

namespace keepsake::mcp {
namespace {

/// The code of the refusal; 0 when the text was taken.
int refusal(std::string_view text) {
    auto const parsed = parse_json(text);
    auto const* const error = std::get_if<RpcError>(&parsed);
    return error == nullptr ? 0 : static_cast<int>(error->code);
}

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}

Malformed broken(Json message) {
    auto const read = read_message(std::move(message));
    auto const* const malformed = std::get_if<Malformed>(&read);
    return malformed == nullptr ? Malformed{"taken", {}} : *malformed;
}

Call call(Json message) { return std::get<Call>(read_message(std::move(message))); }

constexpr int parse_error = -32700;
constexpr int invalid_request = -32600;
constexpr int invalid_params = -32602;

TEST(ParseJson, TakesWhatIsJson) {
    for (auto const* const text : {"{}", " [1, 2] ", "\"x\"", "null", R"({"a":"é🎉 \u00e9 \ud83c\udf89"})"})
        EXPECT_EQ(refusal(text), 0) << text;
}

TEST(ParseJson, RefusesWhatIsNone) {
    for (auto const* const text : {"", " ", "{", "{]", "{} {}", "{'a':1}", "[1,]", "nul", "\"\\ud800\"", "\"\n\""}) {
        EXPECT_EQ(refusal(text), parse_error) << text;
    }
}

TEST(ParseJson, RefusesBytesThatAreNoUtf8) {
    for (auto const* const text :
         {"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\xf4\x90\x80\x80\""}) {
        EXPECT_EQ(refusal(text), parse_error);
    }
}

TEST(ParseJson, RefusesNumbersThatNobodyCanHold) {
    EXPECT_EQ(refusal("[1e999]"), parse_error);
    EXPECT_EQ(refusal("[-1e999]"), parse_error);
    EXPECT_EQ(refusal("[1e-999, 123456789012345678901234567890]"), 0);
}

TEST(ParseJson, RefusesAZeroByteWhereverItStands) {
    using namespace std::string_view_literals;
    EXPECT_EQ(refusal("{}\0"sv), parse_error);
    EXPECT_EQ(refusal("{}\0 trailing"sv), parse_error);
    EXPECT_EQ(refusal("\0{}"sv), parse_error);
    EXPECT_EQ(refusal("\"a\0b\""sv), parse_error);
    EXPECT_EQ(refusal(R"("a\u0000b")"), 0) << "an escaped one is a character like others";
}

/// How many brackets may be open at once.
int depth_limit() {
    int depth = 1;
    while (depth < 10'000 && refusal(nested(depth + 1)) == 0) ++depth;
    return depth;
}

TEST(ParseJson, LimitsTheDepthOfBracketsOutsideOfStrings) {
    auto const limit = depth_limit();
    EXPECT_GE(limit, 64);
    EXPECT_LE(limit, 1000);
    EXPECT_EQ(refusal(std::string(1'000'000, '[')), parse_error);
    std::string const open(2000, '[');
    EXPECT_EQ(refusal("\"" + open + "\""), 0);
    EXPECT_EQ(refusal("[\"\\\"" + open + "\"]"), 0) << "an escaped quote does not end the string";
    EXPECT_EQ(refusal("[\"\\\\\"," + nested(limit) + "]"), parse_error)
        << "but an escaped backslash before the quote lets it";
    std::string wide = "[";
    for (int i = 0; i < 2000; ++i) wide += "[],{},";
    EXPECT_EQ(refusal(wide + "0]"), 0) << "what was closed does not count";
}

TEST(ParseJson, LimitsTheNumberOfValuesOutsideOfStrings) {
    auto const many = [](std::string const& value, std::size_t count) {
        std::string text = "[" + value;
        for (std::size_t i = 1; i < count; ++i) text += "," + value;
        return text + "]";
    };
    EXPECT_EQ(refusal(many("1", 90'000)), 0);
    for (auto const* const value : {"1", "{}", "[]", "[[]]", "{\"\":0}"})
        EXPECT_EQ(refusal(many(value, 110'000)), parse_error) << value;
    EXPECT_EQ(refusal(many("\",[{\"", 40'000)), 0);
}

TEST(ReadMessage, TellsRequestsNotificationsAndAnswersApart) {
    auto const request = call({{"jsonrpc", "2.0"}, {"id", 7}, {"method", "ping"}, {"params", {{"a", 1}}}});
    EXPECT_EQ(request.id, 7);
    EXPECT_EQ(request.method, "ping");
    EXPECT_EQ(request.params, Json({{"a", 1}}));
    EXPECT_FALSE(request.is_notification());
    EXPECT_EQ(call({{"jsonrpc", "2.0"}, {"id", "x"}, {"method", "ping"}}).params, Json::object());
    EXPECT_TRUE(call({{"jsonrpc", "2.0"}, {"method", "notifications/initialized"}}).is_notification());
    EXPECT_TRUE(std::holds_alternative<Answer>(read_message({{"jsonrpc", "2.0"}, {"id", 1}, {"result", nullptr}})));
    EXPECT_TRUE(
        std::holds_alternative<Answer>(read_message({{"jsonrpc", "2.0"}, {"id", 1}, {"error", Json::object()}})));
}

TEST(ReadMessage, SaysWhatBreaksJsonRpcUnderTheIdOfTheRequest) {
    for (auto const& message : {Json(1), Json("x"), Json(nullptr), Json::array()}) {
        EXPECT_EQ(broken(message).id, Json());
        EXPECT_EQ(static_cast<int>(broken(message).error.code), invalid_request);
    }
    Json const wrong[] = {{{"id", 3}, {"method", "ping"}},
                          {{"jsonrpc", "1.0"}, {"id", 3}, {"method", "ping"}},
                          {{"jsonrpc", 2.0}, {"id", 3}, {"method", "ping"}},
                          {{"jsonrpc", "2.0"}, {"id", 3}},
                          {{"jsonrpc", "2.0"}, {"id", 3}, {"method", 5}}};
    for (auto const& message : wrong) {
        EXPECT_EQ(broken(message).id, 3) << message;
        EXPECT_EQ(static_cast<int>(broken(message).error.code), invalid_request);
    }
}

TEST(ReadMessage, AnIdIsAStringOrAnInteger) {
    for (auto const& id : {Json(nullptr), Json(1.5), Json(true), Json::array(), Json::object()}) {
        auto const malformed = broken({{"jsonrpc", "2.0"}, {"id", id}, {"method", "ping"}});
        EXPECT_EQ(static_cast<int>(malformed.error.code), invalid_request) << id;
        EXPECT_EQ(malformed.id, Json()) << "an id that is none is not repeated";
    }
    for (auto const& id : {Json(0), Json(-1), Json(UINT64_MAX), Json("")}) {
        EXPECT_EQ(call({{"jsonrpc", "2.0"}, {"id", id}, {"method", "ping"}}).id, id);
    }
}

TEST(ReadMessage, ParamsAreAnObject) {
    for (auto const& params : {Json(nullptr), Json::array({1}), Json("x")}) {
        auto const malformed = broken({{"jsonrpc", "2.0"}, {"id", 3}, {"method", "ping"}, {"params", params}});
        EXPECT_EQ(static_cast<int>(malformed.error.code), invalid_params);
        EXPECT_EQ(malformed.id, 3);
    }
}

TEST(Messages, HaveTheFormOfJsonRpc) {
    EXPECT_EQ(result_message("x", {{"a", 1}}), Json::parse(R"({"jsonrpc":"2.0","id":"x","result":{"a":1}})"));
    EXPECT_EQ(error_message(nullptr, {ErrorCode::parse_error, "no"}),
              Json::parse(R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}})"));
    EXPECT_EQ(error_message(1, {ErrorCode::invalid_params, "no", {{"a", 1}}})["error"]["data"], Json({{"a", 1}}));
    EXPECT_EQ(notification_message("n", {{"a", 1}}), Json::parse(R"({"jsonrpc":"2.0","method":"n","params":{"a":1}})"));
}

TEST(Messages, AreOneLineOfUtf8WhateverTheirTexts) {
    auto const line = to_line({{"a", "one\ntwo\r\n"}, {"b", "caf\xff"}, {"c", "é🎉\u2028"}});
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_EQ(line.find('\r'), std::string::npos);
    EXPECT_TRUE(core::is_valid_utf8(line));
    EXPECT_EQ(Json::parse(line)["b"], "caf\uFFFD");
}

}  // namespace
}  // namespace keepsake::mcp
