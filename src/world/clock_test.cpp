#include "world/clock.h"

#include <gtest/gtest.h>

#include <limits>

namespace adsbox::world {
namespace {

constexpr std::int64_t kHour = 3600 * DateTime::ticks_per_second;
constexpr std::int64_t kFarFuture = 40'000'000'000'000'000;  // 2096

/// `call` reads the clock; the system clock before and after bounds what it may say.
template <class Read>
void expect_follows_system(Read read, std::int64_t offset = 0) {
  const auto before = system_ticks();
  const auto now = read();
  EXPECT_GE(now, before + offset);
  EXPECT_LE(now, system_ticks() + offset);
}

TEST(WorldClock, FollowsTheSystemClockAtFirst) {
  WorldClock clock;
  expect_follows_system([&] { return clock.ticks(); });
  EXPECT_FALSE(clock.frozen());
  EXPECT_EQ(clock.factor(), 1.0);
  EXPECT_TRUE(clock.now().utc());
}

TEST(WorldClock, AdvanceKeepsTheDistanceToTheSystemClock) {
  WorldClock clock;
  const auto before = system_ticks();
  clock.advance(kHour);
  const auto after = system_ticks();
  const auto now = clock.ticks();
  EXPECT_GE(now, before + kHour);
  EXPECT_LE(now, system_ticks() + kHour);
  clock.advance(-2 * kHour);
  EXPECT_LT(clock.ticks(), after);
}

TEST(WorldClock, FrozenTimeMovesOnlyByHand) {
  WorldClock clock;
  clock.freeze();
  EXPECT_TRUE(clock.frozen());
  const auto at = clock.ticks();
  EXPECT_EQ(clock.ticks(), at);
  clock.advance(kHour);
  EXPECT_EQ(clock.ticks(), at + kHour);
  clock.set(kFarFuture + 7);
  EXPECT_EQ(clock.ticks(), kFarFuture + 7);
  EXPECT_EQ(clock.seconds(), kFarFuture / DateTime::ticks_per_second);
  EXPECT_TRUE(clock.frozen());
  clock.run();
  EXPECT_FALSE(clock.frozen());
  EXPECT_GE(clock.ticks(), kFarFuture + 7);
}

TEST(WorldClock, RunsAtAFactor) {
  WorldClock clock;
  clock.freeze();
  clock.set(kFarFuture);
  const auto before = system_ticks();
  clock.run(1000);
  const auto started = system_ticks();
  std::int64_t now = 0, least = 0;
  do {
    least = (system_ticks() - started) * 1000;
    now = clock.ticks();
  } while (least == 0);
  EXPECT_GE(now, kFarFuture + least);
  EXPECT_LE(now, kFarFuture + (system_ticks() - before) * 1000);
  EXPECT_EQ(clock.factor(), 1000);
}

TEST(WorldClock, SenselessFactorsDoNoHarm) {
  WorldClock clock;
  clock.run(-3);
  EXPECT_TRUE(clock.frozen());
  clock.run(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(clock.factor(), 1.0);
}

}  // namespace
}  // namespace adsbox::world
