// What is kept of a parent's entities, made and mended.
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "services/entity/engine.h"
#include "world/entities.h"

namespace adsbox::services {
namespace {

using Rows = ShownRows::Rows;

/// Ids that were put or erased, each once; nothing where that is not known, or where making all anew is as good.
std::optional<std::vector<std::int64_t>> few(std::optional<std::vector<std::int64_t>> ids) {
  constexpr std::size_t most = 5'000;
  if (!ids || ids->size() > most) return std::nullopt;
  std::ranges::sort(*ids);
  ids->erase(std::unique(ids->begin(), ids->end()), ids->end());
  return ids;
}

bool same(const std::vector<store::Row>& a, const std::vector<store::Row>& b) {
  return std::ranges::equal(a, b, [](const store::Row& x, const store::Row& y) { return x.id == y.id && x.body == y.body; });
}

/// What a row takes in memory, roughly: texts, the object, the allocator's part.
std::size_t about(const store::RowView& row) {
  return 2 * row.body.size() + 512;
}

}  // namespace

/// Reads rows, each as it is told.
class EntityEngine::Shower {
 public:
  Shower(const EntityEngine& engine, Call& call, const Parent& parent, const ShownRows::View& view, store::Reader& r,
         const std::vector<store::Row>& above, std::shared_ptr<const box<object>> shared)
      : engine_(engine),
        view_(view),
        account_(identity::find_account(call.world, parent.account)),
        above_(engine.decoded(above)),
        r_(r),
        now_(call.now) {
    if (shared) shared_ = box<object>::borrow(**shared), known_ = std::move(shared);
  }
  void add(Rows& rows, const store::RowView& row) {
    auto o = world::decode_body(row, engine_.kind_, engine_.root_);
    if (engine_.d_.show != nullptr && account_ != nullptr) engine_.d_.show(*o, {*account_, above_, now_, r_, shared_, passing_});
    if (view_.tells && !view_.tells(*o)) return;
    rows.add(row.id, std::make_shared<const box<object>>(std::move(o)), about(row));
  }
  /// What the rows borrow.
  [[nodiscard]] std::shared_ptr<const box<object>> shared() {
    return known_ != nullptr || !shared_ ? known_ : std::make_shared<const box<object>>(std::move(shared_));
  }
  [[nodiscard]] bool passing() const { return passing_; }

 private:
  const EntityEngine& engine_;
  const ShownRows::View& view_;
  std::shared_ptr<const identity::AccountFacts> account_;
  Ancestors above_;
  store::Reader& r_;
  DateTime now_;
  box<object> shared_;
  std::shared_ptr<const box<object>> known_;
  bool passing_ = false;
};

/// `last` with what has changed since; `changed` ascends.
void EntityEngine::mend(Rows& rows, const Rows& last, std::span<const std::int64_t> changed, const Parent& parent, Shower& shower,
                        store::Reader& r) const {
  rows.bytes = last.bytes;
  std::size_t at = 0;
  const auto keep_before = [&](std::int64_t id) {
    for (; at < last.ids.size() && last.ids[at] < id; ++at) rows.add(last.ids[at], last.items[at], 0);
  };
  for (const auto id : changed) {
    keep_before(id);
    if (at < last.ids.size() && last.ids[at] == id) ++at;
    if (const auto row = r.get(kind_, id); row && row->parent == parent.id) shower.add(rows, row->view());
  }
  keep_before(std::numeric_limits<std::int64_t>::max());
}

std::shared_ptr<const Rows> EntityEngine::shown(Call& call, const Parent& parent, const ShownRows::View& view) const {
  auto& store = call.world.store();
  auto& kept = call.world.attached<ShownRows>();
  const ShownRows::Key key{kind_, parent.id, view.asked};
  ShownRows::Kept now{store.version(kind_), store.version(world::kind_of<customer_management::AdvertiserAccount>()), 0, {}, {}};
  for (const auto type : d_.ancestors) now.ancestors += store.version(kind_of_type(type));
  const auto last = kept.find(key);
  const bool current = last != nullptr && last->version == now.version;
  const bool same_account = last != nullptr && last->accounts == now.accounts;
  if (current && same_account && last->ancestors == now.ancestors) return last->rows;
  // Writers change some rows, most often elsewhere: the rest is told as before.
  std::optional<std::vector<std::int64_t>> changed;
  if (last != nullptr && !current) {
    auto changes = store.changes_since(kind_, last->version);
    if (changed = few(std::move(changes.ids)); changed) now.version = changes.version;
  }
  bool keep = true;
  store.read([&](store::Reader& r) {
    now.above = rows_above(r, parent.id);
    const bool comparable = same_account && same(last->above, now.above);
    if (comparable && current) {
      now.rows = last->rows;
      return;
    }
    const bool mending = comparable && changed;
    const auto rows = std::make_shared<Rows>();
    Shower shower(*this, call, parent, view, r, now.above, mending ? last->rows->shared : nullptr);
    if (mending)
      mend(*rows, *last->rows, *changed, parent, shower, r);
    else
      r.scan_parent(kind_, parent.id, [&](const store::RowView& row) {
        shower.add(*rows, row);
        return true;
      });
    rows->shared = shower.shared();
    keep = !shower.passing();
    now.rows = rows;
  });
  auto rows = now.rows;
  if (keep) kept.keep(key, std::move(now));
  return rows;
}

}  // namespace adsbox::services
