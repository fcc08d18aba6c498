#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace keepsake::bench {

/// What the model was asked: the name of the wanted schema, and the body of the request as it came.
struct AskedQuestion {
    std::string name;
    std::string body;
};

/// A language model on 127.0.0.1 with OpenAI's wire format that lets every question wait, as many at once as come. It
/// works in a thread of its own.
class SlowModel {
public:
    /// The reply to a question of this name and with this document. Called in the model's thread.
    using Replies = std::function<nlohmann::json(std::string const& name, nlohmann::json const& document)>;

    SlowModel(Replies replies, std::chrono::milliseconds delay);
    SlowModel(SlowModel const&) = delete;
    SlowModel& operator=(SlowModel const&) = delete;
    ~SlowModel();

    /// What goes into the setting base_url.
    std::string address() const;
    /// For questions from now on; they wait a quarter more or less, so that they do not come and go together.
    void answer_after(std::chrono::milliseconds delay);

    std::vector<AskedQuestion> questions() const;
    /// How many of this name have been asked.
    std::size_t asked(std::string const& name) const;
    /// Questions that wait for their answer.
    std::size_t open() const;
    /// What all questions have waited so far, put together.
    double seconds_waited() const;

private:
    class Running;
    std::unique_ptr<Running> running_;
};

}  // namespace keepsake::bench
