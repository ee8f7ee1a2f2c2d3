#include "services/campaign_management/campaign_fixture.h"
#include "services/entity/limits.h"

namespace adsbox::services {
namespace {

using namespace campaign_management;

class Labels : public CampaignFixture {
 protected:
  static box<Label> label(std::string_view name) {
    auto l = make<Label>();
    l->name = name;
    return l;
  }
  AddLabelsResponse add_all(std::vector<box<Label>> labels) {
    AddLabelsRequest request;
    for (auto& l : labels) request.labels.push_back(std::move(l));
    auto answer = invoke<AddLabels>(request);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(*answer) : AddLabelsResponse{};
  }
  std::int64_t add_label(std::string_view name) {
    std::vector<box<Label>> one;
    one.push_back(label(name));
    const auto answer = add_all(std::move(one));
    EXPECT_EQ(errors_of(answer.partial_errors), "");
    return answer.label_ids.size() == 1 ? answer.label_ids[0].value_or(0) : 0;
  }
  std::string broken(const std::function<void(Label&)>& change) {
    std::vector<box<Label>> one;
    one.push_back(label("broken"));
    change(*one[0]);
    return errors_of(add_all(std::move(one)).partial_errors);
  }
  std::string change(std::int64_t id, const std::function<void(Label&)>& how) {
    UpdateLabelsRequest request;
    auto l = make<Label>();
    l->id = id;
    how(*l);
    request.labels.push_back(std::move(l));
    auto answer = invoke<UpdateLabels>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  std::string erase(std::initializer_list<opt<std::int64_t>> ids) {
    DeleteLabelsRequest request;
    request.label_ids = ids;
    auto answer = invoke<DeleteLabels>(request);
    return answer ? errors_of(answer->partial_errors) : failure_of(answer);
  }
  static box<Paging> page(int index, int size) {
    auto p = make<Paging>();
    p->index = index;
    p->size = size;
    return p;
  }
};

TEST_F(Labels, AreAddedReadChangedAndDeleted) {
  std::vector<box<Label>> some;
  some.push_back(label("spring"));
  some.push_back(label("Spring"));
  some.push_back(box<Label>(nil));
  some[0]->description = "for the spring";
  some[0]->color_code = "#1a2B3c";
  some[0]->id = 7;  // the service's own: not heard
  const auto added = add_all(std::move(some));
  EXPECT_EQ(errors_of(added.partial_errors), "CampaignServiceLabelIsNull@2");
  ASSERT_EQ(added.label_ids.size(), 3u);
  const auto lower = *added.label_ids[0], upper = *added.label_ids[1];
  EXPECT_NE(lower, 7);

  GetLabelsByIdsRequest request;
  request.label_ids = {upper, 3, lower};
  auto read = *invoke<GetLabelsByIds>(request);
  EXPECT_EQ(errors_of(read.partial_errors), "CampaignServiceLabelIdInvalid@1");
  ASSERT_EQ(read.labels.size(), 3u);
  EXPECT_TRUE(read.labels[1].is_nil());
  EXPECT_EQ(read.labels[2]->color_code.view(), "#1a2B3c");
  EXPECT_EQ(read.labels[2]->description.view(), "for the spring");
  EXPECT_EQ(read.labels[0]->color_code.size(), 7u) << "a colour by chance";

  EXPECT_EQ(change(upper, [](auto& l) { l.description = "changed"; }), "");
  EXPECT_EQ(change(upper, [](auto& l) { l.name = "spring"; }), "CampaignServiceLabelNameDuplicate@0");
  EXPECT_EQ(change(upper, [](auto& l) { l.color_code = ""; }), "CampaignServiceLabelColorCodeInvalid@0");
  EXPECT_EQ(erase({lower, lower, 9}), "CampaignServiceDuplicateLabelId@1 CampaignServiceLabelIdInvalid@2");
  EXPECT_EQ(add_label("spring"), upper + 1) << "the name is free again";
}

TEST_F(Labels, AreRefusedWhenBroken) {
  EXPECT_EQ(broken([](auto& l) { l.name = nil; }), "CampaignServiceLabelNameInvalid@0");
  EXPECT_EQ(broken([](auto& l) { l.name = ""; }), "CampaignServiceLabelNameInvalid@0");
  EXPECT_EQ(broken([](auto& l) { l.name = "\n"; }), "CampaignServiceLabelNameInvalid@0");
  EXPECT_EQ(broken([](auto& l) { l.name = std::string(81, 'x'); }), "CampaignServiceLabelNameLengthExceeded@0");
  EXPECT_EQ(broken([](auto& l) { l.description = ""; }), "CampaignServiceLabelDescriptionInvalid@0");
  EXPECT_EQ(broken([](auto& l) { l.description = std::string(201, 'x'); }), "CampaignServiceLabelDescriptionLengthExceeded@0");
  for (const auto* color : {"", "red", "#12345", "#1234567", "#12345G", "1234567"})
    EXPECT_EQ(broken([&](auto& l) { l.color_code = color; }), "CampaignServiceLabelColorCodeInvalid@0") << color;
  std::vector<box<Label>> twice;
  twice.push_back(label("tea"));
  twice.push_back(label("tea"));
  EXPECT_EQ(errors_of(add_all(std::move(twice)).partial_errors), "CampaignServiceLabelNameDuplicate@1");
  set_limit(world(), "labels-per-account", 1);
  EXPECT_EQ(broken([](auto&) {}), "CampaignServiceLabelsEntityLimitExceeded@0");
}

TEST_F(Labels, ComeInPages) {
  for (const auto* name : {"a", "b", "c", "d", "e"}) add_label(name);
  GetLabelsByIdsRequest request;
  EXPECT_EQ(invoke<GetLabelsByIds>(request)->labels.size(), 5u);
  request.page_info = page(1, 2);
  const auto second = *invoke<GetLabelsByIds>(request);
  ASSERT_EQ(second.labels.size(), 2u);
  EXPECT_EQ(second.labels[0]->name.view(), "c");
  EXPECT_EQ(second.labels[1]->name.view(), "d");
  request.page_info = page(2, 2);
  EXPECT_EQ(invoke<GetLabelsByIds>(request)->labels.size(), 1u);
  request.page_info = page(3, 2);
  const auto beyond = *invoke<GetLabelsByIds>(request);
  EXPECT_TRUE(beyond.labels.has_value());
  EXPECT_EQ(beyond.labels.size(), 0u);
  for (const auto& [index, size] : {std::pair{-1, 2}, {0, 0}, {0, 1001}}) {
    request.page_info = page(index, size);
    EXPECT_EQ(failure_of(invoke<GetLabelsByIds>(request)), "ValueOutOfRange");
  }
}

TEST_F(Labels, RefuseWholeCalls) {
  EXPECT_EQ(failure_of(invoke<AddLabels>({})), "CampaignServiceLabelsListIsNullOrEmpty");
  EXPECT_EQ(failure_of(invoke<UpdateLabels>({})), "CampaignServiceLabelsListIsNullOrEmpty");
  EXPECT_EQ(failure_of(invoke<DeleteLabels>({})), "CampaignServiceLabelsListIsNullOrEmpty");
  AddLabelsRequest many;
  for (int i = 0; i < 101; ++i) many.labels.push_back(label("x" + std::to_string(i)));
  EXPECT_EQ(failure_of(invoke<AddLabels>(many)), "CampaignServiceLabelBatchLimitExceeded");
  GetLabelsByIdsRequest ids;
  for (int i = 0; i < 1001; ++i) ids.label_ids.push_back(i);
  EXPECT_EQ(failure_of(invoke<GetLabelsByIds>(ids)), "CampaignServiceLabelIdsBatchLimitExceeded");
}

}  // namespace
}  // namespace adsbox::services
