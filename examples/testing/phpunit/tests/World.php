<?php
declare(strict_types=1);

/** An isolated state of the server, and what its admin API can do with it. */
final class World {
  public readonly string $url, $name, $user, $clientId, $developerToken, $customerId, $accountId;

  public function __construct(array $start = []) {
    $this->url = Adsbox::url();
    $this->name = 'test-' . bin2hex(random_bytes(8));
    $this->admin('POST', 'worlds', ['name' => $this->name] + $start);
    $seeded = $this->admin('GET', 'connection')['environments'][0];  // of the sandbox
    $this->user = $seeded['user'];
    $this->clientId = "$this->name~$seeded[client_id]";
    $this->developerToken = $seeded['developer_token'];
    $this->customerId = $seeded['customer_id'];
    $this->accountId = $seeded['account_id'];
  }

  public function admin(string $method, string $path, ?array $body = null, array $query = []): array {
    $curl = curl_init("$this->url/_adsbox/v1/$path?" . http_build_query($query));
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CUSTOMREQUEST => $method]);
    if ($body !== null)
      curl_setopt_array($curl, [CURLOPT_POSTFIELDS => json_encode($body, JSON_THROW_ON_ERROR), CURLOPT_HTTPHEADER => ['Content-Type: application/json']]);
    $answer = (string)curl_exec($curl);
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    if ($status < 200 || $status > 299) throw new RuntimeException("$method $path: $status $answer");
    return json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
  }

  /** Access and refresh token of the world's user, without a sign-in. They carry the world's mark: whoever has them is in it. */
  public function tokens(): array {
    return $this->admin('POST', "users/$this->user/tokens", ['client_id' => $this->clientId], ['world' => $this->name]);
  }

  public function advance(float $seconds): void {
    $this->admin('POST', "worlds/$this->name/clock", ['advance_seconds' => $seconds]);
  }

  public function addFault(array $rule): void {
    $this->admin('POST', 'faults', $rule, ['world' => $this->name]);
  }

  /** What the rules did, for assertSame: id => how often it fired. */
  public function fired(): array {
    return array_column($this->admin('GET', 'faults', null, ['world' => $this->name])['faults'], 'fired', 'id');
  }

  public function requests(array $fit = []): array {
    return $this->admin('GET', 'requests', null, ['world' => $this->name] + $fit)['requests'];
  }

  public function explain(string $trackingId): array {
    return $this->admin('GET', "explain/$trackingId");
  }

  public function takeSnapshot(string $name): void {
    $this->admin('POST', "worlds/$this->name/snapshots", ['snapshot' => $name]);
  }

  public function restore(string $name): void {
    $this->admin('POST', "worlds/$this->name/restore", ['snapshot' => $name]);
  }

  public function drop(): void {
    $this->admin('DELETE', "worlds/$this->name");
  }
}
