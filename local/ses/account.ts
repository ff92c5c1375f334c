import { ServiceError } from '../endpoint/service-error.ts'
import type { SentMail } from './mail.ts'

/** `production`: may send to everybody. `sandbox`: as every new account begins. */
export const sesModes = ['production', 'sandbox'] as const
export type SesMode = (typeof sesModes)[number]

/** The sandbox counts recipients: https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html */
export const SANDBOX_PER_DAY = 200
const SANDBOX_PER_SECOND = 1
const DAY_MS = 86_400_000

/** Takes mail from everybody to nobody, also in the sandbox. */
const SIMULATOR = 'simulator.amazonses.com'

/** What an account may send: from verified identities, in the sandbox only to verified ones, and only so much. */
export class MailAccount {
  readonly mode: SesMode
  readonly #region: string
  /** Addresses and domains. */
  readonly #verified = new Set<string>()
  #sent: { at: number; recipients: number }[] = []

  constructor(mode: SesMode, region: string) {
    this.mode = mode
    this.#region = region
  }

  get identities(): string[] {
    return [...this.#verified].sort()
  }

  /** An identity needs nobody here who follows a link or changes DNS: it is verified as soon as it exists. */
  verify(identity: string): void {
    this.#verified.add(normal(identity))
  }

  /** @returns whether there was one. */
  forget(identity: string): boolean {
    return this.#verified.delete(normal(identity))
  }

  isVerified(identity: string): boolean {
    return this.#verified.has(normal(identity))
  }

  /** Recipients within the last 24 hours. */
  sentLast24Hours(now: number): number {
    this.#sent = this.#sent.filter(({ at }) => at > now - DAY_MS)
    return this.#sent.reduce((sum, { recipients }) => sum + recipients, 0)
  }

  /**
   * Notes a mail that is about to be sent.
   * @throws {ServiceError} as SES words it: `MessageRejected`, in the sandbox also `ThrottlingException`.
   */
  admit({ from, to, cc, bcc, raw }: SentMail, now: number): void {
    const recipients = [...to, ...cc, ...bcc]
    // A raw message may name its sender itself; what stands in MIME is not read here.
    const senders = from === '' && raw !== undefined ? [] : [from]
    const checked = this.mode === 'sandbox' ? [...senders, ...recipients.filter((one) => !isSimulator(one))] : senders
    const failed = [...new Set(checked.map(addressOf).filter((address) => !this.#maySend(address)))]
    if (failed.length > 0) throw notVerified(failed, this.#region)
    if (this.mode === 'sandbox') this.#assertWithinQuota(recipients.length, now)
    this.#sent.push({ at: now, recipients: recipients.length })
  }

  /** https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html */
  #assertWithinQuota(recipients: number, now: number): void {
    if (this.sentLast24Hours(now) + recipients > SANDBOX_PER_DAY) throw throttled('Daily message quota exceeded.')
    const justNow = this.#sent.filter(({ at }) => at > now - 1000)
    if (justNow.length >= SANDBOX_PER_SECOND) throw throttled('Maximum sending rate exceeded.')
  }

  /** By its address, its domain, or a domain above that. */
  #maySend(address: string): boolean {
    if (this.isVerified(address)) return true
    const labels = domainOf(address).split('.')
    return labels.some((_, index) => this.isVerified(labels.slice(index).join('.')))
  }
}

/** `Shop <shop@example.com>` → `shop@example.com`. */
const addressOf = (mailbox: string): string => (/<([^<>]*)>\s*$/.exec(mailbox)?.[1] ?? mailbox).trim()

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()

const isSimulator = (mailbox: string): boolean => domainOf(addressOf(mailbox)) === SIMULATOR

/** The part before the @ is case-sensitive, domains are not. */
function normal(identity: string): string {
  const at = identity.lastIndexOf('@')
  return identity.slice(0, at + 1) + identity.slice(at + 1).toLowerCase()
}

/** https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html */
const notVerified = (identities: readonly string[], region: string) =>
  new ServiceError(
    'MessageRejected',
    `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${identities.join(', ')}`,
  )

const throttled = (message: string) => new ServiceError('ThrottlingException', message)
