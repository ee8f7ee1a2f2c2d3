// SearchAccounts over 100,000 accounts, each predicate: time in the handler and the SOAP writer, and how SQLite finds what it is
// asked for. `accounts_bench ACCOUNTS CUSTOMERS` prints a line of JSON a measurement.
#include <sqlite3.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "adsbox/customer_management.h"
#include "codec/codec.h"
#include "identity/seed.h"
#include "services/services.h"
#include "store/sqlite/schema.h"
#include "store/temporary_directory.h"
#include "world/entities.h"

namespace {

using namespace adsbox;
using namespace adsbox::customer_management;

constexpr std::int64_t first_account = 181'000'001, first_customer = 251'000'001;
constexpr const char* words[] = {"Green",  "Tea",   "Harbour", "Books", "Zürich", "Garden", "Direct",  "Nordic",
                                 "Coffee", "North", "Trading", "House", "Export", "Online", "Premium", "Bicycle"};

AdvertiserAccount account(std::int64_t i, std::int64_t customer) {
  AdvertiserAccount a;
  a.id = first_account + i;
  a.parent_customer_id = customer;
  a.bill_to_customer_id = customer;
  std::string name = words[i * 7 % 16];
  ((name += ' ') += words[i * 11 / 16 % 16]) += ' ';
  a.name = name + std::to_string(i * 2'654'435'761 % 1'000'003);
  a.number = "B" + std::to_string(1'000'000 + i);
  a.currency_code = CurrencyCode::USD;
  a.account_financial_status = AccountFinancialStatus::ClearFinancialStatus;
  a.account_life_cycle_status = i % 10 == 9 ? AccountLifeCycleStatus::Pause : AccountLifeCycleStatus::Active;
  if (i % 10 == 9) a.pause_reason = 1;
  a.language = LanguageType::English;
  a.primary_user_id = 130'000'001;
  a.time_zone = TimeZoneType::PacificTimeUSCanadaTijuana;
  a.auto_tag_type = AutoTagType::Inactive;
  a.last_modified_time = DateTime(1, true);
  a.time_stamp = std::string(8, 'x');
  a.account_mode = "Expert";
  a.business_address = make<Address>();
  a.business_address->business_name = "Tea and sons";
  a.business_address->line1 = "12 Harbour Street";
  a.business_address->city = "Seattle";
  a.business_address->state_or_province = "WA";
  a.business_address->postal_code = "98104";
  a.business_address->country_code = "US";
  return a;
}

double cpu() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

class Bench {
 public:
  Bench(std::int64_t accounts, std::int64_t customers) : accounts_(accounts), customers_(customers) {
    services::register_operations(registry_);
    principal_.user_id = 130'000'001;
    for (std::int64_t c = 0; c < customers; ++c)
      principal_.grants.push_back({first_customer + c, identity::Role::super_admin, {}, {}, 130'000'001});
    open();
    constexpr std::int64_t batch = 5000;
    for (std::int64_t first = 0; first < accounts; first += batch)
      world_->store().write([&](store::Writer& w) {
        for (std::int64_t i = first; i < std::min(first + batch, accounts); ++i) {
          const auto customer = first_customer + i % customers;
          const auto a = account(i, customer);
          // As operations do, which makes the store keep an index by number.
          if (i == first) w.scan_key_anywhere(world::kind_of<AdvertiserAccount>(), a.number, [](const auto&) { return false; });
          world::save(
              w, {*a.id, *a.id, customer, static_cast<std::int32_t>(*a.account_life_cycle_status), 1, a.number.view(), {}}, a);
        }
        return true;
      });
  }

  /// A world on the same file, whose memory knows nothing.
  void open() {
    world_.reset();
    world_ = *world::open_world("bench", world::Environment::sandbox, directory_ / "bench.db", 7);
  }

  static SearchAccountsRequest request(const char* field, PredicateOperator op, std::string value, int size) {
    SearchAccountsRequest r;
    put(r, field, op, std::move(value));
    r.page_info = make<Paging>();
    r.page_info->index = 0;
    r.page_info->size = size;
    return r;
  }
  static void put(SearchAccountsRequest& r, const char* field, PredicateOperator op, std::string value) {
    auto p = make<Predicate>();
    p->field = field;
    p->operator_ = op;
    p->value = std::move(value);
    r.predicates.push_back(std::move(p));
  }
  static void order(SearchAccountsRequest& r, OrderByField field, SortOrder direction) {
    r.ordering.push_back(make<OrderBy>());
    r.ordering[0]->field = field;
    r.ordering[0]->order = direction;
  }

  /// Microseconds of CPU of a call, answer written: other programs on the machine do not count. Sets `found`.
  double call(const SearchAccountsRequest& r) {
    const auto begin = cpu();
    const auto& operation = schema::contract.operations[SearchAccounts::id];
    services::Call c{*world_, operation, principal_, first_customer, 0, "bench", "", world_->clock().now(), {}, {}, {}};
    auto answer = registry_.invoke(c, r);
    if (!answer) {
      std::fprintf(stderr, "refused: %s\n", answer.error().errors[0].why.rule.c_str());
      std::exit(1);
    }
    out_.clear();
    codec::WriteOptions options;
    options.filter = &c.filter;
    codec::write_json(out_, **answer, options);
    found = static_cast<const SearchAccountsResponse&>(**answer).accounts.size();
    return cpu() - begin;
  }

  void measure(const std::string& name, const std::function<SearchAccountsRequest(int)>& make_request, bool cold) {
    double first = 0;
    if (cold) {
      open();
      // What the store has no index for the server prepares when it starts.
      if (name.starts_with("AccountName")) services::prepare(*world_);
      first = call(make_request(0));
    }
    std::vector<double> times;
    for (int i = 1; i <= 200; ++i) times.push_back(call(make_request(i)));
    std::ranges::sort(times);
    std::printf("{\"name\":\"%s\",\"customers\":%lld,\"found\":%zu,\"median\":%.1f,\"p99\":%.1f,\"first\":%.1f}\n", name.c_str(),
                static_cast<long long>(customers_), found, times[100], times[197], first);
  }

  void all(int size) {
    using enum PredicateOperator;
    const auto random = [&](int i) { return (i * 7919LL + 13) % accounts_; };
    const auto id = [&](int i) { return std::to_string(first_account + random(i)); };
    const auto number = [&](int i) { return "B" + std::to_string(1'000'000 + random(i)); };
    const auto many = [&](const auto& one) {
      return [one](int i) {
        std::string s;
        for (int k = 0; k < 10; ++k) (s.empty() ? s : s += ',') += one(i * 10 + k);
        return s;
      };
    };
    const auto of = [&](const char* field, PredicateOperator op, auto value, bool cold = false) {
      const char* names[] = {"Contains", "Equals", "In"};
      measure(
          std::string(field) + " " +
              names[op == Contains ? 0
                    : op == Equals ? 1
                                   : 2],
          [=](int i) { return request(field, op, value(i), size); }, cold);
    };
    of("AccountId", Equals, id, true);
    of("AccountId", In, many(id), true);
    of("AccountNumber", Equals, number, true);
    of("AccountNumber", In, many(number), true);
    of("CustomerId", Equals, [&](int i) { return std::to_string(first_customer + i % customers_); }, true);
    of("UserId", Equals, [](int) { return std::string("130000001"); }, true);
    of("AccountNumber", Contains, [&](int i) { return number(i).substr(3, 4); });
    of("AccountName", Equals, [&](int i) { return account(random(i), 1).name.str(); });
    of("AccountName", Contains, [&](int i) { return account(random(i), 1).name.str().substr(6); }, true);
    const auto common = [&](int i) { return std::string(words[i % 16]); };
    of("AccountName", Contains, common);
    const auto with = [&](const char* name, auto change) {
      measure(
          name,
          [=](int i) {
            auto r = request("AccountName", Contains, common(i), size);
            change(r, i);
            return r;
          },
          false);
    };
    with("AccountName Contains, by Name descending",
         [](SearchAccountsRequest& r, int) { order(r, OrderByField::Name, SortOrder::Descending); });
    with("AccountName Contains, by Number, page 9", [](SearchAccountsRequest& r, int) {
      order(r, OrderByField::Number, SortOrder::Ascending);
      r.page_info->index = 9;
    });
    with("AccountName Contains and Pause",
         [](SearchAccountsRequest& r, int) { put(r, "AccountLifeCycleStatus", Equals, "Pause"); });
    with("AccountName Contains after a write", [this](SearchAccountsRequest&, int i) { rename((i * 104'729LL) % accounts_, i); });
  }

  /// How SQLite answers what the searches ask of it.
  void plans() {
    sqlite3* db = nullptr;
    const auto path = directory_ / "copy.db";
    world_->store().snapshot_to(path);  // the store keeps its own file to itself
    if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) std::exit(1);
    const auto kind = world::kind_of<AdvertiserAccount>();
    using store::sqlite::Op;
    for (const auto& [name, op] :
         {std::pair("AccountId, and the rows of every page", Op::get), std::pair("AccountNumber", Op::key_anywhere),
          std::pair("AccountNumber, no index by number yet", Op::key_anywhere_loose), std::pair("CustomerId", Op::scan_parent)}) {
      sqlite3_stmt* plan = nullptr;
      const auto sql = "explain query plan " + store::sqlite::statement_text(op, kind);
      std::string text;
      if (sqlite3_prepare_v2(db, sql.c_str(), -1, &plan, nullptr) == SQLITE_OK)
        while (sqlite3_step(plan) == SQLITE_ROW)
          (text.empty() ? text : text += "; ") += reinterpret_cast<const char*>(sqlite3_column_text(plan, 3));
      sqlite3_finalize(plan);
      if (!text.empty()) std::printf("{\"plan\":\"%s\",\"text\":\"%s\"}\n", name, text.c_str());
    }
    sqlite3_close(db);
  }

 private:
  /// The account gets another name, as UpdateAccount would give it.
  void rename(std::int64_t i, int round) {
    world_->store().write([&](store::Writer& w) {
      auto stored = world::load<AdvertiserAccount>(w, first_account + i);
      (*stored)->name = "Renamed " + std::to_string(round);
      world::save(w, *stored);
      return true;
    });
  }

  const std::int64_t accounts_, customers_;
  store::TemporaryDirectory directory_;
  std::unique_ptr<world::World> world_;
  services::Registry registry_;
  identity::Principal principal_;
  std::string out_;
  std::size_t found = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i, std::int64_t otherwise) { return argc > i ? std::atoll(argv[i]) : otherwise; };
  Bench bench(number(1, 100'000), number(2, 1'000));
  bench.all(static_cast<int>(number(3, 100)));
  bench.plans();
}
