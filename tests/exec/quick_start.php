<?php
// The quick start with PHP, against the official host names; run by adsbox exec. `curl`: REST; `soap`: SoapClient; tokens by curl or by streams.
declare(strict_types=1);
set_error_handler(function ($severity, $message, $file, $line) { throw new ErrorException($message, 0, $severity, $file, $line); });
ini_set('soap.wsdl_cache_enabled', '0');
const SIGN_IN = 'https://login.live-int.com', BACK = SIGN_IN . '/oauth20_desktop.srf';
const SERVICES = 'https://clientcenter.api.sandbox.bingads.microsoft.com', CAMPAIGNS = 'https://campaign.api.sandbox.bingads.microsoft.com';
$with = $argv[1];

function check(bool $truth, $shown): void { if (!$truth) throw new Exception(json_encode($shown)); }

function by_curl(string $url, ?string $body = null, array $headers = []): array {
  $curl = curl_init($url);
  curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER => $headers]);
  if ($body !== null) curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
  $text = curl_exec($curl);
  check($text !== false, curl_error($curl));
  return [curl_getinfo($curl, CURLINFO_HTTP_CODE), curl_getinfo($curl, CURLINFO_REDIRECT_URL), $text];
}
function by_streams(string $url, ?string $body = null): array {
  $http = ['ignore_errors' => true, 'follow_location' => 0];
  if ($body !== null) $http += ['method' => 'POST', 'content' => $body, 'header' => 'Content-Type: application/x-www-form-urlencoded'];
  $text = file_get_contents($url, false, stream_context_create(['http' => $http]));
  $status = (int)explode(' ', $http_response_header[0])[1];
  $location = preg_grep('/^Location:/i', $http_response_header);
  return [$status, $location ? trim(substr(reset($location), 9)) : '', $text];
}

function token(callable $fetch): string {
  $query = ['client_id' => getenv('ADSBOX_CLIENT_ID'), 'scope' => 'bingads.manage', 'response_type' => 'code', 'redirect_uri' => BACK, 'state' => 'x',
            'prompt' => 'none', 'login_hint' => getenv('ADSBOX_USER')];
  [$status, $location, $page] = $fetch(SIGN_IN . '/oauth20_authorize.srf?' . http_build_query($query));
  check($status === 302, $page);
  parse_str((string)parse_url($location, PHP_URL_QUERY), $back);
  $form = ['client_id' => $query['client_id'], 'redirect_uri' => BACK];
  $first = json_decode($fetch(SIGN_IN . '/oauth20_token.srf', http_build_query($form + ['grant_type' => 'authorization_code', 'code' => $back['code']]))[2], true);
  $second = json_decode($fetch(SIGN_IN . '/oauth20_token.srf', http_build_query($form + ['grant_type' => 'refresh_token', 'refresh_token' => $first['refresh_token']]))[2], true);
  return $second['access_token'];
}

function rest(string $token): void {
  $headers = ["Authorization: Bearer $token", 'DeveloperToken: ' . getenv('ADSBOX_DEVELOPER_TOKEN'), 'Content-Type: application/json',
              'CustomerId: ' . getenv('ADSBOX_CUSTOMER_ID'), 'CustomerAccountId: ' . getenv('ADSBOX_ACCOUNT_ID')];
  $call = function (string $url, array $body) use ($headers) {
    [$status, , $text] = by_curl($url, json_encode($body), $headers);
    check($status === 200, $text);
    return json_decode($text, true);
  };
  $user = $call(SERVICES . '/CustomerManagement/v13/User/Query', ['UserId' => null])['User'];
  check($user['UserName'] === getenv('ADSBOX_USER'), $user);
  $found = $call(SERVICES . '/CustomerManagement/v13/Accounts/Search', [
    'Predicates' => [['Field' => 'UserId', 'Operator' => 'Equals', 'Value' => $user['Id']]], 'PageInfo' => ['Index' => 0, 'Size' => 10]]);
  check(in_array(getenv('ADSBOX_ACCOUNT_ID'), array_column($found['Accounts'], 'Id')), $found);
  $listed = $call(CAMPAIGNS . '/CampaignManagement/v13/Campaigns/QueryByAccountId', ['AccountId' => getenv('ADSBOX_ACCOUNT_ID')]);
  check($listed['Campaigns'] === [], $listed);
}

function soap(string $token): void {
  $client = function (string $url, string $namespace) use ($token) {
    $client = new SoapClient("$url?singleWsdl", ['features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
    $headers = ['AuthenticationToken' => $token, 'CustomerAccountId' => getenv('ADSBOX_ACCOUNT_ID'), 'CustomerId' => getenv('ADSBOX_CUSTOMER_ID'),
                'DeveloperToken' => getenv('ADSBOX_DEVELOPER_TOKEN')];
    $client->__setSoapHeaders(array_map(fn($name) => new SoapHeader($namespace, $name, $headers[$name]), array_keys($headers)));
    return $client;
  };
  $api = $client(SERVICES . '/Api/CustomerManagement/v13/CustomerManagementService.svc', 'https://bingads.microsoft.com/Customer/v13');
  $user = $api->GetUser((object)['UserId' => null])->User;
  check($user->UserName === getenv('ADSBOX_USER'), $user);
  $found = $api->SearchAccounts((object)[
    'Predicates' => (object)['Predicate' => [(object)['Field' => 'UserId', 'Operator' => 'Equals', 'Value' => (string)$user->Id]]],
    'Ordering' => null, 'PageInfo' => (object)['Index' => 0, 'Size' => 10]]);
  check(in_array((int)getenv('ADSBOX_ACCOUNT_ID'), array_column($found->Accounts->AdvertiserAccount, 'Id')), $found);
  $api = $client(CAMPAIGNS . '/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc', 'https://bingads.microsoft.com/CampaignManagement/v13');
  $listed = $api->GetCampaignsByAccountId((object)['AccountId' => (int)getenv('ADSBOX_ACCOUNT_ID'), 'CampaignType' => 'Search']);
  check(empty((array)$listed->Campaigns), $listed);
}

if ($with === 'soap') soap(token(by_streams(...)));
else rest(token(by_curl(...)));
echo "quick start done\n";
