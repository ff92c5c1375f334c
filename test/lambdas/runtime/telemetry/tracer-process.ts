import { fromEvent } from '../../../../lambdas/runtime/messages/message.ts'
import { powertoolsTracing } from '../../../../lambdas/runtime/telemetry/lazy-tracing.ts'
import { orderCreatedEvent } from '../../../support/events.ts'

/** As in Lambda with active tracing: its environment variables are set by the parent. */
const tracing = powertoolsTracing('billing', () => true)
const message = fromEvent(orderCreatedEvent(1))
const failing = async () => {
  throw new Error('handler failed')
}
await tracing.span('billing', message, async () => 'answer')
await tracing.span('billing', message, failing).catch(() => {})
// The daemon is told by datagrams; the parent ends this process when it has them.
setInterval(() => {}, 1000)
