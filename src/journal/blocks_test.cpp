#include "journal/blocks.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

namespace adsbox::journal {
namespace {

TEST(Blocks, KeepApartWhatIsInThem) {
  Blocks blocks;
  std::vector<std::pair<Blocks::Block, char>> taken;
  for (std::size_t i = 0; i < 100; ++i) {
    const auto size = (i * 7919) % 50'000 + 1;
    taken.emplace_back(blocks.take(size), static_cast<char>(i));
    std::memset(taken.back().first.bytes.get(), static_cast<int>(i), size);
  }
  for (std::size_t i = 0; i < 100; ++i) {
    const auto size = (i * 7919) % 50'000 + 1;
    EXPECT_EQ(std::string(taken[i].first.bytes.get(), size), std::string(size, taken[i].second));
  }
}

TEST(Blocks, CountWhatIsLeftEmpty) {
  Blocks blocks;
  EXPECT_EQ(blocks.take(Blocks::chunk_bytes - 10).taken, Blocks::chunk_bytes - 10);
  EXPECT_EQ(blocks.take(11).taken, 21u);
  EXPECT_EQ(blocks.take(5).taken, 5u);
  EXPECT_EQ(blocks.take(Blocks::chunk_bytes + 1).taken, Blocks::chunk_bytes + 1);
  EXPECT_EQ(blocks.take(5).taken, 5u);
}

TEST(Blocks, AreUsedAgain) {
  Blocks blocks;
  std::set<char*> chunks;
  for (int i = 0; i < 50; ++i) chunks.insert(blocks.take(Blocks::chunk_bytes).bytes.get());
  EXPECT_LE(chunks.size(), 3u);
}

TEST(Blocks, OutliveTheirMaker) {
  std::shared_ptr<char[]> bytes;
  {
    Blocks blocks;
    bytes = blocks.take(6).bytes;
    std::memcpy(bytes.get(), "hello", 6);
  }
  EXPECT_STREQ(bytes.get(), "hello");
}

}  // namespace
}  // namespace adsbox::journal
