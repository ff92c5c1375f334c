import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { leavesDoubt, refusesWholeCall, type SdkError } from '../sdk-failure.ts'
import type { Ids } from '../system/ids.ts'
import { toError } from '../to-error.ts'
import type { StagedWrite } from './staged-write.ts'
import { type CommitUnit, type CommitVerdict, readVerdicts } from './verdicts.ts'
import { writeTogether } from './write-together.ts'

/**
 * The attempts to carry out one set of writes. While the set is the same, so is the token of its transaction: whichever
 * attempt was carried out, the others change nothing, and one of them gets its answer.
 *
 *     attempt 1  token t  ──[carried out]──✗ answer lost
 *     attempt 2  token t  ──✗ throttled              says nothing about attempt 1
 *     attempt 3  token t  ──[known]──► done
 */
export class CommitAttempts {
  readonly #dynamo: DynamoDBClient
  readonly #ids: Ids
  readonly #signal: AbortSignal | undefined
  #writes: readonly StagedWrite[] = []
  #token = ''
  #inDoubt = false
  calls = 0
  writeUnits = 0

  constructor(dynamo: DynamoDBClient, ids: Ids, signal: AbortSignal | undefined) {
    this.#dynamo = dynamo
    this.#ids = ids
    this.#signal = signal
  }

  /** Whether the writes of the last attempt may have been carried out. */
  get inDoubt(): boolean {
    return this.#inDoubt
  }

  /** @returns nothing when one of several units failed and the answer does not tell which: each must be committed alone then. */
  async make(units: readonly CommitUnit[]): Promise<CommitVerdict[] | undefined> {
    const writes = units.flatMap((unit) => unit.writes)
    if (writes.length === 0) return units.map(() => ({ kind: 'committed' }))
    this.calls++
    this.#begin(writes)
    try {
      this.writeUnits += await writeTogether(this.#dynamo, writes, this.#token, this.#signal)
      return units.map(() => ({ kind: 'committed' }))
    } catch (thrown) {
      const error: SdkError = toError(thrown)
      this.#inDoubt = leavesDoubt(error) || (this.#inDoubt && error.name !== 'TransactionCanceledException')
      if (units.length > 1 && refusesWholeCall(error)) return undefined
      return readVerdicts(units, error, this.#inDoubt)
    }
  }

  /**
   * Begins with a new token if the set of writes is another one. The set changes only after a refusal that gives reasons, and such
   * an answer means that the earlier set was not carried out.
   */
  #begin(writes: readonly StagedWrite[]): void {
    const isSame =
      writes.length === this.#writes.length && writes.every((write, index) => write === this.#writes[index])
    if (isSame) return
    this.#writes = writes
    this.#token = requestToken(this.#ids)
    this.#inDoubt = false
  }
}

/** DynamoDB takes at most 36 characters: the UUID without its prefix. */
const requestToken = (ids: Ids): string => ids.next('t').slice(2)
