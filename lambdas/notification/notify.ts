import { notificationSent } from '../../events/notification.ts'
import { draft } from '../runtime/aggregate/event-draft.ts'
import type { MessageContext } from '../runtime/consumer/handlers.ts'
import { DeferredError, PermanentError, TransientError } from '../runtime/errors.ts'
import type { Dispatch, SendMail } from '../runtime/mail/ses-mailer.ts'
import type { Addressees } from './customers.ts'
import { type OrderNews, writeMail } from './mail.ts'

/** SES answers well within this. With less time left, a call would be cut off, and its mail perhaps sent twice. */
const LEAST_MS = 3000

/** Kept back, so that a call without an answer fails as such before the handler as a whole is cut off. */
const SPARE_MS = 300

/** Copies of one mail that a customer may get at worst, when SES takes it and its answers are lost. */
const MOST_COPIES = 3

/**
 * Mails the customer and states that it was done. The statement commits with the completion of the lease. The mail is a step:
 * when that commit fails, it is not sent again, however often the commit is tried; a crash between mail and commit sends it
 * again, with the same idempotency key.
 * A replay sends nothing: nobody wants last month's news. Nor is anything sent, or stated, without a sender.
 * @param sendMail absent while no sender is configured.
 * @throws {DeferredError} `CUSTOMER_UNKNOWN`: customers and orders come by different queues, so the copy may be late.
 * @throws {PermanentError} `MAIL_OUTCOME_UNKNOWN` after three requests without an answer: a person looks whether it was sent.
 */
export const notifyCustomer =
  (addressees: Addressees, sendMail: SendMail | undefined) =>
  async (event: OrderNews, context: MessageContext): Promise<void> => {
    const { effects, signal, idempotencyKey, replayId, breaker, step, logger } = context
    if (replayId !== undefined) {
      logger.info('no e-mail for a replayed event')
      return
    }
    if (!sendMail) {
      logger.info('no e-mail: emailFrom is not configured')
      return
    }
    const { customer_id, order_id } = event.data
    const addressee = await addressees.find(customer_id, signal)
    if (!addressee) throw new DeferredError('CUSTOMER_UNKNOWN', `Customer ${customer_id} is not known here (yet).`)
    const mail = writeMail(event, addressee.name)
    await step('mail', () => {
      const timeoutMs = context.remainingMs() - SPARE_MS
      if (timeoutMs < LEAST_MS) {
        throw new DeferredError('NO_TIME_LEFT', 'Too little time was left to wait for SES.')
      }
      const dispatch: Dispatch = { to: addressee.email, mail, idempotencyKey, signal, timeoutMs }
      return breaker('ses').run(() => sendOnce(sendMail, dispatch, context.attempt))
    })
    // One event makes one notification, whose id says so.
    const notification_id = event.event_id.replace(/^evt_/, 'ntf_')
    const { template, subject } = mail
    effects.append({ aggregateId: notification_id, after: 0 }, [
      draft(notificationSent, { notification_id, order_id, customer_id, channel: 'email', template, subject }),
    ])
  }

async function sendOnce(sendMail: SendMail, dispatch: Dispatch, attempt: number): Promise<void> {
  try {
    await sendMail(dispatch)
  } catch (error) {
    const isUnknown = error instanceof TransientError && error.code === 'MAIL_OUTCOME_UNKNOWN'
    if (!isUnknown || attempt < MOST_COPIES) throw error
    throw new PermanentError(error.code, error.message, { cause: error.cause })
  }
}
