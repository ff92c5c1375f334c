import { DeclarationError } from '../../../events/declaration-error.ts'
import { assertConsumer } from './assert-consumer.ts'
import type { ConsumerDeclaration, ConsumerOptions } from './consumer-options.ts'
import { defaultParking, mayHaveParked } from './parking.ts'
import { retryPolicyOf } from './retry.ts'
import { systemicFailurePolicyOf } from './systemic-failure.ts'

export type * from './consumer-options.ts'

const defaults = {
  ordering: 'none',
  filter: {},
  timeoutSeconds: 10,
  batchSize: 10,
  batchWindowSeconds: 0,
  maxConcurrency: 10,
  memoryMb: 512,
  retentionDays: 4,
  deadLetterRetentionDays: 14,
  replayHorizonDays: 7,
  breakers: [],
  uses: {},
  entry: 'handler.ts',
  ambiguousClaim: 'retry',
  unknownWaitSeconds: 900,
} as const

/**
 * Declares a consumer as plain data. The same object types its handlers, builds its infrastructure and feeds the
 * catalog, the dashboard and the operator tools.
 * @throws {DeclarationError} naming the consumer, the option, its value and what is allowed.
 */
// @__NO_SIDE_EFFECTS__ Bundles leave out the definitions that they do not use.
export function defineConsumer<const Options extends ConsumerOptions>(options: Options): Declared<Options> {
  const { subscribesTo = [], accepts = [], idempotency, retry: _, systemicFailure: __, parking, ...rest } = options
  const declaration = {
    ...defaults,
    onDeadLetter: mayHaveParked({ ...defaults, ...rest }) ? 'hold' : 'continue',
    ...rest,
    subscribesTo,
    accepts,
    idempotency,
    ...policiesOf(options),
    parking: { ...defaultParking, ...parking },
  } as const
  assertConsumer(declaration)
  return declaration as unknown as Declared<Options>
}

function policiesOf({ name, retry, systemicFailure }: ConsumerOptions) {
  try {
    return { retry: retryPolicyOf(retry), systemicFailure: systemicFailurePolicyOf(systemicFailure) }
  } catch (error) {
    throw new DeclarationError(`Consumer "${name}": ${(error as Error).message}`)
  }
}

/** Keeps the exact message types, so that the handlers are checked against them. */
export type Declared<Options extends ConsumerOptions> = Omit<
  ConsumerDeclaration,
  'name' | 'delivery' | 'subscribesTo' | 'accepts'
> &
  Pick<Options, 'name' | 'delivery'> &
  Subscriptions<Options>

interface Subscriptions<Options extends ConsumerOptions> {
  readonly subscribesTo: Options extends { subscribesTo: infer Events } ? Events : readonly []
  readonly accepts: Options extends { accepts: infer Commands } ? Commands : readonly []
}
