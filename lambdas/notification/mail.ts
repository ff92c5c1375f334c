import type { DataOf, EventOf } from '../../events/define-event.ts'
import type { notificationSent } from '../../events/notification.ts'
import type { orderCancelled, orderConfirmed, orderCreated } from '../../events/order.ts'

export type OrderNews = EventOf<typeof orderCreated> | EventOf<typeof orderConfirmed> | EventOf<typeof orderCancelled>

export type Template = DataOf<typeof notificationSent>['template']

interface Mail {
  readonly template: Template
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface Letter {
  readonly template: Template
  readonly subject: string
  readonly paragraphs: readonly string[]
}

const reasons: Readonly<Record<DataOf<typeof orderCancelled>['reason']['code'], string>> = {
  customer_request: 'You asked us to cancel it.',
  payment_failed: 'We could not charge your account.',
  out_of_stock: 'Not everything in it is in stock.',
  deadline_passed: 'We could not complete it in time.',
}

/** The e-mail about one step of an order, as text and as HTML. Everything it says comes from the event and the name. */
export function writeMail(event: OrderNews, customerName: string): Mail {
  const { template, subject, paragraphs } = letterFor(event)
  const all = [`Hello ${customerName},`, ...paragraphs, 'Thank you for shopping with us.']
  const html = all.map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`).join('\n')
  return {
    template,
    subject,
    text: all.join('\n\n'),
    html: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>${escapeHtml(subject)}</title>\n<body>\n${html}\n</body>\n</html>\n`,
  }
}

function letterFor(event: OrderNews): Letter {
  const { order_id, currency, total } = event.data
  switch (event.event_type) {
    case 'order.created': {
      const lines = event.data.items.map((line) => `${line.quantity} × ${line.product_id} at ${line.price} ${currency}`)
      return {
        template: 'order_created',
        subject: `We have your order ${order_id}`,
        paragraphs: [`Your order ${order_id} has come in:`, lines.join('\n'), `Total: ${total} ${currency}.`],
      }
    }
    case 'order.confirmed':
      return {
        template: 'order_confirmed',
        subject: `Your order ${order_id} is confirmed`,
        paragraphs: [`Your order ${order_id} over ${total} ${currency} is paid, and everything in it is set aside.`],
      }
    case 'order.cancelled':
      return {
        template: 'order_cancelled',
        subject: `Your order ${order_id} is cancelled`,
        paragraphs: [
          `Your order ${order_id} is cancelled. ${reasons[event.data.reason.code]}`,
          `If ${total} ${currency} were charged, they are on their way back to your account.`,
        ],
      }
  }
}

/** By their numbers, which HTML takes for every character: a table of names would be a part of each cold start. */
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (special) => `&#${special.charCodeAt(0)};`)
