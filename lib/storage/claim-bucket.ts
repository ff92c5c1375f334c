import type { Construct } from 'constructs'
import { allEvents } from '../../events/catalog.ts'
import { ServiceBucket } from './service-bucket.ts'

/** The aggregate types that have large events. */
export const claimingAggregates: ReadonlySet<string> = new Set(
  allEvents.filter(({ claimCheck }) => claimCheck).map(({ aggregate }) => aggregate),
)

/**
 * The data of events that are too large for bus, topic and queues. Nothing expires: the event store is for ever, and every
 * replay and rebuild reads it.
 */
export class ClaimBucket extends ServiceBucket {
  constructor(scope: Construct, id: string, props: { readonly retain: boolean }) {
    super(scope, id, {
      ...props,
      whyNoAccessLogs:
        'It is read and written by the functions of the pipeline, whose log lines name every event; server access logs would need a second bucket with the same finding. Who else reads it is a question for CloudTrail data events, which the account turns on.',
    })
  }
}
