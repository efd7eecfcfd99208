-- in
CREATE TEMPORARY TABLE `in__source` (
  `n` BIGINT,
  `__error` STRING METADATA FROM 'value.error' VIRTUAL,
  `__raw` BYTES METADATA FROM 'value.raw' VIRTUAL,
  `__partition` INT METADATA FROM 'partition' VIRTUAL,
  `__offset` BIGINT METADATA FROM 'offset' VIRTUAL,
  `__timestamp` TIMESTAMP_LTZ(3) METADATA FROM 'timestamp' VIRTUAL
) WITH (
  'connector' = 'kafka',
  'topic' = 'raw',
  'properties.bootstrap.servers' = 'b-1:9098,b-2:9098',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.group.id' = 'millrace-p.in',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'latest-offset',
  'format' = 'checked-json'
);

-- in
CREATE TEMPORARY TABLE `in__dead-letter` (
  `reason` STRING,
  `source` STRING,
  `partition` INT,
  `offset` BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  `raw` BYTES
) WITH (
  'connector' = 'kafka',
  'topic' = 'raw.dead-letter',
  'properties.bootstrap.servers' = 'b-1:9098,b-2:9098',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- in
INSERT INTO `in__dead-letter`
SELECT `__error`, 'pipeline:p', `__partition`, `__offset`, `__timestamp`, `__raw`
FROM `in__source`
WHERE `__error` IS NOT NULL;

-- in
CREATE TEMPORARY VIEW `in__good` AS
SELECT `n`, `__partition`, `__offset`, `__timestamp`, `__raw`
FROM `in__source`
WHERE `__error` IS NULL;

-- in
CREATE TEMPORARY VIEW `in` AS
SELECT `n`
FROM `in__good`;

-- out
CREATE TEMPORARY TABLE `out__sink` (
  `__key` STRING,
  `n` BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = 'copy',
  'properties.bootstrap.servers' = 'b-1:9098,b-2:9098',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'key.format' = 'raw',
  'key.fields' = '__key',
  'value.fields-include' = 'EXCEPT_KEY',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601'
);

-- out
INSERT INTO `out__sink`
SELECT CAST(`n` AS STRING), `n`
FROM `in`
WHERE `n` IS NOT NULL;

-- out
CREATE TEMPORARY TABLE `out__dead-letter` (
  `reason` STRING,
  `source` STRING,
  `partition` INT,
  `offset` BIGINT,
  `timestamp` TIMESTAMP_LTZ(3),
  `raw` BYTES
) WITH (
  'connector' = 'kafka',
  'topic' = 'copy.dead-letter',
  'properties.bootstrap.servers' = 'b-1:9098,b-2:9098',
  'properties.security.protocol' = 'SASL_SSL',
  'properties.linger.ms' = '5',
  'sink.delivery-guarantee' = 'at-least-once',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

-- out
INSERT INTO `out__dead-letter`
SELECT CASE WHEN `n` IS NULL THEN 'field ''n'' is required' END, 'pipeline:p', CAST(NULL AS INT), CAST(NULL AS BIGINT),
  CURRENT_TIMESTAMP, ENCODE(JSON_OBJECT(KEY 'n' VALUE `n`), 'UTF-8')
FROM `in`
WHERE `n` IS NULL;
