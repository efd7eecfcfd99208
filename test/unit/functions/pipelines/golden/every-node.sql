-- flights
CREATE TEMPORARY TABLE `flights__source` (
  `time` TIMESTAMP_LTZ(3),
  `origin` STRING,
  `delay` INT,
  `distance` DOUBLE,
  `__error` STRING METADATA FROM 'value.error' VIRTUAL,
  `__raw` BYTES METADATA FROM 'value.raw' VIRTUAL,
  `__partition` INT METADATA FROM 'partition' VIRTUAL,
  `__offset` BIGINT METADATA FROM 'offset' VIRTUAL,
  `__timestamp` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL,
  WATERMARK FOR `time` AS `time` - INTERVAL '0 00:00:05.000' DAY TO SECOND(3)
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.group.id' = 'millrace-flights-clean.flights',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.watermark.idle-timeout' = '5 s',
  'format' = 'checked-json',
  'checked-json.required' = 'time;origin'
);

-- flights
CREATE TEMPORARY TABLE `flights__dead-letter` (
  `reason` STRING,
  `source` STRING,
  `partition` INT,
  `offset` BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  `raw` BYTES
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights.dead-letter',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- flights
INSERT INTO `flights__dead-letter`
SELECT `__error`, 'pipeline:flights-clean', `__partition`, `__offset`, `__timestamp`, `__raw`
FROM `flights__source`
WHERE `__error` IS NOT NULL;

-- flights
CREATE TEMPORARY VIEW `flights__good` AS
SELECT `time`, `origin`, `delay`, `distance`, `__partition`, `__offset`, `__timestamp`, `__raw`
FROM `flights__source`
WHERE `__error` IS NULL;

-- flights
CREATE TEMPORARY TABLE `flights__late` (
  `reason` STRING,
  `source` STRING,
  `partition` INT,
  `offset` BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  `raw` BYTES
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights.late',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- flights
INSERT INTO `flights__late`
SELECT 'late', 'pipeline:flights-clean', `__partition`, `__offset`, `__timestamp`, `__raw`
FROM `flights__good`
WHERE `time` <= CURRENT_WATERMARK(`time`);

-- flights
CREATE TEMPORARY VIEW `flights` AS
SELECT `time`, `origin`, `delay`, `distance`
FROM `flights__good`
WHERE CURRENT_WATERMARK(`time`) IS NULL OR `time` > CURRENT_WATERMARK(`time`);

-- hourly
CREATE TEMPORARY VIEW `hourly` AS
SELECT `origin`, COUNT(*) AS `flights`
FROM TABLE(TUMBLE(TABLE `flights`, DESCRIPTOR(`time`), INTERVAL '1' HOUR))
GROUP BY `origin`, window_start, window_end;

-- counts
CREATE TEMPORARY TABLE `counts__sink` (
  `origin` STRING,
  `flights` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'delays',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601'
);

-- counts
INSERT INTO `counts__sink`
SELECT `origin`, `flights`
FROM `hourly`;

-- late
CREATE TEMPORARY VIEW `late` AS
SELECT *
FROM `flights`
WHERE (
`delay` > 15 -- minutes
);

-- shaped
CREATE TEMPORARY VIEW `shaped` AS
SELECT
`time`,
`origin`,
(
`delay`
/ 60.0
) AS `hours`
FROM `late`;

-- with_city
CREATE TEMPORARY TABLE `with_city__dimension` (
  `iata` STRING,
  `city` STRING,
  PRIMARY KEY (`iata`) NOT ENFORCED
) WITH (
  'connector' = 'compacted-kafka',
  'topic' = 'airports',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'format' = 'checked-json',
  'checked-json.required' = 'iata'
);

-- with_city
CREATE TEMPORARY VIEW `with_city` AS
SELECT `o`.`time`, `o`.`origin`, `o`.`hours`, `d`.`city` AS `city`
FROM (SELECT `time`, `origin`, `hours`, PROCTIME() AS `__proctime` FROM `shaped`) AS `o`
LEFT JOIN `with_city__dimension` FOR SYSTEM_TIME AS OF `o`.`__proctime` AS `d`
ON `o`.`origin` = `d`.`iata`;

-- clean
CREATE TEMPORARY TABLE `clean__sink` (
  `__key` STRING,
  `time` TIMESTAMP_LTZ(3),
  `origin` STRING,
  `city` STRING,
  `hours` DOUBLE,
  `note` STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights_clean',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = 'millrace-flights-clean.clean',
  'properties.transaction.timeout.ms' = '840000',
  'key.format' = 'raw',
  'key.fields' = '__key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601'
);

-- clean
INSERT INTO `clean__sink`
SELECT `origin`, `time`, `origin`, `city`, `hours`, CAST(NULL AS STRING)
FROM `with_city`
WHERE `time` IS NOT NULL AND `origin` IS NOT NULL;

-- clean
CREATE TEMPORARY TABLE `clean__dead-letter` (
  `reason` STRING,
  `source` STRING,
  `partition` INT,
  `offset` BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  `raw` BYTES
) WITH (
  'connector' = 'kafka',
  'topic' = 'flights_clean.dead-letter',
  'properties.bootstrap.servers' = '127.0.0.1:7074',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- clean
INSERT INTO `clean__dead-letter`
SELECT CASE WHEN `time` IS NULL THEN 'field ''time'' is required' WHEN `origin` IS NULL THEN 'field ''origin'' is required' END, 'pipeline:flights-clean', CAST(NULL AS INT), CAST(NULL AS BIGINT),
  CURRENT_TIMESTAMP, ENCODE(JSON_OBJECT(KEY 'time' VALUE `time`, KEY 'origin' VALUE `origin`, KEY 'hours' VALUE `hours`, KEY 'city' VALUE `city`), 'UTF-8')
FROM `with_city`
WHERE `time` IS NULL OR `origin` IS NULL;
