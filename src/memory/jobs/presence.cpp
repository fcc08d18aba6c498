#include "memory/jobs/presence.h"

#include <system_error>

#include "core/identity.h"

namespace keepsake::memory {
namespace {

std::filesystem::path made(std::filesystem::path directory) {
    core::create_private_directory(directory);
    return directory;
}

}  // namespace

Presence::Presence(std::filesystem::path const& data_directory)
    : directory_(made(data_directory / "workers")), name_(core::new_uuid()), lock_(file_of(name_)) {
    lock_.lock();
}

Presence::~Presence() {
    std::error_code ignored;
    std::filesystem::remove(file_of(name_), ignored);
}

bool Presence::is_alive(std::string const& name) const {
    if (name == name_) return true;
    auto const file = file_of(name);
    if (!std::filesystem::exists(file)) return false;
    try {
        core::FileLock lock(file);
        if (!lock.try_lock()) return true;
    } catch (std::system_error const&) {
        return true;  // who cannot tell must not take anything away
    }
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return false;
}

std::filesystem::path Presence::file_of(std::string const& name) const { return directory_ / (name + ".lock"); }

}  // namespace keepsake::memory
