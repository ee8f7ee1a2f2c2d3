// The fuzz target over its seeds, as an ordinary test: whatever compiler and sanitizer the tests are built with.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "../../fuzz/http.cpp"

TEST(Fuzz, SeedsPass) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(ADSBOX_SOURCE_DIR "/fuzz/seeds/http")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes(std::istreambuf_iterator<char>(file), {});
    for (int step : {0, 1, 2, 3, 5, 17, 255}) {
      bytes[0] = static_cast<char>(step);
      EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0) << entry.path();
    }
    ++count;
  }
  EXPECT_GE(count, 10);
}
