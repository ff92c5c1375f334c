import { abandonedText, readAbandoned } from '../../parked/abandoned.ts'
import { act, type Check } from '../finding.ts'

export const parkedCheck: Check = {
  name: 'parked events',
  fine: 'each parked event belongs to a consumer that still holds',
  run: async ({ dynamo, stack }) =>
    abandonedText(await readAbandoned({ dynamo, table: stack.output('ParkedTableName') })).map(act),
}
