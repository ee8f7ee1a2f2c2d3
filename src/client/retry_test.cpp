#include "adsbox/retry.h"

#include <gtest/gtest.h>

namespace adsbox {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

// Sun, 06 Nov 1994 08:49:37 GMT
const auto noon = std::chrono::system_clock::time_point(sys_days(std::chrono::year(1994) / 11 / 6)) + 8h + 49min + 37s;

TEST(RetryAfter, ReadsSeconds) {
  EXPECT_EQ(parse_retry_after("120", noon), 120s);
  EXPECT_EQ(parse_retry_after(" 0 ", noon), 0s);
}

TEST(RetryAfter, ReadsAllThreeDates) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", noon), 30s);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:50:07 GMT", noon), 30s);
  EXPECT_EQ(parse_retry_after("Sun Nov  6 08:50:07 1994", noon), 30s);
}

TEST(RetryAfter, TakesAPassedMomentAsNow) {
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", noon), 0s);
}

TEST(RetryAfter, IgnoresGarbage) {
  for (const auto* text : {"", " ", "soon", "-3", "1.5", "12 s", "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:50:07 GMT",
                           "Sun, 99 Nov 1994 08:50:07 GMT", "Sun, 06 Nov 1994 25:50:07 GMT", "Sun, 06 Nov 1994 08:50:07 GMT+1",
                           ",", "Sun, ", "Sun Nov", "Sun Nov  6 08:50:07"})
    EXPECT_EQ(parse_retry_after(text, noon), std::nullopt) << text;
}

TEST(RetryAfter, BoundsHugeNumbers) {
  const auto d = parse_retry_after("99999999999999999999999999", noon);
  ASSERT_TRUE(d);
  EXPECT_EQ(*d, 366 * 24h);
}

RetryPolicy policy() {
  RetryPolicy p;
  p.random = [] { return 0.5; };
  return p;
}

ApiError http(int status) {
  ApiError e;
  e.kind = ApiError::Kind::http;
  e.http_status = status;
  return e;
}

ApiError fault(int status, int code) {
  ApiError e;
  e.kind = ApiError::Kind::fault;
  e.http_status = status;
  e.code = code;
  e.errors.push_back({.code = code});
  return e;
}

TEST(RetryPolicy, WaitsForTheThrottlingWindow) {
  EXPECT_EQ(policy().delay(fault(500, 117), 1, false), 66s);  // 60 s and half of the jitter
  EXPECT_EQ(policy().delay(http(429), 1, false), 66s);
  EXPECT_GE(policy().delay(fault(429, 117), 3, false), 60s);
}

TEST(RetryPolicy, FollowsRetryAfter) {
  auto e = http(503);
  e.retry_after = 7s;
  EXPECT_EQ(policy().delay(e, 1, false), 7s);
  e.retry_after = 1h;
  EXPECT_EQ(policy().delay(e, 1, false), std::nullopt);
}

TEST(RetryPolicy, GrowsUpToABound) {
  auto p = policy();
  p.max_attempts = 20;
  EXPECT_EQ(p.delay(http(503), 1, false), 500ms);
  EXPECT_EQ(p.delay(http(503), 2, false), 1000ms);
  EXPECT_EQ(p.delay(http(503), 3, false), 2000ms);
  EXPECT_EQ(p.delay(http(503), 15, false), 30s);
}

TEST(RetryPolicy, SpreadsDelays) {
  auto p = policy();
  p.random = [] { return 0.0; };
  EXPECT_EQ(p.delay(http(503), 1, false), 400ms);
  p.random = [] { return 1.0; };
  EXPECT_EQ(p.delay(http(503), 1, false), 600ms);
}

TEST(RetryPolicy, StopsAfterTheLastAttempt) {
  EXPECT_TRUE(policy().delay(http(503), 3, false));
  EXPECT_EQ(policy().delay(http(503), 4, false), std::nullopt);
  EXPECT_EQ(RetryPolicy::none().delay(http(503), 1, true), std::nullopt);
}

TEST(RetryPolicy, RepeatsWritesOnlyWhenNothingWasDone) {
  for (const auto& doubtful : {http(500), http(502), http(504), fault(500, 0)}) {
    EXPECT_TRUE(policy().delay(doubtful, 1, true)) << doubtful.http_status;
    EXPECT_FALSE(policy().delay(doubtful, 1, false)) << doubtful.http_status;
  }
  ApiError lost;
  lost.kind = ApiError::Kind::transport;
  EXPECT_FALSE(policy().delay(lost, 1, false));
  lost.request_sent = false;
  EXPECT_TRUE(policy().delay(lost, 1, false));
}

TEST(RetryPolicy, TakesRefusalsAsFinal) {
  for (const auto& refusal :
       {fault(400, 1100), fault(500, 105), fault(401, 109), http(400), http(404), fault(500, 207), fault(400, 4204)})
    EXPECT_FALSE(policy().delay(refusal, 1, true)) << refusal.http_status << " " << refusal.code;
}

}  // namespace
}  // namespace adsbox
