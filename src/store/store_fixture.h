// What every implementation of store.h must do is told by the tests of StoreTest, each for all implementations. One joins by a
// line in `factories`.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "store/store.h"
#include "store/temporary_directory.h"

namespace adsbox::store {

using testing::ElementsAre;
using testing::IsEmpty;

inline constexpr Kind kCampaign = 41, kAdGroup = 42, kKeyword = 43;

struct Factory {
  const char* name;
  std::unique_ptr<Store> (*open)(const TemporaryDirectory&);
};

inline const Factory factories[] = {
    {"memory", [](const TemporaryDirectory&) { return open_sqlite(""); }},
    {"file", [](const TemporaryDirectory& directory) { return open_sqlite(directory / "world.db"); }},
};

class StoreTest : public testing::TestWithParam<Factory> {
 protected:
  TemporaryDirectory directory_;
  std::unique_ptr<Store> store_ = GetParam().open(directory_);

  void put(Kind kind, const RowView& row) {
    ASSERT_TRUE(store_->write([&](Writer& w) {
      w.put(kind, row);
      return true;
    }));
  }
  std::optional<Row> get(Kind kind, std::int64_t id) {
    std::optional<Row> row;
    store_->read([&](Reader& r) { row = r.get(kind, id); });
    return row;
  }
  /// Ids that a scan meets.
  template <class Scan>
  std::vector<std::int64_t> ids(Scan scan) {
    std::vector<std::int64_t> found;
    store_->read([&](Reader& r) {
      scan(r, Visitor([&](const RowView& row) {
             found.push_back(row.id);
             return true;
           }));
    });
    return found;
  }
  std::vector<std::int64_t> children(Kind kind, std::int64_t parent) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_parent(kind, parent, v); });
  }
  std::vector<std::int64_t> keyed(Kind kind, std::int64_t parent, std::string_view key) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_key(kind, parent, key, v); });
  }
  std::vector<std::int64_t> keyed_anywhere(Kind kind, std::string_view key) {
    return ids([&](Reader& r, const Visitor& v) { r.scan_key_anywhere(kind, key, v); });
  }
  std::int64_t count_account(Kind kind, std::int64_t account) {
    std::int64_t n = 0;
    store_->read([&](Reader& r) { n = r.count_account(kind, account); });
    return n;
  }
  std::int64_t count_parent(Kind kind, std::int64_t parent) {
    std::int64_t n = 0;
    store_->read([&](Reader& r) { n = r.count_parent(kind, parent); });
    return n;
  }
};

}  // namespace adsbox::store
