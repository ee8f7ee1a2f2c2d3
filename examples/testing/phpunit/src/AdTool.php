<?php
declare(strict_types=1);

/** The service said no; `trackingId` leads to the reason. */
final class Refused extends RuntimeException {
  public function __construct(public readonly array $codes, string $message, public readonly ?string $trackingId) {
    parent::__construct($message);
  }
}

/** The program under test: adds campaigns over SOAP and survives what the service does to its callers. */
final class AdTool {
  private const NAMESPACE = 'https://bingads.microsoft.com/CampaignManagement/v13';
  private const CALL_RATE_EXCEEDED = 117, TOKEN_EXPIRED = 109;
  private ?string $accessToken = null;
  private SoapClient $service;
  private Closure $sleep;

  public function __construct(
    private string $refreshToken,
    private readonly string $clientId,
    private readonly string $developerToken,
    private readonly string $customerId,
    private readonly string $accountId,
    string $wsdl = 'https://campaign.api.bingads.microsoft.com/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc?singleWsdl',
    private readonly string $tokenUrl = 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    ?callable $sleep = null,
  ) {
    $this->service = new SoapClient($wsdl, ['trace' => true, 'features' => SOAP_SINGLE_ELEMENT_ARRAYS]);
    $this->sleep = $sleep === null ? sleep(...) : Closure::fromCallable($sleep);
  }

  /** @return list<int> ids in the order of the names */
  public function addCampaigns(array $names, float $dailyBudget): array {
    $answer = $this->call('AddCampaigns', ['AccountId' => $this->accountId, 'Campaigns' => ['Campaign' => array_map(fn($name) => [
      'Name' => $name, 'BudgetType' => 'DailyBudgetStandard', 'DailyBudget' => $dailyBudget, 'CampaignType' => ['Search'],
      'TimeZone' => 'PacificTimeUSCanadaTijuana', 'Languages' => ['English']], $names)]]);
    if ($errors = $answer->PartialErrors->BatchError ?? []) throw $this->refused($errors);
    return $answer->CampaignIds->long;
  }

  /** @return list<string> */
  public function names(): array {
    $answer = $this->call('GetCampaignsByAccountId', ['AccountId' => $this->accountId, 'CampaignType' => 'Search']);
    return array_map(fn($campaign) => $campaign->Name, $answer->Campaigns->Campaign ?? []);
  }

  private function call(string $operation, array $request): object {
    for ($renewed = false;;) {
      if ($this->accessToken === null) $this->renew();
      $headers = ['AuthenticationToken' => $this->accessToken, 'CustomerAccountId' => $this->accountId, 'CustomerId' => $this->customerId,
                  'DeveloperToken' => $this->developerToken];
      $this->service->__setSoapHeaders(array_map(fn($name, $value) => new SoapHeader(self::NAMESPACE, $name, $value), array_keys($headers), $headers));
      try {
        return $this->service->$operation($request);
      } catch (SoapFault $fault) {
        $refused = $this->refusedBy($fault);
        if (in_array(self::CALL_RATE_EXCEEDED, $refused->codes, true)) {
          ($this->sleep)(60);  // calls are counted over a minute
        } elseif (in_array(self::TOKEN_EXPIRED, $refused->codes, true) && !$renewed) {
          $this->accessToken = null;
          $renewed = true;
        } else {
          throw $refused;
        }
      }
    }
  }

  private function renew(): void {
    $curl = curl_init($this->tokenUrl);
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_POSTFIELDS => http_build_query([
      'client_id' => $this->clientId, 'grant_type' => 'refresh_token', 'refresh_token' => $this->refreshToken,
      'scope' => 'https://ads.microsoft.com/msads.manage offline_access'])]);
    $answer = json_decode((string)curl_exec($curl), true, 512, JSON_THROW_ON_ERROR);
    if (isset($answer['error'])) throw new Refused([$answer['error']], $answer['error_description'], null);
    $this->accessToken = $answer['access_token'];
    $this->refreshToken = $answer['refresh_token'];
  }

  private function refusedBy(SoapFault $fault): Refused {
    foreach (['AdApiFaultDetail' => ['Errors', 'AdApiError'], 'ApiFaultDetail' => ['OperationErrors', 'OperationError']] as $detail => [$list, $item])
      if (isset($fault->detail->$detail)) return $this->refused($fault->detail->$detail->$list->$item ?? []);
    return new Refused([], $fault->getMessage(), null);
  }

  private function refused(array|object $errors): Refused {
    $errors = is_array($errors) ? $errors : [$errors];
    preg_match('/^TrackingId: *(\S+)/mi', (string)$this->service->__getLastResponseHeaders(), $found);
    return new Refused(array_map(fn($error) => (int)$error->Code, $errors),
                       implode('; ', array_map(fn($error) => "$error->Code $error->ErrorCode: $error->Message", $errors)), $found[1] ?? null);
  }
}
