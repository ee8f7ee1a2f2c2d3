#include "merge.h"

#include <algorithm>
#include <functional>
#include <set>

namespace importer {
namespace {

class Merger {
 public:
  Merger(Service upstream, const Service& old, TypeNumbers& numbers) : new_(std::move(upstream)), old_(old), numbers_(numbers) {}

  MergeResult run() {
    new_.head = old_.head;
    new_.tail = old_.tail;
    new_.retired = old_.retired;
    if (!old_.contract.empty() && old_.contract != new_.contract) change("~ contract", old_.contract, new_.contract);
    keep_order(old_.headers, new_.headers, "header");
    types();
    lists();
    enums();
    operations();
    return {std::move(new_), std::move(changes_)};
  }

 private:
  void added(const std::string& what) { changes_.push_back("+ " + what); }
  void removed(const std::string& what) { changes_.push_back("- " + what); }
  void change(const std::string& what, const std::string& before, const std::string& after) {
    if (before != after) changes_.push_back(what + ": " + before + " -> " + after);
  }

  /// What upstream adds came with its contract, unless the file is made for the first time.
  [[nodiscard]] std::string brought_by() const { return old_.contract.empty() ? std::string() : new_.contract; }

  void keep_order(const std::vector<std::string>& before, const std::vector<std::string>& after, const std::string& what) {
    for (const auto& h : after)
      if (std::ranges::find(before, h) == before.end()) added(what + " " + h);
    for (const auto& h : before)
      if (std::ranges::find(after, h) == after.end()) removed(what + " " + h);
  }

  static std::string head(const TypeDecl& t) {
    return std::string(t.message ? "message" : "type") + (t.base.empty() ? "" : " : " + t.base) +
           (t.abstract ? " abstract" : "") + (t.family ? " family" : "") + (t.inline_type ? " inline" : "") +
           (t.value_type ? " value-type" : "") + (t.json.empty() ? "" : " json=" + t.json) +
           (t.generic.empty() ? "" : " generic=" + t.generic) + (t.rest_only ? " rest-only" : "");
  }

  void types() {
    for (auto& t : new_.types) {
      const auto* before = old_.type(t.id());
      if (before != nullptr) {
        t.number = before->number;
        t.comments = before->comments;
        t.retired = before->retired;
        if (t.since.empty()) t.since = before->since;
        change("~ " + t.id(), head(*before), head(t));
      } else {
        t.number = numbers_.next();
        t.since = brought_by();
        added(std::string(t.message ? "message " : "type ") + t.id());
      }
    }
    for (const auto& t : old_.types) {
      if (new_.type(t.id()) != nullptr) continue;
      if (t.rest_only) {  // written by hand: upstream names the operation only
        new_.types.push_back(t);
        continue;
      }
      removed(std::string(t.message ? "message " : "type ") + t.id());
      new_.retired.push_back({t.number, t.id()});
    }
    for (auto& t : new_.types) members(t, old_.type(t.id()));
  }

  void members(TypeDecl& t, const TypeDecl* before) {
    const int first = 100 * new_.depth(t) + 1;
    int next = first;
    for (const auto& r : t.retired) next = std::max(next, r.number + 1);
    if (before != nullptr)
      for (const auto& m : before->members) next = std::max(next, m.number + 1);
    for (auto& m : t.members) {
      const auto* was = before == nullptr ? nullptr : find_by_name(before->members, m.name);
      if (was != nullptr) {
        m.number = was->number;
        m.comments = was->comments;
        if (m.since.empty()) m.since = was->since;
        change("~ " + t.id() + "." + m.name, describe(*was), describe(m));
      } else if (m.number == 0) {
        m.number = next++;
        if (before != nullptr) {
          m.since = brought_by();
          added(t.id() + "." + describe(m));
        }
      }
    }
    if (before == nullptr) return;
    for (const auto& m : before->members) {
      if (find_by_name(t.members, m.name) != nullptr) continue;
      removed(t.id() + "." + m.name);
      t.retired.push_back({m.number, m.name});
    }
    std::vector<std::string> order_before, order_after;
    for (const auto& m : before->members)
      if (find_by_name(t.members, m.name) != nullptr) order_before.push_back(m.name);
    for (const auto& m : t.members)
      if (find_by_name(before->members, m.name) != nullptr) order_after.push_back(m.name);
    if (order_before != order_after) changes_.push_back("~ " + t.id() + ": order of members");
  }

  void lists() {
    for (auto& l : new_.lists) {
      const auto* before = old_.list(l.id());
      if (before == nullptr) {
        added("list " + l.id());
        continue;
      }
      l.comments = before->comments;
      const auto text = [](const ListDecl& x) { return x.item_type + (x.nillable ? "?" : "") + " item=" + x.item; };
      change("~ list " + l.id(), text(*before), text(l));
    }
    for (const auto& l : old_.lists) {
      if (new_.list(l.id()) != nullptr) continue;
      if (l.rest_only)
        new_.lists.push_back(l);
      else
        removed("list " + l.id());
    }
  }

  void enums() {
    for (auto& e : new_.enums) {
      const auto* before = old_.enumeration(e.id());
      if (before == nullptr) {
        e.since = brought_by();
        added("enum " + e.id());
        continue;
      }
      e.comments = before->comments;
      if (e.since.empty()) e.since = before->since;
      if (before->flags != e.flags) changes_.push_back("~ enum " + e.id() + (e.flags ? ": is flags now" : ": no flags any more"));
      change("~ enum " + e.id() + " base", before->base, e.base);
      for (auto& v : e.values) {
        const auto* was = find_by_name(before->values, v.name);
        if (was == nullptr) {
          v.since = brought_by();
          added(e.id() + "." + describe(v));
          continue;
        }
        v.comments = was->comments;
        if (v.since.empty()) v.since = was->since;
        if (v.rest_only) v.number = was->number;  // ours, stored
        change("~ " + e.id() + "." + v.name, describe(*was), describe(v));
      }
      for (const auto& v : before->values)
        if (find_by_name(e.values, v.name) == nullptr) removed(e.id() + "." + v.name);
    }
    for (const auto& e : old_.enums) {
      if (new_.enumeration(e.id()) != nullptr) continue;
      if (e.rest_only)
        new_.enums.push_back(e);
      else
        removed("enum " + e.id());
    }
  }

  void operations() {
    for (auto& o : new_.operations) {
      const auto* before = old_.operation(o.name);
      if (before == nullptr) {
        o.since = brought_by();
        added("operation " + o.name);
        continue;
      }
      o.comments = before->comments;
      if (o.since.empty()) o.since = before->since;
      if (o.rest_only) o.faults = before->faults;
      change("~ operation " + o.name, text(*before), text(o));
    }
    for (const auto& o : old_.operations) {
      if (new_.operation(o.name) != nullptr) continue;
      if (o.rest_only)
        new_.operations.push_back(o);
      else
        removed("operation " + o.name);
    }
  }

  static std::string text(const Operation& o) {
    std::string s = o.request + " " + o.response + (o.rest_only ? " rest-only" : "") + " " + o.method + " " + o.path;
    for (const auto& f : o.faults) s += " " + f.name + "=" + f.type;
    return s;
  }

  Service new_;
  const Service& old_;
  TypeNumbers& numbers_;
  std::vector<std::string> changes_;
};

}  // namespace

void TypeNumbers::reserve(const Service& service) {
  for (const auto& t : service.types) next_ = std::max(next_, t.number + 1);
  for (const auto& r : service.retired) next_ = std::max(next_, r.number + 1);
}

MergeResult merge(Service upstream, const Service& existing, TypeNumbers& numbers) {
  return Merger(std::move(upstream), existing, numbers).run();
}

}  // namespace importer
