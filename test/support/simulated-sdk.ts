import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { LocalDynamoDb } from '../../local/dynamodb/index.ts'

/**
 * What happens at one call of the SDK, which sends up to four requests for it.
 * - `lost`, `lost-twice`: carried out, the answer lost, and sent again; the last answer arrives.
 * - `lost-then-throttled`, `lost-then-in-progress`: carried out, the answer lost, and the further requests are refused for
 *   reasons that say nothing about the first.
 * - `lost-silently`: carried out, and no request gets an answer.
 * - `throttled`, `timed-out`: not carried out, and no request gets through.
 * - `late`: no request gets an answer in time, and one is carried out some time afterwards.
 */
export type SdkFate =
  | 'fine'
  | 'lost'
  | 'lost-twice'
  | 'lost-then-throttled'
  | 'lost-then-in-progress'
  | 'lost-silently'
  | 'throttled'
  | 'timed-out'
  | 'late'

/** Those after which the store has answered in the end, or will when it is asked again. */
export const answeredFates = [
  'lost',
  'lost-twice',
  'lost-then-throttled',
  'lost-then-in-progress',
  'throttled',
] as const
/** Those that leave the caller without any answer. */
export const silentFates = ['lost-silently', 'timed-out', 'late'] as const

const requestsOf: Readonly<Record<SdkFate, number>> = {
  fine: 1,
  lost: 2,
  'lost-twice': 3,
  'lost-then-throttled': 4,
  'lost-then-in-progress': 2,
  'lost-silently': 4,
  throttled: 4,
  'timed-out': 4,
  late: 4,
}

export interface Command {
  readonly constructor: { readonly name: string }
  readonly input: object
}

export interface SimulatedSdk {
  readonly database: LocalDynamoDb
  /** Fate of the next call. */
  readonly nextFate: (operation: string) => SdkFate
  /** Everything between two steps of a call takes as long as this likes. Default: no time. */
  readonly travel?: (what: string) => Promise<void>
}

/** An SDK client without a network: its calls reach the database, or meet their fates. */
export const simulatedSdk = ({ database, nextFate, travel = async () => {} }: SimulatedSdk): DynamoDBClient =>
  ({
    send: (command: Command) => {
      const operation = command.constructor.name.replace(/Command$/, '')
      return sendWithFate(nextFate(operation), operation, () => database.call(operation, command.input), travel)
    },
  }) as unknown as DynamoDBClient

export async function sendWithFate(
  fate: SdkFate,
  operation: string,
  carryOut: () => Promise<unknown>,
  travel: (what: string) => Promise<void>,
): Promise<unknown> {
  const attempts = requestsOf[fate]
  await travel(`${operation} travels`)
  if (fate === 'throttled') throw failure('ThrottlingException', attempts, 400)
  if (fate === 'timed-out') throw failure('TimeoutError', attempts)
  if (fate === 'late') {
    void travel(`${operation} arrives late`).then(() => carryOut().catch(() => {}))
    throw failure('TimeoutError', attempts)
  }
  let result = await settled(carryOut)
  if (fate === 'lost-silently') throw failure('TimeoutError', attempts)
  if (fate === 'lost-then-throttled') throw failure('ThrottlingException', attempts, 400)
  if (fate === 'lost-then-in-progress') {
    const name = operation === 'TransactWriteItems' ? 'TransactionInProgressException' : 'TransactionConflictException'
    throw failure(name, attempts, 400)
  }
  for (let request = 2; request <= attempts; request++) {
    await travel(`${operation} is sent again`)
    result = await settled(carryOut)
  }
  await travel(`${operation} answers`)
  if ('value' in result) return result.value
  const { code, message, details } = result.error as { code?: string; message: string; details: object }
  // Not the database's: it could not even be read, and was never sent.
  if (code === undefined) throw result.error
  throw Object.assign(failure(code, attempts, 400, message), details)
}

const settled = (carryOut: () => Promise<unknown>): Promise<{ value: unknown } | { error: unknown }> =>
  carryOut().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )

/** As the SDK throws it. */
const failure = (name: string, attempts: number, httpStatusCode?: number, message = name): Error =>
  Object.assign(new Error(message), {
    name,
    $metadata: { attempts, ...(httpStatusCode !== undefined && { httpStatusCode }) },
  })
