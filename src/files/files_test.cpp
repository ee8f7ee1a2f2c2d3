#include "files/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/inflate.h"

namespace adsbox::files {
namespace {

using ::testing::HasSubstr;

std::optional<Content> notes(world::World& world, std::string_view name) {
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
  net::Response get(std::string url, std::string_view method = "GET") {
    constexpr std::string_view base = "https://ads.example";
    EXPECT_TRUE(url.starts_with(base)) << url;
    target_ = url.substr(base.size());
    net::Request request;
    request.method = method;
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
  static std::string code(const net::Response& r) {
    for (const auto& [name, value] : r.headers)
      if (name == "x-ms-error-code") return std::to_string(r.status) + " " + value;
    return std::to_string(r.status);
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
