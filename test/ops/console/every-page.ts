import { pageList } from '../../../ops/console/pages/views/page-list.ts'
import { FINGERPRINT, LETTER } from './world.ts'
import { OPERATION } from './world-repair.ts'

/** For the parts of an address that have a colon. */
const PARAMETERS: Readonly<Record<string, string>> = {
  '/dead-letters/:consumer/:fingerprint': `/dead-letters/payment/${FINGERPRINT}`,
  '/letters': '/letters?consumer=payment',
  '/letters/:consumer/:id': `/letters/payment/${LETTER}`,
  '/letters/:consumer/:id/edit': `/letters/payment/${LETTER}/edit`,
  '/operations/:id': `/operations/${OPERATION}`,
  '/parked/:consumer/:aggregate': '/parked/order-view/ord_1',
  '/parked/:consumer/:aggregate/:event': '/parked/order-view/ord_1/evt_1',
  '/trace': '/trace?id=req_xyz',
  '/aggregates/:type/:id': '/aggregates/order/ord_1',
  '/catalog/life': '/catalog/life?id=ord_1',
  '/catalog/impact': '/catalog/impact?of=order.created&field=total',
  '/catalog/events/:name': '/catalog/events/order.created',
  '/catalog/commands/:name': '/catalog/commands/cancel_order',
  '/catalog/consumers/:name': '/catalog/consumers/order-view',
  '/catalog/services/:name': '/catalog/services/order',
  '/catalog/routes/:name': '/catalog/routes/POST%20%2Forders',
  '/catalog/read-models/:name': '/catalog/read-models/order-view',
  '/catalog/alarms/:name': '/catalog/alarms/OrderViewAlarmsLag',
}

export interface TestedPage {
  readonly path: string
  readonly address: string
  /** Operation without which there is no such page. */
  readonly needs: string
  /** The title that the document has while this page is shown. */
  readonly documentTitle: string
}

/**
 * Every page of the console, by the list that the console itself has: a new page is tested without being named here, unless its
 * address has parameters.
 */
export const everyPage: readonly TestedPage[] = pageList.map(({ path, title, needs }) => {
  const address = PARAMETERS[path] ?? path
  if (address.includes(':')) throw new Error(`Name values for the parameters of ${path} in ${import.meta.filename}.`)
  const given = address.replace(/\?.*/, '').split('/')
  const parameters = path
    .split('/')
    .flatMap((part, at) => (part.startsWith(':') ? decodeURIComponent(given[at] ?? '') : []))
  return { path, address, needs, documentTitle: `${[...parameters, title].join(' · ')} — console` }
})
