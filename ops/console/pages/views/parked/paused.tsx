import { pausesIn, type ShownHold } from '../../../../parked/shown.ts'
import { ago } from '../../format.ts'
import { useNow } from '../../live.ts'
import { Text } from '../../parts/text.tsx'

/** Says of each consumer that is paused who has paused it, when and why: nothing of it is released meanwhile. */
export function Paused({ holds }: { readonly holds: readonly ShownHold[] }) {
  const now = useNow()
  return (
    <>
      {[...pausesIn(holds)].map(([consumer, { by, since, reason }]) => (
        <p key={consumer} class="judgement">
          {consumer} is paused by <Text>{by}</Text>, {ago(since, now)}: <Text>{reason}</Text>. It releases nothing until{' '}
          <a href="/consumers">somebody resumes it</a>.
        </p>
      ))}
    </>
  )
}
