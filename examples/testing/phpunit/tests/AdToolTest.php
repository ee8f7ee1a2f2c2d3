<?php
declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class AdToolTest extends TestCase {
  private World $world;
  private AdTool $tool;
  /** @var list<int> */
  private array $waits = [];

  protected function setUp(): void {
    $this->world = new World();
    $this->tool = $this->toolIn($this->world);
  }

  protected function tearDown(): void {
    $this->world->drop();
  }

  private function toolIn(World $world): AdTool {
    return new AdTool($world->tokens()['refresh_token'], $world->clientId, $world->developerToken, $world->customerId, $world->accountId,
                      "$world->url/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc?singleWsdl",
                      "$world->url/common/oauth2/v2.0/token", function (int $seconds) { $this->waits[] = $seconds; });
  }

  public function testAddsCampaigns(): void {
    $ids = $this->tool->addCampaigns(['Shoes', 'Boots'], 20);
    $this->assertCount(2, array_unique($ids));
    $this->assertSame(['Shoes', 'Boots'], $this->tool->names());
    $this->assertSame('soap', $this->world->requests(['operation' => 'AddCampaigns'])[0]['protocol']);
  }

  public function testWaitsWhenItCallsTooOften(): void {
    $this->world->addFault(['preset' => 'throttled-then-fine', 'match' => ['operation' => 'AddCampaigns']]);  // 117 twice
    $this->tool->addCampaigns(['Shoes'], 20);
    $this->assertSame([60, 60], $this->waits);
    $this->assertSame(['throttled-then-fine' => 2], $this->world->fired());
    $this->assertSame(['Shoes'], $this->tool->names());
  }

  public function testRenewsATokenThatHasRunOut(): void {
    $this->tool->addCampaigns(['Today'], 20);
    $this->world->advance(2 * 3600);  // access tokens live for an hour
    $this->tool->addCampaigns(['Two hours later'], 20);
    $this->assertSame(['Today', 'Two hours later'], $this->tool->names());
    $this->assertCount(2, $this->world->requests(['operation' => 'token']));
    $this->assertSame(['AuthenticationTokenExpired'], $this->world->requests(['failed' => 'true'])[0]['errors']);
  }

  public function testTellsWhoRefusedWhat(): void {
    try {
      $this->tool->addCampaigns(['Shoes'], -1);
      $this->fail('refused');
    } catch (Refused $refused) {
      [$reason] = $this->world->explain($refused->trackingId)['reasons'];
      $this->assertSame('Campaigns[0].DailyBudget', $reason['field']);
      $this->assertArrayHasKey('expected', $reason);
    }
  }

  public function testGivesUpWhenTheServiceIsBroken(): void {
    $this->world->addFault(['id' => 'broken', 'match' => ['operation' => 'AddCampaigns'], 'effect' => ['error' => 'InternalError']]);
    try {
      $this->tool->addCampaigns(['Shoes'], 20);
      $this->fail('refused');
    } catch (Refused $refused) {
      $this->assertSame([0], $refused->codes);
    }
    $this->assertSame(['broken' => 1], $this->world->fired());
    $this->assertSame([], $this->tool->names());
  }

  public function testComesBackToASnapshot(): void {
    $this->tool->addCampaigns(['Kept'], 20);
    $this->world->takeSnapshot($this->world->name);
    $this->tool->addCampaigns(['Forgotten'], 20);
    $this->world->restore($this->world->name);
    $this->assertSame(['Kept'], $this->tool->names());
    $this->world->admin('DELETE', "snapshots/{$this->world->name}");
  }

  public function testWorldsNeverMeet(): void {
    $other = new World();
    $this->tool->addCampaigns(['Here'], 20);
    $this->toolIn($other)->addCampaigns(['There'], 20);
    $this->assertSame(['Here'], $this->tool->names());
    $this->assertSame(['There'], $this->toolIn($other)->names());
    $other->drop();
  }
}
