#include "services/customer_management/people_fixture.h"

namespace adsbox::services {
namespace {

using namespace customer_management;
using enum identity::Role;

class UsersUpdateTest : public PeopleFixture {
 protected:
  UsersUpdateTest() {
    customer(500, "boss", {500'111});
    viewer_ = join("viewer", 500, viewer);
    standard_ = join("standard", 500, standard_user);
    as("boss");
  }
  box<User> get(std::int64_t id) {
    GetUserRequest r;
    r.user_id = id;
    auto answer = ask<GetUser>(r);
    EXPECT_TRUE(answer) << failure_of(answer);
    return answer ? std::move(answer->user) : make<User>();
  }
  std::string update(const std::function<void(User&)>& edit, std::int64_t id = 0) {
    UpdateUserRequest r;
    r.user = get(id == 0 ? viewer_ : id);
    edit(*r.user);
    return failed<UpdateUser>(r);
  }
  std::string remove(std::int64_t id, opt<int> = {}) {
    DeleteUserRequest r;
    r.user_id = id;
    r.time_stamp = get(id)->time_stamp;
    return failed<DeleteUser>(r);
  }
  std::int64_t viewer_, standard_;
};

TEST_F(UsersUpdateTest, PresentMembersReplaceAbsentOnesKeep) {
  wait(second);
  UpdateUserRequest r;
  r.user = make<User>();
  r.user->id = viewer_;
  r.user->time_stamp = get(viewer_)->time_stamp;
  r.user->job_title = "Analyst";
  r.user->user_name = "somebody@else.example";  // the service's own: not heard
  r.user->customer_id = 1;
  r.user->contact_info = make<ContactInfo>();
  r.user->contact_info->phone1 = "555-0100";
  const auto answer = ask<UpdateUser>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  EXPECT_EQ(answer->last_modified_time, opt(world().clock().now()));
  const auto u = get(viewer_);
  EXPECT_EQ(u->job_title, "Analyst");
  EXPECT_EQ(u->user_name, "viewer@outlook.com");
  EXPECT_EQ(u->customer_id, opt<std::int64_t>(500));
  EXPECT_EQ(u->name->first_name, "viewer");
  EXPECT_EQ(u->contact_info->phone1, "555-0100");
  EXPECT_EQ(u->contact_info->email, "viewer@outlook.com");
  EXPECT_EQ(u->contact_info->address->city, "Redmond");
  EXPECT_EQ(u->last_modified_by_user_id, opt(principal_.user_id));
  EXPECT_EQ(u->last_modified_time, answer->last_modified_time);
}

TEST_F(UsersUpdateTest, TimeStampsMustBeCurrent) {
  const auto old = get(viewer_);
  EXPECT_EQ(update([](User& u) { u.job_title = "A"; }), "");
  EXPECT_NE(get(viewer_)->time_stamp, old->time_stamp);
  EXPECT_EQ(update([&](User& u) { u.time_stamp = old->time_stamp; }), "TimestampNotMatch User.TimeStamp.current User.TimeStamp");
  EXPECT_EQ(update([](User& u) { u.time_stamp = nil; }), "TimestampNotMatch User.TimeStamp.required User.TimeStamp");
  EXPECT_EQ(update([&](User& u) { u.contact_info->address->time_stamp = old->contact_info->address->time_stamp; }),
            "TimestampNotMatch User.ContactInfo.Address.TimeStamp.current User.ContactInfo.Address.TimeStamp");
  DeleteUserRequest r;
  r.user_id = viewer_;
  r.time_stamp = old->time_stamp;
  EXPECT_EQ(failed<DeleteUser>(r), "TimestampNotMatch DeleteUser.TimeStamp.current TimeStamp");
  r.time_stamp = nil;
  EXPECT_EQ(failed<DeleteUser>(r), "TimestampNotMatch DeleteUserRequest.TimeStamp.required TimeStamp");
}

TEST_F(UsersUpdateTest, MembersHaveBounds) {
  const std::string long_text(101, 'x');
  EXPECT_EQ(update([&](User& u) { u.job_title = std::string(51, 'x'); }),
            "ApiInputValidationError User.JobTitle.length User.JobTitle");
  EXPECT_EQ(update([&](User& u) { u.name->first_name = long_text; }),
            "ApiInputValidationError PersonName.FirstName.length User.Name.FirstName");
  EXPECT_EQ(update([&](User& u) { u.name->middle_initial = "ab"; }),
            "ApiInputValidationError PersonName.MiddleInitial.length User.Name.MiddleInitial");
  EXPECT_EQ(update([&](User& u) { u.contact_info->phone1 = long_text; }),
            "ApiInputValidationError ContactInfo.Phone1.length User.ContactInfo.Phone1");
  EXPECT_EQ(update([&](User& u) { u.contact_info->address->city = std::string(36, 'x'); }),
            "200 Address.City.length User.ContactInfo.Address.City");
  EXPECT_EQ(update([&](User& u) { u.contact_info->address->postal_code = "12345678901"; }),
            "209 Address.PostalCode.length User.ContactInfo.Address.PostalCode");
  EXPECT_EQ(update([](User& u) { u.contact_info->id = 1'000'000; }),
            "ApiInputValidationError User.ContactInfo.Id.own User.ContactInfo.Id");
  EXPECT_EQ(update([](User& u) { u.id = nil; }), "1001 UpdateUser.UserId.exists User.Id");
  EXPECT_EQ(update([](User& u) { u.id = 5; }), "1001 permission.user.reach User.Id");
  EXPECT_EQ(failed<UpdateUser>({}), "NullParameter UpdateUserRequest.User.required User");
}

TEST_F(UsersUpdateTest, WhoMayChangeWhom) {
  as("viewer");
  EXPECT_EQ(update([](User& u) { u.job_title = "Me"; }, viewer_), "");
  EXPECT_EQ(update([](User& u) { u.job_title = "You"; }, standard_), "1001 permission.users.self User.Id");
  as("standard");
  EXPECT_EQ(update([](User& u) { u.job_title = "You"; }, viewer_), "");
}

TEST_F(UsersUpdateTest, OnePersonHasOneName) {
  customer(600, "other", {600'111});
  const auto there = join("viewer", 600, advertiser_campaign_manager);
  as("viewer");
  const auto here_before = get(viewer_), there_before = get(there);
  EXPECT_NE(here_before->time_stamp, there_before->time_stamp);
  EXPECT_NE(here_before->contact_info->id, there_before->contact_info->id);
  EXPECT_NE(here_before->contact_info->address->time_stamp, there_before->contact_info->address->time_stamp);
  wait(second);
  EXPECT_EQ(update(
                [](User& u) {
                  u.name->first_name = "New";
                  u.lcid = LCID::GermanGermany;
                  u.contact_info->address->city = "Berlin";
                },
                there),
            "");
  const auto here = get(viewer_), other = get(there);
  for (const auto* u : {here.get(), other.get()}) {
    EXPECT_EQ(u->name->first_name, "New");
    EXPECT_EQ(u->lcid, opt(LCID::GermanGermany));
    EXPECT_EQ(u->contact_info->address->city, "Berlin");
    EXPECT_EQ(u->last_modified_by_user_id, opt(there));
    EXPECT_EQ(u->last_modified_time, opt(world().clock().now()));
  }
  EXPECT_EQ(here->contact_info->id, here_before->contact_info->id);
  EXPECT_EQ(here->contact_info->address->id, here_before->contact_info->address->id);
  EXPECT_EQ(here->customer_id, opt<std::int64_t>(500));
  EXPECT_NE(here->time_stamp, here_before->time_stamp);
  EXPECT_NE(here->time_stamp, other->time_stamp);
  EXPECT_NE(here->contact_info->address->time_stamp, other->contact_info->address->time_stamp);
  // The stamps are each User's own.
  EXPECT_EQ(update([&](User& u) { u.time_stamp = here->time_stamp; }, there),
            "TimestampNotMatch User.TimeStamp.current User.TimeStamp");
}

TEST_F(UsersUpdateTest, DeletedUsersAreGone) {
  EXPECT_EQ(remove(viewer_), "");
  GetUserRequest get_it;
  get_it.user_id = viewer_;
  EXPECT_EQ(failed<GetUser>(get_it), "1001 GetUser.UserId.reach UserId");
  const auto listed = [&](opt<UserLifeCycleStatus> status) {
    GetUsersInfoRequest r;
    r.customer_id = 500;
    r.status_filter = status;
    const auto answer = ask<GetUsersInfo>(r);
    EXPECT_TRUE(answer);
    std::string all;
    for (const auto& u : answer->users_info) (all.empty() ? all : all += " ") += u->user_name.str();
    return all;
  };
  EXPECT_EQ(listed(nil), "boss@outlook.com standard@outlook.com");
  EXPECT_EQ(listed(UserLifeCycleStatus::Active), "boss@outlook.com standard@outlook.com");
  EXPECT_EQ(listed(UserLifeCycleStatus::Deleted), "viewer@outlook.com");
  EXPECT_EQ(listed(UserLifeCycleStatus::Pending), "");
  GetUsersInfoRequest r;
  EXPECT_EQ(failed<GetUsersInfo>(r), "1001 GetUsersInfoRequest.CustomerId.required CustomerId");
  r.customer_id = 1;
  EXPECT_EQ(failed<GetUsersInfo>(r), "1001 permission.customer.reach CustomerId");
  DeleteUserRequest again;
  again.user_id = viewer_;
  again.time_stamp = "12345678";
  EXPECT_EQ(failed<DeleteUser>(again), "1001 DeleteUser.UserId.exists UserId");
  UpdateUserRequest update_it;
  update_it.user = make<User>();
  update_it.user->id = viewer_;
  update_it.user->time_stamp = "12345678";
  EXPECT_EQ(failed<UpdateUser>(update_it), "1001 UpdateUser.UserId.exists User.Id");
  as("viewer");
  EXPECT_TRUE(principal_.grants.empty());
}

TEST_F(UsersUpdateTest, PrimaryUsersAndSuperAdminsAreSpared) {
  const auto boss = principal_.user_id;
  EXPECT_EQ(remove(boss), "ApiInputValidationError DeleteUser.UserId.primary UserId");
  const auto second_boss = join("boss2", 500, super_admin);
  as("standard");
  EXPECT_EQ(remove(second_boss), "1001 permission.users.super_admin UserId");
  EXPECT_EQ(remove(viewer_), "");
  as("boss");
  EXPECT_EQ(remove(second_boss), "");
  EXPECT_EQ(remove(standard_), "");
}

TEST_F(UsersUpdateTest, MfaStatusTellsWhetherASecondProofWasEverGiven) {
  EXPECT_EQ(ask<GetUserMFAStatus>({})->mfa_status, opt(false));
  identity::change_login(world(), principal_.login_id, [](internal::Login& l) { l.last_proof_step = 7; });
  EXPECT_EQ(ask<GetUserMFAStatus>({})->mfa_status, opt(true));
}

}  // namespace
}  // namespace adsbox::services
