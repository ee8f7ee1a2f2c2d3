<?php
declare(strict_types=1);

/** One server for all tests of the run. */
final class Adsbox {
  private static ?string $url = null;
  private static $process, $pipes;

  /** Base address. $ADSBOX_URL names a server that runs already, for instance one for several runs. */
  public static function url(): string {
    if (self::$url !== null) return self::$url;
    if (getenv('ADSBOX_URL')) return self::$url = getenv('ADSBOX_URL');
    $command = [getenv('ADSBOX') ?: 'adsbox', 'serve', '--port', '0', '--no-tls', '--memory', '--until-input-ends'];
    self::$process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], STDERR], self::$pipes);
    register_shutdown_function(function () {
      fclose(self::$pipes[0]);
      proc_close(self::$process);
    });
    while (($line = fgets(self::$pipes[1])) !== false && $line !== "ready\n")
      if (str_starts_with($line, 'http ')) self::$url = trim(substr($line, 5));
    return self::$url ?? throw new RuntimeException('adsbox did not start');
  }
}
