#include "report.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace keepsake::bench {

std::string grouped(std::size_t count) {
    auto digits = std::to_string(count);
    for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, ",");
    return digits;
}

std::string figure(double value) {
    if (value >= 100) return grouped(static_cast<std::size_t>(std::llround(value)));
    int const decimals = value >= 10 ? 1 : value >= 1 ? 2 : value >= .1 ? 3 : 4;
    std::ostringstream text;
    text << std::fixed << std::setprecision(decimals) << value;
    return text.str();
}

std::string against_goal(double value, double limit) {
    return figure(value) + (value < limit ? " < " : ", MISSED: < ") + figure(limit);
}

std::string against_goal(double value, double limit, double wider_limit) {
    if (value < limit || value >= wider_limit) return against_goal(value, value < limit ? limit : wider_limit);
    return figure(value) + ", not < " + figure(limit) + " but < " + figure(wider_limit);
}

void Table::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (auto const& row : rows_) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    out << "\n" << title_ << "\n";
    for (auto const& row : rows_) {
        if (row.empty()) continue;
        out << "  ";
        for (std::size_t i = 0; i < row.size(); ++i) {
            std::string const space(widths[i] - row[i].size(), ' ');
            out << (i == 0 ? row[i] + space : "   " + space + row[i]);
        }
        out << "\n";
    }
    for (auto const& remark : remarks_) out << "  " << remark << "\n";
}

void Report::progress(std::string_view what) { std::cerr << "... " << what << std::endl; }

void Report::failed(std::string_view measurement, std::string_view why) {
    complete_ = false;
    Table table(std::string(measurement) + " was not measured", {});
    table.remark(std::string(why));
    add(std::move(table));
}

void Report::print(std::ostream& out) const {
    for (auto const& table : tables_) table.print(out);
    out.flush();
}

}  // namespace keepsake::bench
