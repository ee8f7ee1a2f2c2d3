#include "services/entity/additional.h"

#include <algorithm>
#include <utility>

namespace adsbox::services {
namespace {

void ask(codec::FieldFilter& filter, const schema::AdditionalField& a) {
  if (a.field == schema::AdditionalField::whole_type || a.field == schema::AdditionalField::whole_entity)
    filter.ask(a.type);
  else
    filter.ask(a.type, a.field);
}

}  // namespace

HiddenTypes hide_unasked(codec::FieldFilter& filter, schema::EnumId flags_enum, std::uint64_t asked) {
  HiddenTypes hidden;
  // Rows of one type stand together: its members are hidden at once.
  std::pair<TypeId, codec::FieldFilter::Mask> members{};
  const auto hide_members = [&] {
    if (members.second.any()) filter.hide(members.first, members.second);
  };
  for (const auto& a :
       std::ranges::equal_range(schema::rule_book.additional, flags_enum, {}, &schema::AdditionalField::flags_enum)) {
    if ((a.flag & asked) != 0) {
      if (filter.contract() != codec::FieldFilter::newest) ask(filter, a);
    } else if (a.field == schema::AdditionalField::whole_type) {
      hidden.objects.push_back(a.type);
    } else if (a.field == schema::AdditionalField::whole_entity) {
      hidden.entities.push_back(a.type);
    } else {
      if (a.type != members.first) {
        hide_members();
        members = {a.type, {}};
      }
      members.second.set(a.field);
    }
  }
  hide_members();
  return hidden;
}

}  // namespace adsbox::services
