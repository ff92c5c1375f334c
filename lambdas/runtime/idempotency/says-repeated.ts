import type { ConsumerDeclaration } from '../declarations/consumer.ts'
import type { Effects } from '../effects/effects.ts'

/**
 * Whether a handler of a consumer without markers has found nothing to do, which counts as a duplicate: for strategies in memory, which evaluate
 * no conditions of writes. With markers, and without a strategy, what a handler says of that is not asked for.
 */
export const saysRepeated = (
  idempotency: ConsumerDeclaration['idempotency'],
  { writes, nothingNew }: Pick<Effects, 'writes' | 'nothingNew'>,
): boolean => (idempotency === 'versioned' || idempotency === 'unique-key') && writes.length === 0 && nothingNew
