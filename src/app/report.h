#pragma once

#include <ostream>
#include <string>

namespace keepsake::app {

/// Writes one line per check and remembers whether one failed.
class Report {
public:
    explicit Report(std::ostream& out) : out_(out) {}
    void fine(std::string const& what, std::string const& line) { out_ << "ok    " << what << ": " << line << "\n"; }
    void note(std::string const& what, std::string const& line) { out_ << "note  " << what << ": " << line << "\n"; }
    void fail(std::string const& what, std::string const& line) {
        out_ << "FAIL  " << what << ": " << line << "\n";
        failed_ = true;
    }
    int exit_code() const { return failed_ ? 1 : 0; }

private:
    std::ostream& out_;
    bool failed_ = false;
};

}  // namespace keepsake::app
