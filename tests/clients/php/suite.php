<?php
// PHP's SoapClient against the served WSDLs; run by with_server.py.
declare(strict_types=1);
ini_set('soap.wsdl_cache_enabled', '0');
error_reporting(E_ALL);
set_error_handler(function ($severity, $message, $file, $line) { throw new ErrorException($message, 0, $severity, $file, $line); });

const DEVELOPER_TOKEN = 'BBD37VB98', USER = 'someone@outlook-int.com', CUSTOMER = 250000001, ACCOUNT = 180000001;
const CLIENT = 'db41b09d-6e50-4f4a-90ac-5a99caefb52f', BACK = 'https://login.live-int.com/oauth20_desktop.srf';
const CAMPAIGN_NS = 'https://bingads.microsoft.com/CampaignManagement/v13', CUSTOMER_NS = 'https://bingads.microsoft.com/Customer/v13';
$base = getenv('ADSBOX_HTTP');

function check(bool $truth, string $what): void { if (!$truth) throw new Exception("not so: $what"); }
function same($expected, $actual, string $what): void {
  if ($expected !== $actual) throw new Exception("$what: expected " . var_export($expected, true) . ', got ' . var_export($actual, true));
}

function token(): string {
  global $base;
  $query = http_build_query(['client_id' => CLIENT, 'scope' => 'bingads.manage', 'response_type' => 'code', 'redirect_uri' => BACK,
                             'state' => 'x', 'prompt' => 'none', 'login_hint' => USER]);
  $curl = curl_init("$base/oauth20_authorize.srf?$query");
  curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true]);
  $page = curl_exec($curl);
  same(302, curl_getinfo($curl, CURLINFO_HTTP_CODE), "authorize: $page");
  parse_str((string)parse_url(curl_getinfo($curl, CURLINFO_REDIRECT_URL), PHP_URL_QUERY), $back);
  // A body above 1 KiB: this client then sends Expect: 100-continue.
  $curl = curl_init("$base/oauth20_token.srf");
  curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => http_build_query([
    'client_id' => CLIENT, 'grant_type' => 'authorization_code', 'code' => $back['code'], 'redirect_uri' => BACK, 'padding' => str_repeat('x', 1200)])]);
  $answer = json_decode(curl_exec($curl), true, 512, JSON_THROW_ON_ERROR);
  check(isset($answer['access_token']), json_encode($answer));
  return $answer['access_token'];
}

function client(string $path, string $namespace, string $token): SoapClient {
  global $base;
  $client = new SoapClient("$base$path?singleWsdl", ['trace' => true, 'exceptions' => true, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
  // The official PHP SDK always sends all of these, whatever the service.
  $headers = [];
  foreach (['AuthenticationToken' => $token, 'CustomerAccountId' => (string)ACCOUNT, 'CustomerId' => (string)CUSTOMER,
            'DeveloperToken' => DEVELOPER_TOKEN] as $name => $value) {
    $headers[] = new SoapHeader($namespace, $name, $value);
  }
  $client->__setSoapHeaders($headers);
  return $client;
}
function customer_management(string $token): SoapClient {
  return client('/Api/CustomerManagement/v13/CustomerManagementService.svc', CUSTOMER_NS, $token);
}
function campaign_management(string $token): SoapClient {
  return client('/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc', CAMPAIGN_NS, $token);
}
function campaign(string $name): object {
  return (object)['BudgetType' => 'DailyBudgetStandard', 'DailyBudget' => 7.5, 'Name' => $name, 'CampaignType' => ['Search'],
    'TimeZone' => 'PacificTimeUSCanadaTijuana', 'Languages' => ['English'],
    'BiddingScheme' => new SoapVar((object)[], SOAP_ENC_OBJECT, 'EnhancedCpcBiddingScheme', CAMPAIGN_NS)];
}

$token = token();
$tests = [
  'loads every WSDL' => function () use ($token) {
    global $base;
    foreach (['/Api/Advertiser/CampaignManagement/v13/BulkService.svc', '/Api/Advertiser/Reporting/v13/ReportingService.svc',
              '/Api/Advertiser/AdInsight/v13/AdInsightService.svc', '/Api/Billing/v13/CustomerBillingService.svc'] as $path) {
      foreach (['wsdl', 'singleWsdl'] as $query) check(count((new SoapClient("$base$path?$query"))->__getFunctions()) > 1, "$path?$query");
    }
  },
  'GetUser, SearchAccounts' => function () use ($token) {
    $api = customer_management($token);
    $answer = $api->GetUser((object)['UserId' => null]);
    same(USER, $answer->User->UserName, 'UserName');
    check(in_array(CUSTOMER, array_map(fn($role) => $role->CustomerId, $answer->CustomerRoles->CustomerRole)), 'a role at the customer');
    $found = $api->SearchAccounts((object)[
      'Predicates' => (object)['Predicate' => [(object)['Field' => 'UserId', 'Operator' => 'Equals', 'Value' => (string)$answer->User->Id]]],
      'Ordering' => null, 'PageInfo' => (object)['Index' => 0, 'Size' => 10]]);
    check(in_array(ACCOUNT, array_map(fn($account) => $account->Id, $found->Accounts->AdvertiserAccount)), 'the account is found');
  },
  'AddCampaigns (one good, one bad), GetCampaignsByAccountId' => function () use ($token) {
    $api = campaign_management($token);
    $answer = $api->AddCampaigns((object)['AccountId' => ACCOUNT, 'Campaigns' => (object)['Campaign' => [campaign('Php good'), campaign('Php good')]]]);
    [$good, $bad] = $answer->CampaignIds->long;
    check($good > 0, 'an id');
    same(null, $bad, 'the second id');
    same(1, count($answer->PartialErrors->BatchError), 'errors');
    same([1, 1115], [$answer->PartialErrors->BatchError[0]->Index, $answer->PartialErrors->BatchError[0]->Code], 'index and code');
    $listed = $api->GetCampaignsByAccountId((object)['AccountId' => ACCOUNT, 'CampaignType' => 'Search']);
    $mine = array_values(array_filter($listed->Campaigns->Campaign, fn($campaign) => $campaign->Id === $good));
    same('Php good', $mine[0]->Name, 'its name');
  },
  'one object twice in a request (id and href)' => function () use ($token) {
    $api = campaign_management($token);
    $twice = campaign('Php twice');
    $answer = $api->AddCampaigns((object)['AccountId' => ACCOUNT, 'Campaigns' => (object)['Campaign' => [$twice, $twice]]]);
    check(str_contains($api->__getLastRequest(), 'href="#ref'), 'the request has a reference');
    check($answer->CampaignIds->long[0] > 0, 'the first is added');
    same(1115, $answer->PartialErrors->BatchError[0]->Code, 'the second is its duplicate: the reference was resolved');
  },
  'a bad token is a typed fault' => function () {
    try {
      campaign_management('NoSuchToken')->GetCampaignsByAccountId((object)['AccountId' => ACCOUNT]);
      check(false, 'a fault');
    } catch (SoapFault $fault) {
      $errors = $fault->detail->AdApiFaultDetail->Errors->AdApiError;
      $error = is_array($errors) ? $errors[0] : $errors;
      same([105, 'InvalidCredentials'], [(int)$error->Code, $error->ErrorCode], 'code');
      check(str_ends_with($fault->faultcode, 'Server'), $fault->faultcode);
    }
  },
];
$failed = 0;
foreach ($tests as $name => $test) {
  try {
    $test();
    echo "ok   $name\n";
  } catch (Throwable $e) {
    $failed++;
    echo "FAIL $name: ", get_class($e), ': ', $e->getMessage(), ' at line ', $e->getLine(), "\n";
  }
}
echo count($tests) - $failed, " passed, $failed failed\n";
exit($failed ? 1 : 0);
