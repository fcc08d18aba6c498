#pragma once

#include "http/door.h"
#include "http/exchange.h"
#include "http/gauge.h"
#include "http/guard.h"
#include "http/limits.h"
#include "http/open_connections.h"
#include "http/refusal_log.h"

namespace keepsake::http {

/// What the connections of one server share.
struct Service {
    Service(boost::asio::io_context& io, Guard who_may, Handler what, Limits how_much)
        : guard(std::move(who_may)),
          handler(std::move(what)),
          limits(how_much),
          streams(how_much.streams),
          bodies(how_much.bodies_at_once),
          backlogs(how_much.backlogs_at_once),
          door(io) {}

    Guard const guard;
    Handler const handler;
    Limits const limits;
    Gauge streams;
    Gauge bodies;    ///< bytes
    Gauge backlogs;  ///< bytes
    Door door;
    OpenConnections connections;
    RefusalLog refusals;
    bool stopping = false;  ///< each answer is the last of its connection
};

}  // namespace keepsake::http
