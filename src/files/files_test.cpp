#include "files/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "net/inflate.h"
#include "store/temporary_directory.h"

namespace adsbox::files {
namespace {

using ::testing::HasSubstr;

std::string disk_file;  // a path

std::optional<Content> notes(world::World& world, std::string_view name) {
  if (name == "disk.txt") return Content{"text/plain", {}, disk_file, 0};
  if (name != "a/note.txt") return std::nullopt;
  return Content{"text/plain", "of " + world.name(), {}, world.clock().ticks()};
}
constexpr Folder folders[] = {{"notes", notes}};

class Files : public ::testing::Test {
 protected:
  Files()
      : manager_(*world::Manager::open(
            {.random_seed = 5,
             .seeder = [](world::World&, std::string_view) -> std::expected<void, std::string> { return {}; }})) {
    EXPECT_TRUE(manager_->create("t1", world::Environment::sandbox, {}));
  }
  std::shared_ptr<world::World> world(std::string_view name) { return world_of(*manager_, "/files/" + std::string(name) + "/x"); }
  Address issued(std::string_view name = "a/note.txt", std::string_view folder = "notes") {
    const auto t1 = world("t1");
    t1->clock().freeze();
    return issue(*t1, "https://ads.example", folder, name);
  }
  net::Response get(std::string url, std::string_view method = "GET", std::vector<net::Header> headers = {}) {
    constexpr std::string_view base = "https://ads.example";
    EXPECT_TRUE(url.starts_with(base)) << url;
    target_ = url.substr(base.size());
    net::Request request;
    request.method = method;
    request.headers = std::move(headers);
    request.target = target_;
    const auto question = std::min(target_.find('?'), target_.size());
    request.path = std::string_view(target_).substr(0, question);
    request.query = std::string_view(target_).substr(std::min(question + 1, target_.size()));
    EXPECT_TRUE(is_address(request.path));
    net::Response response;
    Exchange exchange;
    exchange.tracking_id = "the-tracking-id";
    answer(world_of(*manager_, request.path).get(), folders, request, response, exchange);
    return response;
  }
  static std::string header(const net::Response& r, std::string_view wanted) {
    for (const auto& [name, value] : r.headers)
      if (name == wanted) return value;
    return {};
  }
  static std::string code(const net::Response& r) {
    const auto error = header(r, "x-ms-error-code");
    return std::to_string(r.status) + (error.empty() ? "" : " " + error);
  }
  /// "206 f t 1-2/5" of a GET with that Range, "416 InvalidRange */5".
  std::string part(std::string_view range, std::vector<net::Header> headers = {}) {
    headers.push_back({"Range", range});
    const auto r = get(issued().url, "GET", std::move(headers));
    const auto told = header(r, "Content-Range");
    return code(r) + (r.status < 300 ? " '" + r.body + "'" : "") + (told.empty() ? "" : " " + told);
  }

  std::unique_ptr<world::Manager> manager_;
  std::string target_;
};

TEST_F(Files, WhoeverHasTheAddressGetsTheFile) {
  const auto address = issued();
  const auto answer = get(address.url);
  EXPECT_EQ(code(answer), "200");
  EXPECT_EQ(answer.body, "of t1");
  EXPECT_EQ(answer.content_type, "text/plain");
  EXPECT_EQ(code(get(address.url, "HEAD")), "200");
  EXPECT_EQ(code(get(address.url, "PUT")), "405 UnsupportedHttpVerb");
  EXPECT_EQ(issued().url, address.url) << "nothing is remembered";
}

TEST_F(Files, AnAddressEndsAfterFifteenMinutesOfTheWorldsClock) {
  const auto address = issued();
  const auto t1 = world("t1");
  EXPECT_LE(address.expires.ticks(), t1->clock().ticks() + lifetime);
  t1->clock().set(address.expires.ticks() - DateTime::ticks_per_second);
  EXPECT_EQ(code(get(address.url)), "200");
  t1->clock().set(address.expires.ticks());
  const auto late = get(address.url);
  EXPECT_EQ(code(late), "403 AuthenticationFailed");
  EXPECT_EQ(late.content_type, "application/xml");
  EXPECT_THAT(late.body, HasSubstr("<AuthenticationErrorDetail>The address held until "));
  EXPECT_THAT(late.body, HasSubstr("RequestId:the-tracking-id"));
}

TEST_F(Files, NobodyGuessesAnAddress) {
  const auto url = issued().url;
  EXPECT_EQ(code(get(url.substr(0, url.find('?')))), "404 ResourceNotFound");
  auto wrong = url;
  wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(code(get(wrong)), "403 AuthenticationFailed");
  auto longer = url;
  longer.replace(longer.find("se=20"), 5, "se=30");
  EXPECT_EQ(code(get(longer)), "403 AuthenticationFailed");
  auto elsewhere = url;
  elsewhere.replace(elsewhere.find("/t1/"), 4, "/sandbox/");
  EXPECT_EQ(code(get(elsewhere)), "403 AuthenticationFailed");
  elsewhere.replace(elsewhere.find("/sandbox/"), 9, "/none/");
  EXPECT_EQ(code(get(elsewhere)), "404 ContainerNotFound");
}

TEST_F(Files, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(code(get(issued("b").url)), "404 BlobNotFound");
  EXPECT_EQ(code(get(issued("a/note.txt", "pictures").url)), "404 BlobNotFound");
  EXPECT_EQ(code(get("https://ads.example/files/")), "404 ContainerNotFound");
  EXPECT_EQ(code(get("https://ads.example/files/t1")), "404 ResourceNotFound");
}

TEST_F(Files, PartsAreAskedForByOneRange) {
  EXPECT_EQ(part("bytes=0-1"), "206 'of' bytes 0-1/5");
  EXPECT_EQ(part("bytes=3-"), "206 't1' bytes 3-4/5");
  EXPECT_EQ(part("Bytes=3-900"), "206 't1' bytes 3-4/5");
  EXPECT_EQ(part("bytes=-2"), "206 't1' bytes 3-4/5");
  EXPECT_EQ(part("bytes=-900"), "206 'of t1' bytes 0-4/5");
  EXPECT_EQ(part("bytes=5-"), "416 InvalidRange bytes */5");
  EXPECT_EQ(part("bytes=-0"), "416 InvalidRange bytes */5");
  for (const auto* none : {"bytes=2-1", "bytes=0-1,3-4", "bytes=x-", "bytes=-", "bytes=", "bytes=1", "lines=0-1", "bytes=+1-2",
                           "bytes=99999999999999999999-"})
    EXPECT_EQ(part(none), "200 'of t1'") << none;
  EXPECT_EQ(part("bytes=0-1", {{"x-ms-range", "bytes=3-4"}}), "206 't1' bytes 3-4/5");
  const auto head = get(issued().url, "HEAD", {{"Range", "bytes=0-1"}});
  EXPECT_EQ(code(head), "200") << "only GET knows parts";
  EXPECT_EQ(header(head, "Accept-Ranges"), "bytes");
}

TEST_F(Files, ADownloadGoesOnAsLongAsTheFileIsTheSame) {
  const auto whole = get(issued().url);
  const auto etag = header(whole, "ETag"), modified = header(whole, "Last-Modified");
  EXPECT_THAT(etag, ::testing::MatchesRegex("\"0x[0-9A-F]{15}\""));
  EXPECT_THAT(modified, HasSubstr(" GMT"));
  EXPECT_EQ(header(whole, "Content-MD5"), "qPwG68ycXzUSVRM6AbTC1A==");
  const auto first = get(issued().url, "GET", {{"Range", "bytes=0-1"}});
  EXPECT_EQ(header(first, "ETag"), etag);
  EXPECT_EQ(header(first, "Content-MD5"), "") << "that of the part is another";
  EXPECT_EQ(header(first, "x-ms-blob-content-md5"), header(whole, "Content-MD5"));
  EXPECT_EQ(part("bytes=3-", {{"If-Range", etag}}), "206 't1' bytes 3-4/5");
  EXPECT_EQ(part("bytes=3-", {{"If-Range", modified}}), "206 't1' bytes 3-4/5");
  for (const auto* other : {"\"0x8DC0000000000AA\"", "Mon, 02 Mar 2020 12:00:00 GMT", "yesterday"})
    EXPECT_EQ(part("bytes=3-", {{"If-Range", other}}), "200 'of t1'") << other;
}

TEST_F(Files, ConditionsOfARequest) {
  const auto whole = get(issued().url);
  const auto etag = header(whole, "ETag"), modified = header(whole, "Last-Modified");
  const auto given = [&](std::string_view name, std::string_view value, std::string_view method = "GET") {
    return code(get(issued().url, method, {{name, value}}));
  };
  const std::string both = "\"0xA\", W/" + etag;
  EXPECT_EQ(given("If-None-Match", etag), "304");
  EXPECT_EQ(given("If-None-Match", both), "304");
  EXPECT_EQ(given("If-None-Match", "*", "HEAD"), "304");
  EXPECT_EQ(given("If-None-Match", "\"0xA\""), "200");
  EXPECT_EQ(given("If-Match", etag), "200");
  EXPECT_EQ(given("If-Match", both), "412 ConditionNotMet") << "a weak tag is not surely the same";
  EXPECT_EQ(given("If-Match", "\"0xA\""), "412 ConditionNotMet");
  EXPECT_EQ(given("If-Modified-Since", modified), "304");
  EXPECT_EQ(given("If-Modified-Since", "Mon, 02 Mar 2020 12:00:00 GMT"), "200");
  EXPECT_EQ(given("If-Modified-Since", "not a day"), "200");
  EXPECT_EQ(given("If-Unmodified-Since", modified), "200");
  EXPECT_EQ(given("If-Unmodified-Since", "Mon, 02 Mar 2020 12:00:00 GMT"), "412 ConditionNotMet");
  const auto same = get(issued().url, "GET", {{"If-None-Match", etag}, {"Range", "bytes=0-1"}});
  EXPECT_EQ(code(same), "304");
  EXPECT_EQ(same.body, "");
  EXPECT_EQ(header(same, "ETag"), etag);
}

TEST_F(Files, OfTheDiskAreNotRead) {
  const store::TemporaryDirectory directory;
  disk_file = directory.path() + "/disk.txt";
  std::ofstream(disk_file) << "0123456789";
  const auto address = issued("disk.txt");
  const auto whole = get(address.url);
  EXPECT_EQ(whole.file, disk_file);
  EXPECT_FALSE(whole.file_bytes);
  EXPECT_NE(header(whole, "Last-Modified"), "");
  const auto some = get(address.url, "GET", {{"Range", "bytes=4-6"}, {"If-Range", header(whole, "ETag")}});
  EXPECT_EQ(code(some), "206");
  EXPECT_EQ(header(some, "Content-Range"), "bytes 4-6/10");
  EXPECT_EQ(some.file_from, 4u);
  EXPECT_EQ(some.file_bytes, 3u);
  std::ofstream(disk_file, std::ios::app) << "more";
  EXPECT_NE(header(get(address.url), "ETag"), header(whole, "ETag"));
  std::filesystem::remove(disk_file);
  EXPECT_EQ(code(get(address.url)), "404 BlobNotFound");
}

TEST(Gzip, IsOneThatOthersRead) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += std::to_string(i) + ",";
  const auto packed = gzip(text);
  EXPECT_LT(packed.size(), text.size() / 2);
  EXPECT_EQ(packed, gzip(text));
  std::string back;
  EXPECT_TRUE(net::inflate("gzip", packed, text.size(), back));
  EXPECT_EQ(back, text);
}

}  // namespace
}  // namespace adsbox::files
