import type { PipelineStatus } from '../../../../status/read-status.ts'
import { useAbout } from '../../about.ts'
import { duration, plural } from '../../format.ts'
import { type Live, useLive } from '../../live.ts'
import { CommandLine } from '../../parts/command-line.tsx'
import { Mark } from '../../parts/mark.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { type OrdersPage, OrderTable, PlaceOrder } from '../orders.tsx'
import { ConsumerTable } from './consumer-table.tsx'
import { FlowPicture } from './flow-picture.tsx'
import { lanesOf } from './lanes.ts'
import { Sources } from './sources.tsx'

/** Where everything stands: the way of an event with its figures, and what needs somebody. */
export function Now() {
  const { consumers, page, operations } = useAbout()
  const live = useLive<PipelineStatus>(
    'status',
    {},
    { everySeconds: page.depthsEverySeconds, idleSeconds: page.idleEverySeconds, isWithinBudget: true },
  )
  const status = live.data
  const lanes = status ? lanesOf(consumers, status.consumers) : []
  return (
    <>
      <PageHead title="Now" live={live} />
      {status ? (
        <>
          <Judgement status={status} />
          <Sources status={status} />
          <div class="flow">
            <FlowPicture status={status} lanes={lanes} />
            <ConsumerTable lanes={lanes} now={Date.parse(status.at)} />
          </div>
          <Unread status={status} />
          <p class="dim">Rates, ages and failures are of the last {duration(status.window_seconds)}.</p>
        </>
      ) : null}
      {operations.includes('orders') ? <SampleOrders /> : null}
      <CommandLine does="status --watch" />
    </>
  )
}

/** Lists what needs somebody's attention in whole sentences, or says in one line that nothing does. */
function Judgement({ status: { api, relays, consumers } }: { readonly status: PipelineStatus }) {
  const all = [
    { name: 'API', ...api },
    ...relays.map((relay) => ({ name: `relay of ${relay.relay}`, ...relay })),
    ...consumers.map((consumer) => ({ name: consumer.consumer, ...consumer })),
  ]
  const act = all.filter(({ urgency }) => urgency === 'act')
  const watch = all.filter(({ urgency }) => urgency === 'watch')
  const headline =
    act.length > 0
      ? `${plural(act.length, 'thing needs', 'things need')} somebody${watch.length > 0 ? `, ${watch.length} more to watch` : ''}.`
      : watch.length > 0
        ? `Nothing is urgent; ${plural(watch.length, 'thing is', 'things are')} worth a look.`
        : 'Nothing to do.'
  return (
    <section aria-label="Judgement" aria-live="polite">
      <p class="judgement">
        <strong>{headline}</strong>
      </p>
      {act.length + watch.length > 0 ? (
        <ul class="findings">
          {[...act, ...watch].map(({ name, urgency, says }) => (
            <li key={name}>
              <Mark urgency={urgency} /> <span class="name">{name}</span> <span>{says}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

function Unread({ status: { unread } }: { readonly status: PipelineStatus }) {
  if (unread.length === 0) return null
  return (
    <section class="failed" aria-label="What could not be read">
      {unread.map(({ what, reason }) => (
        <p key={reason}>
          Could not be read, shown as ?: {what.join(', ')}. {reason}
        </p>
      ))}
    </section>
  )
}

const LATEST = 5

/** Locally: something to send through the pipeline, and how far it is. */
function SampleOrders() {
  const live: Live<OrdersPage> = useLive<OrdersPage>('orders', {}, { everySeconds: 1, idleSeconds: 10 })
  return (
    <section aria-labelledby="orders">
      <h2 id="orders">Sample orders</h2>
      <PlaceOrder again={live.refresh} />
      {live.data ? <OrderTable orders={live.data.orders.slice(0, LATEST)} /> : null}
    </section>
  )
}
