#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace keepsake::bench {

/// Three significant digits, thousands apart: "0.0432", "1.72", "12,400".
std::string figure(double value);
std::string grouped(std::size_t count);
/// The figure, what it should stay below, and whether it does.
std::string against_goal(double value, double limit);
/// Likewise with a second, wider limit, behind which the goal is missed.
std::string against_goal(double value, double limit, double wider_limit);

/// Rows of words under column titles; the first column is a name, the others are figures.
class Table {
public:
    Table(std::string title, std::vector<std::string> columns) : title_(std::move(title)), rows_{std::move(columns)} {}

    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    /// A sentence below the table.
    void remark(std::string sentence) { remarks_.push_back(std::move(sentence)); }
    void print(std::ostream& out) const;

private:
    std::string title_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::string> remarks_;
};

/// The tables of one run; they are shown at its end, what is being done meanwhile goes to stderr.
class Report {
public:
    static void progress(std::string_view what);

    void add(Table table) { tables_.push_back(std::move(table)); }
    void failed(std::string_view measurement, std::string_view why);
    bool complete() const { return complete_; }
    void print(std::ostream& out) const;

private:
    std::vector<Table> tables_;
    bool complete_ = true;
};

}  // namespace keepsake::bench
