#include "journal/journal.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "journal/testing.h"

namespace adsbox::journal {
namespace {

using namespace std::chrono_literals;

std::vector<std::uint64_t> sequences(const Page& page) {
  std::vector<std::uint64_t> all;
  for (const auto& e : page.entries) all.push_back(e->sequence);
  return all;
}

Sample with_body(std::size_t size) {
  auto s = Sample::http("id");
  s.body.assign(size, 'x');
  return s;
}

TEST(Journal, KeepsBothMessagesAsTheyWere) {
  auto s = Sample::rest("T-1", "AddCampaigns", R"({"AccountId":1})");
  s.target += "?a=b";
  s.headers = {{"Accept", "x"}, {"customerid", "7"}};
  s.response.status = 400;
  s.response.body = "{}";
  s.response.set("TrackingId", "T-1");
  const auto e = s.entry();
  ASSERT_TRUE(e);
  EXPECT_EQ(e->sequence, 1u);
  EXPECT_EQ(e->method(), "POST");
  EXPECT_EQ(e->target(), "/CampaignManagement/v13/Campaigns?a=b");
  EXPECT_EQ(e->path(), "/CampaignManagement/v13/Campaigns");
  EXPECT_EQ(e->host(), "localhost:8080");
  EXPECT_EQ(e->request_body(), s.body);
  EXPECT_EQ(e->response_body(), "{}");
  EXPECT_EQ(e->request_header("CustomerId"), "7");
  EXPECT_EQ(e->response_header(0).value, "T-1");
  EXPECT_EQ(e->status, 400);
  EXPECT_TRUE(e->failed());
  EXPECT_GE(e->finished, e->exchange.ticks);
  EXPECT_EQ(schema::text(e->service()->name), "CampaignManagement");
}

TEST(Journal, CutsLongBodiesAndSaysSo) {
  const auto e = with_body(most_body_bytes + 10).entry();
  EXPECT_EQ(e->request_body().size(), most_body_bytes);
  EXPECT_EQ(e->request_size, most_body_bytes + 10);
  EXPECT_TRUE(e->request_cut());
  EXPECT_FALSE(e->response_cut());
}

TEST(Journal, NamesFilesInsteadOfReadingThem) {
  const auto path = testing::TempDir() + "/journal_test_report.zip";
  std::ofstream(path) << "12345";
  auto s = Sample::http("file");
  s.response.file = path;
  const auto e = s.entry();
  EXPECT_EQ(e->file(), "journal_test_report.zip");
  EXPECT_EQ(e->response_size, 5u);
  EXPECT_FALSE(e->response_cut());
  std::remove(path.c_str());
}

TEST(Journal, ForgetsTheOldestWhenTheBoundIsReached) {
  Journal journal(64 * 1024);
  for (int i = 0; i < 100; ++i) {
    auto s = with_body(4000);
    s.exchange.tracking_id = "id-" + std::to_string(i);
    s.into(journal);
    EXPECT_LE(journal.extent().bytes, 64u * 1024);
  }
  const auto extent = journal.extent();
  EXPECT_EQ(extent.last, 100u);
  EXPECT_EQ(extent.last - extent.first + 1, extent.entries);
  EXPECT_GT(extent.entries, 10u);
  EXPECT_LT(extent.entries, 17u);
  EXPECT_FALSE(journal.find("id-0"));
  ASSERT_TRUE(journal.find("ID-99"));
  EXPECT_EQ(journal.find("ID-99")->sequence, 100u);
  EXPECT_FALSE(journal.find(std::uint64_t{1}));
}

TEST(Journal, CountsWhatFailuresOwn) {
  auto small = Sample::http("a"), large = Sample::http("a");
  for (int i = 0; i < 100; ++i)
    large.exchange.partial_errors.push_back({Error::InternalError, i, {}, std::string(1000, 'd'), {}, -1});
  EXPECT_GT(large.entry()->bytes(), small.entry()->bytes() + 100 * 1000);
}

TEST(Journal, AnEntryLargerThanTheBoundLeavesNothingBroken) {
  Journal journal(3000);
  with_body(100).into(journal);
  with_body(10'000).into(journal);
  EXPECT_EQ(journal.extent().entries, 0u);
  EXPECT_EQ(journal.extent().bytes, 0u);
  with_body(100).into(journal);
  EXPECT_EQ(journal.find("id")->sequence, 3u);
}

TEST(Journal, IsOffWithoutRoomAndDeafToTheAdminApi) {
  Journal off(0), on;
  with_body(1).into(off);
  EXPECT_EQ(off.extent().last, 0u);
  auto s = Sample::http("a");
  s.target = "/_adsbox/v1/requests";
  s.into(on);
  EXPECT_EQ(on.extent().last, 0u);
}

TEST(Journal, FindsManyIdsAfterMany) {
  Journal journal(1 << 20);
  for (int i = 0; i < 20'000; ++i) Sample::http("guid-" + std::to_string(i)).into(journal);
  const auto extent = journal.extent();
  for (auto i = extent.first; i <= extent.last; ++i) {
    const auto e = journal.find("guid-" + std::to_string(i - 1));
    ASSERT_TRUE(e) << i;
    ASSERT_EQ(e->sequence, i);
  }
  EXPECT_FALSE(journal.find("guid-1"));
}

TEST(Journal, SelectsByEverything) {
  Journal journal;
  auto a = Sample::rest("a", "AddCampaigns", R"({"Name":"Tea"})");
  a.exchange.user_name = "someone@outlook-int.com";
  a.refused(Error::InvalidCredentials, {"auth.token.unknown", {}, {}, {}, {}});
  a.into(journal);
  auto b = Sample::http("b");
  b.exchange.ticks += DateTime::ticks_per_second;
  b.exchange.fired = {"f-1"};
  b.into(journal);
  auto c = Sample::soap("c", "AddCampaigns", "", "");
  c.exchange.world = "w2";
  c.into(journal);

  using List = std::vector<std::uint64_t>;
  const auto of = [&](const Filter& f) { return sequences(journal.select(f)); };
  EXPECT_EQ(of({}), (List{1, 2, 3}));
  EXPECT_EQ(of({.world = "SANDBOX"}), List{1});
  EXPECT_EQ(of({.service = "campaignmanagement"}), (List{1, 3}));
  EXPECT_EQ(of({.operation = "addcampaigns"}), (List{1, 3}));
  EXPECT_EQ(of({.operation = "token"}), List{2});
  EXPECT_EQ(of({.protocol = "soap"}), List{3});
  EXPECT_EQ(of({.tracking_id = "A"}), List{1});
  EXPECT_EQ(of({.user = "someone@outlook-int.com"}), List{1});
  EXPECT_EQ(of({.text = "Tea"}), List{1});
  EXPECT_EQ(of({.rule = "f-1"}), List{2});
  EXPECT_EQ(of({.rule = "auth.token.unknown"}), List{1});
  EXPECT_EQ(of({.failed = true}), List{1});
  EXPECT_EQ(of({.failed = false}), (List{2, 3}));
  EXPECT_EQ(of({.status = 500}), List{1});
  EXPECT_EQ(of({.status = 2}), (List{2, 3}));
  EXPECT_EQ(of({.since = b.exchange.ticks}), List{2});
  EXPECT_EQ(of({.until = a.exchange.ticks}), (List{1, 3}));
  EXPECT_EQ(of({.after = 1}), (List{2, 3}));
  EXPECT_EQ(of({.after = 0, .limit = 2}), (List{1, 2}));
  EXPECT_EQ(of({.limit = 2}), (List{2, 3}));
}

TEST(Journal, PagesWithoutMissingAny) {
  Journal journal;
  for (int i = 0; i < 1000; ++i) {
    auto s = Sample::http("x");
    s.exchange.world = i % 300 == 0 ? "wanted" : "other";
    s.into(journal);
  }
  std::vector<std::uint64_t> all;
  Filter f{.world = "wanted", .after = 0, .limit = 1};
  for (;;) {
    const auto page = journal.select(f);
    if (page.entries.empty()) {
      EXPECT_EQ(page.last, 1000u);
      break;
    }
    all.push_back(page.entries.front()->sequence);
    f.after = page.last;
  }
  EXPECT_EQ(all, (std::vector<std::uint64_t>{1, 301, 601, 901}));
  EXPECT_EQ(sequences(journal.select({.world = "wanted", .limit = 3})), (std::vector<std::uint64_t>{301, 601, 901}));
}

TEST(Journal, ASequenceOfAnEarlierServerBeginsAnew) {
  Journal journal;
  Sample::http("x").into(journal);
  EXPECT_EQ(sequences(journal.select({.after = 500})), (std::vector<std::uint64_t>{1}));
}

TEST(Journal, FollowersGetWhatComes) {
  Journal journal;
  Sample::http("before").into(journal);
  std::thread writer;
  const auto wait_for = [&] { return journal.follow({.operation = "wanted", .after = 1}, 20s); };
  writer = std::thread([&] {
    Sample::http("noise").into(journal);
    auto s = Sample::http("after");
    s.exchange.endpoint = "wanted";
    s.into(journal);
  });
  const auto page = wait_for();
  writer.join();
  EXPECT_EQ(sequences(page), (std::vector<std::uint64_t>{3}));
}

TEST(Journal, ClosingEndsAllWaiting) {
  Journal journal;
  std::thread closer([&] { journal.close(); });
  const auto page = journal.follow({.after = 0}, 60s);
  closer.join();
  EXPECT_TRUE(page.entries.empty());
  EXPECT_TRUE(journal.follow({.after = 0}, 60s).entries.empty());
}

TEST(Journal, ClearForgetsButCountsOn) {
  Journal journal;
  Sample::http("a").into(journal);
  EXPECT_EQ(journal.clear(), 1u);
  EXPECT_FALSE(journal.find("a"));
  EXPECT_EQ(journal.extent().bytes, 0u);
  Sample::http("b").into(journal);
  EXPECT_EQ(journal.find("b")->sequence, 2u);
}

TEST(Journal, ManyThreadsAtOnce) {
  Journal journal(256 * 1024);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const auto id = std::to_string(t) + "-" + std::to_string(i);
        Sample::http(id).into(journal);
        (void)journal.select({.text = "nothing", .limit = 5});
        if (i % 100 == 0) (void)journal.find(id);
      }
    });
  for (auto& t : threads) t.join();
  EXPECT_EQ(journal.extent().last, 2000u);
  EXPECT_LE(journal.extent().bytes, 256u * 1024);
}

}  // namespace
}  // namespace adsbox::journal
