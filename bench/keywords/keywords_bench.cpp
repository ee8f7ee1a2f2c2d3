// Keywords through the services, without HTTP: a call is the decoding of its SOAP request, the handler and the encoding of its
// answer.
//   keywords_bench add [CALLS]            1,000 keywords a call, beside the same rows into bare SQLite in transactions of 1,000
//   keywords_bench get                    20,000 keywords of an ad group, beside encoding alone
//   keywords_bench grow DIRECTORY COUNT   stores on disk, DIRECTORY.few of 10,000 and DIRECTORY of COUNT: the cost of a keyword,
//   in turns
// Each prints a line of JSON a measurement.
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "../common/bare_sqlite.h"
#include "adsbox/campaign_management.h"
#include "codec/codec.h"
#include "identity/seed.h"
#include "services/entity/operations.h"
#include "services/services.h"
#include "store/temporary_directory.h"
#include "world/entities.h"
#include "world/manager.h"

namespace {

using namespace adsbox;
using namespace adsbox::campaign_management;

constexpr int batch = 1'000;

double wall() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double cpu() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}
double median(std::vector<double> v) {
  std::ranges::sort(v);
  return v[v.size() / 2];
}
void print(const char* name, double value) {
  std::printf("{\"name\":\"%s\",\"value\":%.4f}\n", name, value);
}

template <class T>
const schema::TypeInfo& type_of() {
  return schema::type_info(T::type_id);
}

class Account {
 public:
  explicit Account(world::World& world) : world_(world), facts_(identity::seed_facts(world.environment())) {
    services::register_operations(registry_);
    principal_.user_id = facts_.user_ids[0];
    identity::seed(world_);
    AddCampaignsRequest request;
    request.account_id = facts_.account_id;
    auto c = make<Campaign>();
    c->name = "All kinds of tea " + std::to_string(world.clock().ticks());
    c->budget_type = BudgetLimitType::DailyBudgetStandard;
    c->daily_budget = 20.0;
    c->languages = {text("English")};
    request.campaigns.push_back(std::move(c));
    campaign_ = *invoke<AddCampaigns>(request)->campaign_ids[0];
  }

  std::int64_t add_ad_group() {
    AddAdGroupsRequest request;
    request.campaign_id = campaign_;
    auto g = make<AdGroup>();
    g->name = "Ad group " + std::to_string(++groups_);
    request.ad_groups.push_back(std::move(g));
    return *invoke<AddAdGroups>(request)->ad_group_ids[0];
  }

  /// The SOAP request that adds keywords [first, first + batch) of an ad group.
  static std::string request(std::int64_t ad_group, std::int64_t first) {
    AddKeywordsRequest r;
    r.ad_group_id = ad_group;
    for (std::int64_t n = first; n < first + batch; ++n) {
      auto k = make<Keyword>();
      k->text = "granny's green tea " + std::to_string(n);
      k->match_type = n % 2 == 0 ? MatchType::Broad : MatchType::Exact;
      k->bid = make<Bid>();
      k->bid->amount = 0.5 + static_cast<double>(n % 40) / 20;
      k->final_urls.push_back("https://www.teahouse.example/leaves/green?kw=" + std::to_string(n));
      r.keywords.push_back(std::move(k));
    }
    std::string out;
    codec::write_soap(out, schema::contract.services[schema::contract.operations[AddKeywords::id].service], r, "", {});
    return out;
  }

  void add(const std::string& document) {
    AddKeywordsRequest request;
    codec::SoapReader reader(document);
    if (!reader.open() || !reader.read(type_of<AddKeywordsRequest>(), request)) std::abort();
    const auto answer = invoke<AddKeywords>(request);
    if (!answer->partial_errors.empty()) std::abort();
    encode(*answer);
  }

  box<GetKeywordsByAdGroupIdResponse> get(std::int64_t ad_group) {
    GetKeywordsByAdGroupIdRequest request;
    request.ad_group_id = ad_group;
    return invoke<GetKeywordsByAdGroupId>(request);
  }

  void encode(const object& answer) {
    out_.clear();
    codec::write_soap(out_, schema::contract.services[schema::contract.operations[AddKeywords::id].service], answer, "",
                      {.complete = true});
  }

 private:
  template <class Op>
  box<typename Op::Response> invoke(const typename Op::Request& request) {
    const auto& operation = schema::contract.operations[Op::id];
    services::Call call{world_, operation, principal_, facts_.customer_id, facts_.account_id, "bench", "", world_.clock().now(),
                        {},     {},        {}};
    auto answer = registry_.invoke(call, request);
    if (!answer) {
      std::fprintf(stderr, "refused: %s\n", answer.error().errors[0].why.rule.c_str());
      std::exit(1);
    }
    kept_ = std::move(call.kept_alive);
    return services::downcast<typename Op::Response>(std::move(*answer));
  }

  world::World& world_;
  const identity::SeedFacts& facts_;
  services::Registry registry_;
  identity::Principal principal_;
  std::int64_t campaign_ = 0, groups_ = 0;
  std::string out_;
  std::vector<std::shared_ptr<const void>> kept_;
};

void measure_add(int calls) {
  const store::TemporaryDirectory directory;
  const auto world = *world::open_world("bench", world::Environment::sandbox, directory / "world.db", 7);
  Account account(*world);
  bench::BareSqlite bare(directory / "bare.db", 4096);
  std::vector<double> ours, peer, busy;
  for (int i = 0; i < calls; ++i) {
    const auto group = account.add_ad_group();
    const auto document = Account::request(group, i * batch);
    const auto began = wall(), began_cpu = cpu();
    account.add(document);
    busy.push_back(cpu() - began_cpu);
    ours.push_back(wall() - began);
    std::vector<store::Row> rows;
    world->store().read([&](store::Reader& r) {
      r.scan_parent(world::kind_of<Keyword>(), group, [&](const store::RowView& row) {
        rows.emplace_back(row);
        return true;
      });
    });
    const auto bare_began = wall();
    bare.commit([&] {
      for (const auto& row : rows) bare.put(row.view());
    });
    peer.push_back(wall() - bare_began);
  }
  print("add", median(ours));
  print("add_cpu", median(busy));
  print("bare", median(peer));
}

void measure_get() {
  const store::TemporaryDirectory directory;
  const auto world = *world::open_world("bench", world::Environment::sandbox, directory / "world.db", 7);
  Account account(*world);
  const auto group = account.add_ad_group();
  for (int i = 0; i < 20; ++i) account.add(Account::request(group, i * batch));
  std::vector<double> all, encoding, changed;
  for (int i = 0; i < 15; ++i) {
    // Some other ad group changes: what was kept of answers is of no use.
    account.add(Account::request(account.add_ad_group(), i * batch));
    const auto cold = cpu();
    account.encode(*account.get(group));
    changed.push_back(cpu() - cold);
    const auto began = cpu();
    const auto answer = account.get(group);
    account.encode(*answer);
    all.push_back(cpu() - began);
    if (answer->keywords.size() != 20'000) std::abort();
    const auto again = cpu();
    account.encode(*answer);
    encoding.push_back(cpu() - again);
  }
  print("get", median(all));
  print("get_after_write", median(changed));
  print("encode", median(encoding));
}

/// An account in a data directory of its own, as a server would open it.
struct Stored {
  explicit Stored(const std::string& directory) {
    auto opened = world::Manager::open({.directory = directory, .environments = {world::Environment::sandbox}});
    if (!opened) {
      std::fprintf(stderr, "%s\n", opened.error().c_str());
      std::exit(1);
    }
    manager = std::move(*opened);
    account = std::make_unique<Account>(manager->defaults()->first());
  }
  void fill(std::int64_t count) {
    for (; keywords < count; keywords += batch) account->add(Account::request(account->add_ad_group(), keywords));
  }
  /// CPU of a keyword: added to a new ad group, and read there.
  void measure() {
    const auto group = account->add_ad_group();
    const auto document = Account::request(group, keywords);
    keywords += batch;
    const auto began = cpu();
    account->add(document);
    adds.push_back((cpu() - began) / batch);
    const auto get_began = cpu();
    account->encode(*account->get(group));
    gets.push_back((cpu() - get_began) / batch);
  }
  std::unique_ptr<world::Manager> manager;
  std::unique_ptr<Account> account;
  std::int64_t keywords = 0;
  std::vector<double> adds, gets;
};

void measure_growth(const std::string& directory, std::int64_t count) {
  constexpr int turns = 50;
  Stored few(directory + ".few"), many(directory);
  few.fill(10'000);
  many.fill(count - turns * batch);
  for (int i = 0; i < turns; ++i) few.measure(), many.measure();
  print("add_at_few", median(few.adds));
  print("get_at_few", median(few.gets));
  print("add_at_many", median(many.adds));
  print("get_at_many", median(many.gets));
  print("stored", static_cast<double>(many.keywords));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc >= 2 && std::strcmp(argv[1], "add") == 0)
    measure_add(argc > 2 ? std::atoi(argv[2]) : 100);
  else if (argc == 2 && std::strcmp(argv[1], "get") == 0)
    measure_get();
  else if (argc == 4 && std::strcmp(argv[1], "grow") == 0)
    measure_growth(argv[2], std::atoll(argv[3]));
  else
    return 2;
}
