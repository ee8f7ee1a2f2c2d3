<?php
declare(strict_types=1);
require __DIR__ . '/../src/AdTool.php';
require __DIR__ . '/Adsbox.php';
require __DIR__ . '/World.php';
