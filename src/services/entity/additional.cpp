#include "services/entity/additional.h"

namespace adsbox::services {

HiddenTypes hide_unasked(codec::FieldFilter& filter, schema::EnumId flags_enum, std::uint64_t asked) {
  HiddenTypes hidden;
  for (const auto& a : schema::rule_book.additional) {
    if (a.flags_enum != flags_enum || (a.flag & asked) != 0) continue;
    if (a.field == schema::AdditionalField::whole_type)
      hidden.objects.push_back(a.type);
    else if (a.field == schema::AdditionalField::whole_entity)
      hidden.entities.push_back(a.type);
    else
      filter.hide(a.type, a.field);
  }
  return hidden;
}

}  // namespace adsbox::services
