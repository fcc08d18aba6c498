#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/job_records.h"

/// What a call may bring into the extraction (design, section 5, gate): not what its session has given before, and not the
/// memories that somebody pastes back.
namespace keepsake::memory {

/// For each turn, whether its session has given it before: stretches of two or more consecutive turns equal to consecutive
/// earlier ones, and single turns equal in time too. A lone "Yes" said again is new.
std::vector<bool> repeated_turns(std::span<storage::NewTurn const> turns, storage::Repetitions const& repetitions);

/// Texts that, if all of them are memories, make up a line.
using Reading = std::vector<std::string>;

/// A pasted text as memories might stand in it: for each of its lines the ways to read it, without the marks of lists and
/// quotations; as a whole, sentence by sentence, or only what stands in quotation marks. A line that announces what
/// follows ("I found this:") is left out. Of a JSON answer: the texts of its memories.
std::vector<std::vector<Reading>> readings_of(std::string_view text);

/// Whether a text is nothing but memories: each of its lines has a reading whose texts all are.
bool is_echo(std::vector<std::vector<Reading>> const& lines, std::function<bool(std::string const&)> const& is_memory);

}  // namespace keepsake::memory
