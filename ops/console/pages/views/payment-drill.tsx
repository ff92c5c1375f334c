import type { ShownDrill } from '../../operations/drills.ts'
import { change } from '../api.ts'
import { useLive } from '../live.ts'
import { ConfirmButton } from '../parts/confirm-button.tsx'

const CONSUMER = 'payment'
/** Half of the messages, each time they come: what refuses nearly everything for one cause would be held instead. */
const FAIL = '0.5:permanent'

/** Two minutes in which a newcomer breaks something, finds it, mends it and sends again what was lost. */
export function PaymentDrill() {
  const live = useLive<ShownDrill>('drill', { consumer: CONSUMER }, { everySeconds: 2, idleSeconds: 10 })
  if (!live.data) return live.error ? <p class="failed">{live.error.message}</p> : null
  const { fail } = live.data
  const start = async () => {
    await change('drill-start', { consumer: CONSUMER, fail: FAIL })
    live.refresh()
    return ''
  }
  const end = async () => {
    await change('drill-end', { consumer: CONSUMER })
    live.refresh()
    return ''
  }
  return (
    <section class="drill" aria-labelledby="drill">
      <h2 id="drill">Break it, and mend it</h2>
      <p role="status" class={fail === null ? '' : 'watch'}>
        {fail === null ? 'Payment works.' : `Payment is told to fail: ${fail}.`}
      </p>
      <p class="actions">
        {fail === null ? (
          <ConfirmButton label="Break payment" does={`drill start ${CONSUMER} --fail ${FAIL}`} run={start} key="break">
            <p>
              It refuses every second of its messages, for good: those become dead letters. Nothing is lost by that.
            </p>
          </ConfirmButton>
        ) : (
          <ConfirmButton label="Repair payment" does={`drill end ${CONSUMER}`} run={end} isPrimary key="repair">
            <p>It works again. What has died meanwhile stays dead until somebody retries it.</p>
          </ConfirmButton>
        )}
      </p>
      <ol class="guide">
        <li>Break payment, and place ten orders: about half of them stay pending.</li>
        <li>
          <a href="/">Now</a> says who needs somebody; <a href="/dead-letters?consumer=payment">Dead letters</a> has one
          cause: look at it, and at a letter.
        </li>
        <li>Repair payment.</li>
        <li>
          On the page of the cause, choose <em>Retry or archive…</em>, and retry: first one letter, then five, then all.
          The orders are confirmed.
        </li>
        <li>
          Nothing of the cause waits any more, so it is resolved. The <a href="/audit">audit log</a> tells who has done
          all this.
        </li>
      </ol>
    </section>
  )
}
