import { spread } from '../system/spread.ts'

/**
 * Keys of the dead-letter table. When a downstream breaks for good, every event of one consumer dies of one cause within
 * minutes: with the consumer or the fingerprint alone as the key, all these writes meet in one partition, which takes
 * 1,000 write units a second, and a throttled index holds up its table. So both keys end in a shard, `payment#07` and
 * `3f9c0a51d2e84b67#07`, and readers ask every shard. Records that were written before there were shards have no suffix
 * and are still found. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-sharding.html
 */
export const DEAD_LETTER_SHARDS = 16

const SEPARATOR = '#'
/** At least this number of digits, so that the number of shards may grow to 100 without renaming any. */
const DIGITS = 2

const withShard = (key: string, shard: number): string => `${key}${SEPARATOR}${String(shard).padStart(DIGITS, '0')}`

/** Key of a consumer's, or a cause's, dead letter. An event that dies again has the same key, and so finds its own record. */
export const shardedKey = (key: string, id: string): string => withShard(key, spread(id, DEAD_LETTER_SHARDS))

/** Every key that records of this consumer or cause may have: without a shard, then each shard. */
export const allKeysOf = (key: string): string[] => [
  key,
  ...Array.from({ length: DEAD_LETTER_SHARDS }, (_, shard) => withShard(key, shard)),
]

/** The consumer, or the cause, that a key stands for. Neither name can hold the separator. */
export const withoutShard = (key: string): string => key.split(SEPARATOR, 1)[0] ?? key
