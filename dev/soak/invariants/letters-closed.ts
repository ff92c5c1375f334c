import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { declaredConsumers } from '../../../ops/dead-letters/environment.ts'
import { resolvedOf } from '../../../ops/dead-letters/issues/list-issues.ts'
import { forEachPage } from '../../../ops/dead-letters/letters/read-letters.ts'
import { localClientSettings } from '../../local-client.ts'
import { isMessage } from '../operator-loop/what-is-left.ts'
import { witnessConsumer } from '../witness/service.ts'
import type { Invariant } from './invariant.ts'

/** Only asked of a run whose operator has retried everything. */
export const lettersClosed: Invariant = {
  name: 'every dead letter is closed: processed, or archived where it is no message',
  async check({ endpoint: { url, outputs } }) {
    const dynamo = new DynamoDBClient(localClientSettings(url))
    const consumers = declaredConsumers()
    const processedTable = outputs.ProcessedTableName ?? ''
    const store = { dynamo, table: outputs.DeadLetterTableName ?? '', processedTable, consumers, now: Date.now }
    const open: string[] = []
    try {
      await forEachPage(store, {}, async (letters) => {
        const done = await resolvedOf(store, letters)
        for (const letter of letters) {
          // The operator's tools do not know the soak's witness: nobody closes what a late copy of a released event has left of it.
          if (letter.consumer === witnessConsumer.name) continue
          const { status } = letter
          const isProcessed = status === 'resolved' || (status === 'retried' && done.has(letter))
          const isClosed = isMessage(letter)
            ? isProcessed
            : status === 'archived' || consumers.get(letter.consumer)?.onDeadLetter === 'hold'
          if (!isClosed) open.push(`${letter.consumer} ${letter.id} is ${status}`)
        }
      })
      return open
    } finally {
      dynamo.destroy()
    }
  },
}
