import { z } from 'zod'
import { declaredConsumers } from '../../dead-letters/environment.ts'
import { readIssueDetails } from '../../dead-letters/issues/issue-details.ts'
import { type IssueStore, listIssues } from '../../dead-letters/issues/list-issues.ts'
import { lettersOfEvent } from '../../dead-letters/letters/find-letters.ts'
import type { Letter } from '../../dead-letters/letters/letter.ts'
import { readVerdicts } from '../../dead-letters/verdict/read-verdicts.ts'
import { isRisky, tellVerdict, type Verdict } from '../../dead-letters/verdict/verdict.ts'
import { type ConsoleOperation, consoleOperation, InputError } from '../operation.ts'
import type { ConsoleEnvironment } from './environment.ts'

/** What a retry would do, in words. */
export interface ToldVerdict {
  readonly kind: Verdict['kind'] | 'unknown'
  readonly says: string
  /** A retry could have a second effect. */
  readonly isRisky: boolean
}

export type ShownLetter = Letter & { readonly verdict: ToldVerdict }

const consumer = z.string().regex(/^[a-z][a-z0-9-]{0,99}$/, 'must be the name of a consumer')
const fingerprint = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hexadecimal digits')
const id = z.string().regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be the id of an event, command or message')

/** So many letters of one issue are listed; the rest are counted. */
const MOST_LETTERS = 10_000

export function deadLetterOperations({ stack, dynamo, now }: ConsoleEnvironment): ConsoleOperation[] {
  const store: IssueStore = {
    dynamo,
    table: stack.output('DeadLetterTableName'),
    processedTable: stack.output('ProcessedTableName'),
    operationTable: stack.output('OperationTableName'),
    now,
    consumers: declaredConsumers(),
  }
  return [
    consoleOperation({
      name: 'issues',
      kind: 'read',
      keptMs: 2_000,
      input: z.object({ consumer: consumer.optional() }),
      run: ({ consumer: name }) => listIssues(store, name === undefined ? {} : { consumer: name }),
    }),
    consoleOperation({
      name: 'issue',
      kind: 'read',
      keptMs: 2_000,
      input: z.object({ consumer, fingerprint }),
      async run(asked) {
        const [details] = await readIssueDetails(store, asked.fingerprint, asked.consumer, MOST_LETTERS)
        if (!details) throw new InputError(`${asked.consumer} has no dead letter with the cause ${asked.fingerprint}.`)
        const letters = details.letters.map((letter) => ({ ...letter, verdict: told(letter.verdict) }))
        const verdicts = Object.entries(details.verdicts).map(([kind, letters]) => ({
          ...told(kind === 'unknown' ? undefined : { kind: kind as Verdict['kind'] }),
          letters,
        }))
        return { ...details, letters, verdicts }
      },
    }),
    consoleOperation({
      name: 'letter',
      kind: 'read',
      input: z.object({ consumer, id }),
      async run(asked): Promise<ShownLetter> {
        const [letter] = await lettersOfEvent(store, asked.id, [asked.consumer])
        if (!letter) throw new InputError(`${asked.consumer} has no dead letter ${asked.id}.`)
        return { ...letter, verdict: told((await readVerdicts(store, [letter])).get(letter)) }
      },
    }),
  ]
}

const told = (verdict: Verdict | undefined): ToldVerdict =>
  verdict
    ? { kind: verdict.kind, says: tellVerdict(verdict), isRisky: isRisky(verdict) }
    : { kind: 'unknown', says: 'of a consumer that is not declared any more', isRisky: true }
