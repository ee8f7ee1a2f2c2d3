#include "services/entity/additional.h"

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
  for (const auto& a : schema::rule_book.additional) {
    if (a.flags_enum != flags_enum) continue;
    if ((a.flag & asked) != 0) {
      if (filter.contract() != codec::FieldFilter::newest) ask(filter, a);
    } else if (a.field == schema::AdditionalField::whole_type)
      hidden.objects.push_back(a.type);
    else if (a.field == schema::AdditionalField::whole_entity)
      hidden.entities.push_back(a.type);
    else
      filter.hide(a.type, a.field);
  }
  return hidden;
}

}  // namespace adsbox::services
