from concurrent.futures import ThreadPoolExecutor

import pytest
from ad_tool import AdTool, Refused
from conftest import World


def tool_in(world, **changes):
    return AdTool(**{
        "refresh_token": world.tokens()["refresh_token"], "client_id": world.client_id, "developer_token": world.developer_token,
        "customer_id": world.customer_id, "account_id": world.account_id, "campaigns": f"{world.server}/CampaignManagement/v13",
        "token_url": f"{world.server}/common/oauth2/v2.0/token"} | changes)


def names(tool):
    return [c["Name"] for c in tool.list_campaigns()]


def test_adds_campaigns(world):
    tool = tool_in(world)
    ids = tool.add_campaigns(["Shoes", "Boots"], 20)
    assert len(set(ids)) == 2
    assert names(tool) == ["Shoes", "Boots"]


def test_waits_when_it_calls_too_often(world):
    waits = []
    tool = tool_in(world, sleep=waits.append)
    world.add_fault(preset="throttled-then-fine", match={"operation": "AddCampaigns"})  # 117 twice
    tool.add_campaigns(["Shoes"], 20)
    assert waits == [60, 60]
    world.assert_fired(times=2)
    assert names(tool) == ["Shoes"]


def test_renews_a_token_that_has_run_out(world):
    tool = tool_in(world)
    tool.add_campaigns(["Today"], 20)
    world.advance(seconds=2 * 3600)  # access tokens live for an hour
    tool.add_campaigns(["Two hours later"], 20)
    assert names(tool) == ["Today", "Two hours later"]
    assert len(world.requests(operation="token")) == 2  # at the beginning, and after 109
    assert world.requests(failed="true")[0]["errors"] == ["AuthenticationTokenExpired"]


def test_adds_nothing_twice_when_an_answer_gets_lost(world):
    tool = tool_in(world)
    world.add_fault(match={"operation": "AddCampaigns", "nth": 1}, effect={"drop": True, "after_commit": True})
    [campaign] = tool.add_campaigns(["Shoes"], 20)
    world.assert_fired(times=1)
    assert [c["Id"] for c in tool.list_campaigns()] == [campaign]


def test_tells_who_refused_what(world):
    with pytest.raises(Refused) as refused:
        tool_in(world).add_campaigns(["Shoes"], -1)
    [reason] = world.explain(refused.value.tracking_id)["reasons"]
    assert (reason["field"], reason["value"]) == ("Campaigns[0].DailyBudget", "-1")
    assert "bound" in reason and "expected" in reason


@pytest.fixture(scope="session")
def furnished(server):
    """A snapshot that tests begin from: made once, restored in milliseconds."""
    model = World(server)
    tool_in(model).add_campaigns([f"Campaign {n}" for n in range(50)], 20)
    model.admin("POST", f"worlds/{model.name}/snapshots", {"snapshot": model.name})
    yield model.name
    model.admin("DELETE", f"snapshots/{model.name}")
    model.drop()


@pytest.mark.parametrize("name", ["Campaign 7", "Fresh"])
def test_worlds_begin_as_a_snapshot(server, furnished, name):
    world = World(server, snapshot=furnished)
    tool = tool_in(world)
    tool.add_campaigns([name], 20)
    assert len(names(tool)) == (51 if name == "Fresh" else 50)
    world.drop()


def test_worlds_in_parallel_never_meet(server):
    def run(n):
        world = World(server)
        tool = tool_in(world)
        for i in range(10):
            tool.add_campaigns([f"{n}, {i}"], 20)
        seen = names(tool)
        world.drop()
        return seen

    with ThreadPoolExecutor(8) as pool:
        for n, seen in enumerate(pool.map(run, range(8))):
            assert seen == [f"{n}, {i}" for i in range(10)]
