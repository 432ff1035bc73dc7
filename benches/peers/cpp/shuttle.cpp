// The shuttle workload in plain C++: std::priority_queue for the events, std::deque for the lines,
// std::mt19937_64 for luck. Events of equal time are dealt with in the order in which they were
// scheduled, by a serial number: std::priority_queue alone keeps no such order.
//
// shuttle SIZE REPLICATIONS SEED prints one line of JSON. The clock runs from before the first
// replication is built until after the last one.
//
// Built with -DLOOKS_AHEAD=true, vehicles claim their next load, or stand down, when they have set
// people down, as noria's do, and not on reaching the pickup.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <random>
#include <utility>
#include <vector>

#ifndef LOOKS_AHEAD
#define LOOKS_AHEAD false
#endif

#ifdef __clang__
#define COMPILER __VERSION__
#else
#define COMPILER "GCC " __VERSION__
#endif

namespace {

struct Size {
    const char *name;
    int vehicles[2], berths[2], people[2];
};

constexpr Size SIZES[] = {
    {"S", {20, 10}, {4, 4}, {6000, 250}},
    {"M", {200, 50}, {40, 40}, {1000000, 10000}},
    {"L", {80000, 20000}, {20000, 20000}, {40000000, 400000}},
};
constexpr int PLACES[2] = {50, 2};
constexpr double MINUTES[4] = {20, 45, 10, 35};
constexpr double SPREAD = 0.3;

// What ends with an event.
enum Stage { BOARDING, WAY_OUT, ALIGHTING, WAY_BACK };

struct Event {
    double time;
    std::uint64_t serial;
    int vehicle;
    Stage stage;

    bool operator<(const Event &other) const {
        return time != other.time ? time > other.time : serial > other.serial;
    }
};

struct Site {
    int free;
    std::deque<int> line;
};

class Shuttle {
public:
    Shuttle(const Size &size, std::uint64_t seed)
        : size(size), luck(seed), pickup{size.berths[0], {}}, drop_off{size.berths[1], {}} {
        const double variance = std::log1p(SPREAD * SPREAD);
        for (double mean : MINUTES)
            laws.emplace_back(std::log(mean) - variance / 2, std::sqrt(variance));
        for (int kind : {0, 1}) loads[kind] = size.people[kind] / PLACES[kind];
    }

    // Makes the replication. Returns when the last people arrived, in minutes.
    double run() {
        for (int vehicle = 0; vehicle < size.vehicles[0] + size.vehicles[1]; ++vehicle)
            if (!LOOKS_AHEAD || claim(vehicle)) reach_pickup(vehicle);
        while (!events.empty()) {
            const Event event = events.top();
            events.pop();
            now = event.time;
            switch (event.stage) {
            case BOARDING: boarded(event.vehicle); break;
            case WAY_OUT: reach_drop_off(event.vehicle); break;
            case ALIGHTING: alighted(event.vehicle); break;
            case WAY_BACK: reach_pickup(event.vehicle); break;
            }
        }
        return arrived.back().first;
    }

private:
    int kind(int vehicle) const { return vehicle >= size.vehicles[0]; }

    // A vehicle claims a load, if one is left.
    bool claim(int vehicle) {
        int &left = loads[kind(vehicle)];
        return left > 0 && left-- > 0;
    }

    void begin(int vehicle, Stage stage) {
        events.push({now + laws[stage](luck), serial++, vehicle, stage});
    }

    void reach_pickup(int vehicle) {
        if (!LOOKS_AHEAD && loads[kind(vehicle)] == 0) return;
        pickup.line.push_back(vehicle);
        board();
    }

    // Whoever is first in line boards, if a berth is free; those for whom nobody is left stand down.
    void board() {
        while (pickup.free > 0 && !pickup.line.empty()) {
            const int vehicle = pickup.line.front();
            pickup.line.pop_front();
            if (!LOOKS_AHEAD && !claim(vehicle)) continue;
            --pickup.free;
            begin(vehicle, BOARDING);
        }
    }

    void boarded(int vehicle) {
        ++pickup.free;
        board();
        begin(vehicle, WAY_OUT);
    }

    void reach_drop_off(int vehicle) {
        drop_off.line.push_back(vehicle);
        alight();
    }

    void alight() {
        if (drop_off.free == 0 || drop_off.line.empty()) return;
        --drop_off.free;
        begin(drop_off.line.front(), ALIGHTING);
        drop_off.line.pop_front();
    }

    void alighted(int vehicle) {
        arrived.emplace_back(now, PLACES[kind(vehicle)]);
        ++drop_off.free;
        alight();
        if (!LOOKS_AHEAD || claim(vehicle)) begin(vehicle, WAY_BACK);
    }

    Size size;
    std::mt19937_64 luck;
    std::vector<std::lognormal_distribution<double>> laws;
    std::priority_queue<Event> events;
    std::uint64_t serial = 0;
    double now = 0;
    Site pickup, drop_off;
    int loads[2];
    std::vector<std::pair<double, int>> arrived;
};

} // namespace

int main(int count, char **args) {
    const Size *size = nullptr;
    for (const Size &known : SIZES)
        if (count == 4 && std::strcmp(known.name, args[1]) == 0) size = &known;
    if (!size) {
        std::fprintf(stderr, "usage: shuttle S|M|L REPLICATIONS SEED\n");
        return 2;
    }
    const std::uint64_t replications = std::strtoull(args[2], nullptr, 10);
    const std::uint64_t first = std::strtoull(args[3], nullptr, 10) << 32;
    const auto begun = std::chrono::steady_clock::now();
    double sum = 0;
    for (std::uint64_t replication = 0; replication < replications; ++replication)
        sum += Shuttle(*size, first + replication).run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    const int trips = size->people[0] / PLACES[0] + size->people[1] / PLACES[1];
    std::printf("{\"engine\":\"%s\",\"version\":\"" COMPILER "\",\"seconds\":%.9f,\"replications\":%llu,"
                "\"trips\":%d,\"mean_last_arrival\":%.6f}\n",
                LOOKS_AHEAD ? "cpp-ahead" : "cpp", took.count(),
                static_cast<unsigned long long>(replications), trips,
                sum / static_cast<double>(replications));
}
