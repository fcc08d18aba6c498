#include "mcp/stdio/line_writer.h"

#include <spdlog/spdlog.h>

#include <system_error>

#include "core/process.h"

namespace keepsake::mcp {

LineWriter::LineWriter(int descriptor) : descriptor_(descriptor), thread_([this] { write(); }) {}

LineWriter::~LineWriter() {
    {
        std::lock_guard const lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void LineWriter::send(Json const& message) {
    auto line = to_line(message);
    {
        std::lock_guard const lock(mutex_);
        if (broken_) return;
        backlog_ += line.size();
        lines_.push_back(std::move(line));
    }
    changed_.notify_all();
}

std::size_t LineWriter::backlog() const {
    std::lock_guard const lock(mutex_);
    return backlog_;
}

bool LineWriter::flush(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return backlog_ == 0 || broken_; });
}

void LineWriter::write() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ending_ || !lines_.empty(); });
        if (lines_.empty()) return;
        auto const line = std::move(lines_.front());
        lines_.pop_front();
        lock.unlock();
        bool written = true;
        try {
            core::write_all(descriptor_, line.data(), line.size());
        } catch (std::system_error const& error) {
            spdlog::info("the client reads no more ({})", error.code().message());
            written = false;
        }
        lock.lock();
        backlog_ -= line.size();
        if (!written) {
            broken_ = true;
            lines_.clear();
            backlog_ = 0;
        }
        changed_.notify_all();
    }
}

}  // namespace keepsake::mcp
