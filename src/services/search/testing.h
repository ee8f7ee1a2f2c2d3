// For tests of Search operations: requests out of predicates, and what every operation says of wrong pages.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "adsbox/values.h"

namespace adsbox::services::search {

template <class Request>
using PredicateOf = std::remove_cvref_t<decltype(*std::declval<Request&>().predicates[0])>;
template <class Request>
using OperatorOf = std::remove_cvref_t<decltype(*std::declval<PredicateOf<Request>&>().operator_)>;
template <class Request>
using By = std::tuple<std::string, OperatorOf<Request>, std::string>;

/// The first page of up to 100.
template <class Request>
Request request_of(const std::vector<By<Request>>& predicates) {
  Request r;
  r.predicates.set_empty();
  for (const auto& [field, op, value] : predicates) {
    auto p = make<PredicateOf<Request>>();
    p->field = field;
    p->operator_ = op;
    p->value = value;
    r.predicates.push_back(std::move(p));
  }
  r.page_info = make<std::remove_cvref_t<decltype(*r.page_info)>>();
  r.page_info->index = 0;
  r.page_info->size = 100;
  return r;
}

/// `search` answers a request with what was found, or with the number of the error. `most`: the largest page.
template <class Request, class Search>
void expect_pages_are_checked(Request r, std::int32_t most, Search search) {
  r.page_info->size = most;
  r.page_info->index = 1'000'000;
  EXPECT_EQ(search(r), "") << "past the last page";
  r.page_info->index = -1;
  EXPECT_EQ(search(r), "3080");
  r.page_info->index = 0;
  for (const auto size : {0, most + 1}) {
    r.page_info->size = size;
    EXPECT_EQ(search(r), "3080") << size;
  }
  r.page_info = nil;
  EXPECT_EQ(search(r), "3080");
}

}  // namespace adsbox::services::search
