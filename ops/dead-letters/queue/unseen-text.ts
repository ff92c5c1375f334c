import { grouped } from '../../cli/progress-bar.ts'
import { oneLine } from '../../cli/visible.ts'
import type { Unseen } from './causeless-issues.ts'

/**
 * Says of which dead-letter queues not all was looked at, a line for each; of those that could not be looked at for one reason, in one line.
 * @param hints what the command offers: `more` to look at more messages, `none` to look at none. Default: nothing.
 */
export function unseenText(
  unseen: readonly Unseen[],
  { more = '', none = '' }: { readonly more?: string; readonly none?: string } = {},
): string {
  const partly = unseen.flatMap(({ consumer, looked_at, messages }) =>
    messages === null
      ? []
      : [
          `${consumer}: looked at ${grouped(looked_at)} of about ${grouped(messages)} messages for what has no cause: the sample is not complete${more}.\n`,
        ],
  )
  const refused = Map.groupBy(
    unseen.filter(({ messages }) => messages === null),
    ({ why = '' }) => why,
  )
  const notAtAll = [...refused].map(
    ([why, queues]) =>
      `Not looked at for what has no cause: ${queues.map(({ consumer }) => consumer).join(', ')}: ${oneLine(why)}${none}\n`,
  )
  return [...partly, ...notAtAll].join('')
}
