/**
 * The prefixes of partition keys in tables that several owners share, one per owner. The code builds its keys with these, and
 * the grants name them: a key that one of them does not know is a key that nobody may touch.
 */

/** The answer to a request, under its Idempotency-Key; where customers are told apart, each has keys of its own. */
export const answerKey = (service: string, customerId: string | undefined, key: string): string =>
  customerId === undefined ? `http:${service}#${key}` : `http:${service}/${customerId}#${key}`

/** All of {@link answerKey}. Names of services have neither `#` nor `/` in them. */
export const answerKeys = (service: string): readonly string[] => [`http:${service}#*`, `http:${service}/*`]

/** Dedup markers, leases and counts of failed attempts of one consumer. */
export const processedKeys = (consumer: string): readonly string[] => [`${consumer}#*`, `attempts#${consumer}#*`]

/** Key of the item in which the instances of one consumer share the health of one type. Names of downstreams have no `#`. */
export const healthKey = (consumer: string, type: string): string => `consumer#${consumer}#${type}`

/** All of {@link healthKey}, and the counts beside them. */
export const healthKeys = (consumer: string): readonly string[] => [`consumer#${consumer}#*`]

/** Partition of the table of operations with a record for each consumer that somebody pauses, drains or resumes. */
export const PAUSES = 'consumer-pauses'

/** Partitions of the table of parked events that belong to one consumer: its summary, and one for each aggregate. */
export const parkedKeys = (consumer: string): readonly string[] => [consumer, `${consumer}#*`]
