import { notificationSent } from '../../events/notification.ts'
import type { MessageContext } from '../runtime/consumer/handlers.ts'
import { draft } from '../runtime/effects/effects.ts'
import { TransientError } from '../runtime/errors.ts'
import type { Addressees } from './customers.ts'
import { type OrderNews, writeMail } from './mail.ts'
import type { SendMail } from './mailer.ts'

/**
 * Mails the customer and states that it was done. The statement commits with the completion of the lease; a crash
 * between mail and commit sends the mail again, with the same idempotency key.
 * A replay sends nothing: nobody wants last month's news.
 * @throws {TransientError} `CUSTOMER_UNKNOWN`: customers and orders come by different queues, so the copy may be late.
 */
export const notifyCustomer =
  (addressees: Addressees, sendMail: SendMail) =>
  async (event: OrderNews, { effects, signal, idempotencyKey, replayId, breaker, logger }: MessageContext) => {
    if (replayId !== undefined) {
      logger.info('no e-mail for a replayed event')
      return
    }
    const { customer_id, order_id } = event.data
    const addressee = await addressees.find(customer_id, signal)
    if (!addressee) throw new TransientError('CUSTOMER_UNKNOWN', `Customer ${customer_id} is not known here (yet).`)
    const mail = writeMail(event, addressee.name)
    await breaker('ses').run(() => sendMail({ to: addressee.email, mail, idempotencyKey, signal }))
    // One event makes one notification, whose id says so.
    const notification_id = event.event_id.replace(/^evt_/, 'ntf_')
    effects.append({ aggregateId: notification_id, after: 0 }, [
      draft(notificationSent, { notification_id, order_id, customer_id, channel: 'email', template: mail.template }),
    ])
  }
