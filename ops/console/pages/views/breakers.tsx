import type { BreakerStatus } from '../../../breakers/breakers.ts'
import { useAbout } from '../about.ts'
import { change } from '../api.ts'
import { count, duration } from '../format.ts'
import { useLive, useNow } from '../live.ts'
import { CommandLine } from '../parts/command-line.tsx'
import { ConfirmButton } from '../parts/confirm-button.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Text } from '../parts/text.tsx'

/** Circuit breakers, and closing one by hand. */
export function Breakers() {
  const { page } = useAbout()
  const live = useLive<readonly BreakerStatus[]>(
    'breakers',
    {},
    { everySeconds: page.depthsEverySeconds, idleSeconds: 60 },
  )
  const now = useNow()
  const isOpen = live.data?.some(({ state }) => state !== 'closed')
  return (
    <>
      <PageHead title="Breakers" live={live} />
      {live.data ? (
        <p class="judgement">
          {live.data.length === 0
            ? 'No consumer declares a breaker.'
            : isOpen
              ? 'While a breaker is open, its messages wait and lose no attempt.'
              : 'All are closed: nothing to do.'}
        </p>
      ) : null}
      {live.data && live.data.length > 0 ? (
        <div class="wide">
          <table class="list">
            <thead>
              <tr>
                <th scope="col">Breaker</th>
                <th scope="col">State</th>
                <th scope="col">
                  <span class="unseen">What can be done</span>
                </th>
                <th scope="col" class="number">
                  Tried in
                </th>
                <th scope="col" class="number">
                  Openings
                </th>
                <th scope="col" class="number">
                  Failed calls
                </th>
                <th scope="col">Consumers</th>
              </tr>
            </thead>
            <tbody>
              {live.data.map((one) => (
                <Line key={one.breaker} {...one} now={now} again={live.refresh} />
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
      <CommandLine does="breakers list" />
    </>
  )
}

function Line({
  breaker,
  state,
  open_until,
  openings,
  failures,
  calls,
  consumers,
  now,
  again,
}: BreakerStatus & { readonly now: number; readonly again: () => void }) {
  const reset = async () => {
    const { reset: isReset } = await change<{ reset: boolean }>('breakers-reset', { breaker })
    again()
    return isReset ? 'Closed.' : 'It had closed by itself.'
  }
  const left =
    open_until === null ? '' : Date.parse(open_until) <= now ? 'now' : duration((Date.parse(open_until) - now) / 1000)
  return (
    <tr class={state === 'closed' ? '' : 'watch'}>
      <th scope="row">
        <Text>{breaker}</Text>
      </th>
      <td>{state}</td>
      <td>
        {state === 'closed' ? null : (
          <ConfirmButton label={`Close ${breaker}`} does={`breakers reset ${breaker}`} run={reset}>
            <p>
              {breaker} is {state}. Its messages are tried at once, all of them. If the downstream is still away, it
              opens again by itself.
            </p>
          </ConfirmButton>
        )}
      </td>
      <td class="number">{left}</td>
      <td class="number">{count(openings)}</td>
      <td class="number">
        {count(failures)} of {count(calls)}
      </td>
      <td>{consumers.join(', ') || 'of an older deployment'}</td>
    </tr>
  )
}
