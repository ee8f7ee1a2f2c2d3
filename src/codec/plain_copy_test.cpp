#include "codec/plain_copy.h"

#include <gtest/gtest.h>

#include <memory>

#include "codec/shown_members.h"

namespace adsbox::codec {
namespace {

unsigned semicolons(__m128i v) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(';'))));
}

/// In a block of its own, so that a sanitizer sees what is read or written beyond.
std::size_t copied(const std::string& s, std::string& to) {
  const std::unique_ptr<char[]> from(new char[s.size()]), room(new char[s.size() + 15]);
  s.copy(from.get(), s.size());
  const auto n = copy_plain<semicolons>(room.get(), {from.get(), s.size()});
  to.assign(room.get(), n);
  return n;
}

TEST(PlainCopy, EndsAtTheFirstSpecialByteWhereverItStands) {
  for (std::size_t size = 0; size <= 50; ++size) {
    std::string s(size, 'a'), to;
    for (std::size_t i = 0; i < size; ++i) s[i] = static_cast<char>('a' + i % 26);
    EXPECT_EQ(copied(s, to), size);
    EXPECT_EQ(to, s);
    for (std::size_t i = size; i-- > 0;) {
      s[i] = ';';  // and all behind it
      EXPECT_EQ(copied(s, to), i) << size;
      EXPECT_EQ(to, s.substr(0, i));
    }
  }
}

TEST(ShownMembers, AreThoseThatAreNotHiddenInOrder) {
  for (const std::size_t count : {0, 1, 63, 64, 65, 127, 128}) {
    FieldFilter::Mask hidden;
    for (std::size_t i = 0; i < count; i += 3) hidden.set(i);
    std::vector<std::size_t> shown, expected;
    for_each_shown(&hidden, count, [&](std::size_t i) { shown.push_back(i); });
    for_each_shown(nullptr, count, [&](std::size_t i) {
      if (i % 3 != 0) expected.push_back(i);
    });
    EXPECT_EQ(shown, expected) << count;
    EXPECT_EQ(shown.size(), count - (count + 2) / 3);
  }
}

}  // namespace
}  // namespace adsbox::codec
