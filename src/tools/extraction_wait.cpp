#include "tools/extraction_wait.h"

namespace keepsake::tools {
namespace {

using Seconds = std::chrono::duration<double>;
constexpr std::chrono::milliseconds between_words{500};

std::string stage_of(memory::EventRecord const& event) {
    if (event.status == memory::EventStatus::running) return "asking the language model";
    return event.error ? "waiting: " + *event.error : "waiting in the queue";
}

}  // namespace

bool has_ended(memory::EventStatus status) {
    return status == memory::EventStatus::succeeded || status == memory::EventStatus::failed;
}

ExtractionWait::ExtractionWait(Source source, Time since, std::chrono::milliseconds longest, double told)
    : source_(std::move(source)), since_(since), longest_(longest), told_before_(told) {}

std::optional<memory::EventRecord> ExtractionWait::look() {
    auto event = source_.event();
    auto const now = source_.now();
    if (has_ended(event.status) || now - since_ >= longest_) return event;
    tell(event, now);
    return std::nullopt;
}

void ExtractionWait::tell(memory::EventRecord const& event, Time now) {
    auto stage = stage_of(event);
    if (!source_.progress || (stage == told_ && now - told_at_ < between_words)) return;
    source_.progress(told_before_ + Seconds(now - since_).count(), told_before_ + Seconds(longest_).count(), stage);
    told_ = std::move(stage);
    told_at_ = now;
}

}  // namespace keepsake::tools
