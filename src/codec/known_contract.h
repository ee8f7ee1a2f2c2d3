// What the reader of an answer knows: a client of an older contract gets no member, object or value that came after it. Shared by
// the SOAP and the JSON writer. With the newest contract every question is one comparison.
#pragma once

#include <algorithm>

#include "codec/filter.h"
#include "codec/scalars.h"

namespace adsbox::codec {

class KnownContract {
 public:
  KnownContract(const FieldFilter* filter, const object& root) : filter_(filter), root_(&root) {
    if (filter == nullptr || filter->contract() == FieldFilter::newest) return;
    // Whoever calls an operation knows its messages.
    limit_ = std::max(filter->contract(), schema::type_info(root.contract_type).since);
  }
  [[nodiscard]] bool limited() const { return limit_ != FieldFilter::newest; }
  [[nodiscard]] bool knows(const schema::FieldInfo& f) const { return f.since <= limit_; }
  /// A newer member that was asked for: it is written, with all that came with it.
  [[nodiscard]] bool asked(TypeId type, std::size_t index) const { return filter_->asked(type, index); }

  /// False for an object of a newer type and a newer value of an enum.
  [[nodiscard]] bool knows_value(const schema::FieldInfo& f, const void* at) const {
    using schema::Kind;
    if (f.kind == Kind::object) {
      const auto type = (*static_cast<const box<object>*>(at))->contract_type;
      return schema::type_info(type).since <= limit_ || filter_->asked(type);
    }
    if (f.kind != Kind::enumeration && f.kind != Kind::flags) return true;
    const auto number = f.kind == Kind::flags ? **static_cast<const opt<std::uint64_t>*>(at)
                                              : static_cast<std::uint64_t>(**static_cast<const opt<std::int32_t>*>(at));
    const auto* v = enum_value(schema::contract.enums[f.type], number);
    return v == nullptr || v->since <= limit_;
  }
  /// A flags value without the newer ones.
  [[nodiscard]] std::uint64_t known_flags(const schema::EnumInfo& info, std::uint64_t all) const {
    for (const auto& v : schema::values_of(info))
      if (v.since > limit_ && (v.number & (v.number - 1)) == 0) all &= ~v.number;
    return all;
  }
  /// An item that the client does not know reads nil where positions mean something (lists of the answer itself, by the ids of
  /// the request), and is left out of other lists.
  [[nodiscard]] bool leaves_out(const schema::FieldInfo& item, const void* at, const list_base& in) const {
    if (state_of(item, at) != presence::value || knows_value(item, at)) return false;
    const auto* place = reinterpret_cast<const char*>(&in);
    const auto* root = reinterpret_cast<const char*>(root_);
    const bool of_root = place >= root && place < root + schema::type_info(root_->contract_type).size;
    return item.kind != schema::Kind::object || !of_root;
  }

  /// While it lives, what came with `since` is known.
  class Raised {
   public:
    Raised(KnownContract& known, schema::ContractVersion since) : known_(known), before_(known.limit_) {
      known.limit_ = std::max(before_, since);
    }
    Raised(const Raised&) = delete;
    Raised& operator=(const Raised&) = delete;
    ~Raised() { known_.limit_ = before_; }

   private:
    KnownContract& known_;
    schema::ContractVersion before_;
  };

 private:
  const FieldFilter* filter_;
  const object* root_;
  schema::ContractVersion limit_ = FieldFilter::newest;
};

}  // namespace adsbox::codec
