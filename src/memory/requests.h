#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/filter/filter.h"
#include "memory/graph/graph_requests.h"
#include "memory/retrieval/ranking.h"
#include "storage/job_records.h"
#include "storage/store_failure.h"

/// What the engine is asked and what it answers: values only.
namespace keepsake::memory {

using core::EventId;
using core::MemoryId;
using core::Scope;
using core::ScopeFilter;
using core::Timestamp;
using storage::ChangeEvent;
using storage::ChangeState;
using storage::Content;
using storage::EventRecord;
using storage::EventStatus;
using storage::Extractions;
using storage::HistoryRecord;
using storage::MemoryKind;
using storage::MemoryRecord;
using storage::MemoryState;
using storage::NamesFound;
using storage::Overview;
using storage::PastView;
using storage::Removal;
using storage::Revision;
using storage::SourceRecord;
using storage::StoreFailure;

struct Message {
    std::string role;
    std::string speaker;
    std::string text;
    std::optional<Timestamp> time;
};

/// A fact in the caller's words.
struct StatedFact {
    Content content;
    std::optional<Timestamp> valid_from;
};

/// A relation in the caller's words.
struct StatedRelation {
    storage::RelationTriple triple;
    std::optional<Timestamp> valid_from;
    double confidence = 1;
};

/// What of a conversation is worth keeping, in the caller's words; empty parts leave it to the project's settings.
struct ExtractionWishes {
    std::string instructions;
    std::string includes;
    std::string excludes;
    std::map<std::string, std::string> categories;  ///< name -> what it means
};

struct AddRequest {
    Scope scope;
    std::optional<std::string> text;
    std::vector<Message> messages;
    std::vector<StatedFact> facts;
    std::vector<StatedRelation> relations = {};
    std::optional<Timestamp> said_at;  ///< for what carries no time of its own; now when absent
    bool infer = true;
    bool wait = false;  ///< somebody waits for the extraction
    ExtractionWishes wishes = {};
    MemoryKind kind = MemoryKind::fact;  ///< of `text` and `facts`; a message is always a turn
    Content shared;                      ///< categories, metadata and expiry of everything in the call
    std::string actor;
};

struct Stored {
    MemoryId id;
    std::string memory;
    ChangeEvent event = ChangeEvent::add;
};

struct SimilarMemory {
    MemoryId id;
    std::string memory;
};

struct AddAnswer {
    EventId event;
    EventStatus status = EventStatus::succeeded;
    std::vector<Stored> results;
    std::vector<storage::EventRelation> relations = {};
    std::vector<SimilarMemory> similar;
};

struct SearchRequest {
    std::string query;
    ScopeFilter visible;
    core::Filter filter;
    int limit = 10;
    std::optional<double> threshold;
    std::vector<MemoryKind> kinds;  ///< empty: all
    PastView past;
    bool rerank = false;
    bool explain = false;
};

struct Hit {
    MemoryRecord memory;
    /// Absolute, 0..1: the larger of the cosine of question and memory and the share of the question's different terms
    /// that the memory has.
    double score = 0;
    std::optional<Explanation> explanation;
};

struct SearchAnswer {
    std::vector<Hit> hits;
    std::optional<int> filtered;  ///< how many the threshold hid, when there was one
    std::vector<NotSearched> not_searched;
    std::size_t without_vector = 0;  ///< memories that could not be searched by meaning yet
    std::vector<RelationView> relations = {};  ///< that the question speaks of, or that the hits say of what it names
};

struct ListRequest {
    ScopeFilter visible;
    core::Filter filter;
    std::vector<MemoryKind> kinds;  ///< empty: all
    bool superseded_too = false;
    int limit = 50;
    std::optional<storage::RowId> before;
    bool hands_out = true;  ///< an assistant will have read the texts; see HandedOut
};

struct ListAnswer {
    std::vector<MemoryRecord> memories;
    std::int64_t total = 0;
    std::optional<storage::RowId> next_before;
};

struct MemoryDetails {
    MemoryRecord memory;
    std::vector<SourceRecord> sources;
    std::optional<std::vector<HistoryRecord>> history;
};

}  // namespace keepsake::memory
