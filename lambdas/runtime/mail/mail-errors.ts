import { PermanentError, type PipelineError, TransientError, UnavailableError } from '../errors.ts'
import { isRefused } from '../retry/is-away.ts'
import { textOf } from '../text-of.ts'

/** The mail as it is will never be taken. */
const aboutThisMail = new Set(['MessageRejected', 'BadRequestException'])

/** The account may not send now: once it is set up, or its quota is free again, the same mail is taken. */
const aboutTheAccount = new Set([
  'AccountSuspendedException',
  'LimitExceededException',
  'MailFromDomainNotVerifiedException',
  // The default configuration set of the identity does not exist.
  'NotFoundException',
  'SendingPausedException',
  'TooManyRequestsException',
])

/**
 * SES refuses with MessageRejected, too, while the sender is not verified, and in the sandbox every recipient that is not:
 * "Email address is not verified. The following identities failed the check in region …"
 * (https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html).
 */
const isNotVerified = /\bis not verified\b/i

/**
 * The meaning for the mail of an error of SendEmail (https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html):
 * - {@link PermanentError} `MAIL_REJECTED`: SES will never send this one.
 * - {@link UnavailableError} `MAIL_ACCOUNT_NOT_READY`, `MAIL_UNAVAILABLE`: nothing was sent, and the mail waits.
 * - {@link TransientError} `MAIL_OUTCOME_UNKNOWN`: no answer came, or a failure of SES itself: it may have been sent.
 * - {@link TransientError} `MAIL_REFUSED`: everything else, such as a missing permission; nothing was sent.
 */
export function toMailError(cause: unknown): PipelineError {
  const { name, message } = cause instanceof Error ? cause : new Error(textOf(cause))
  const said = `${name}: ${message}`
  if (aboutTheAccount.has(name) || (name === 'MessageRejected' && isNotVerified.test(message))) {
    return new UnavailableError('MAIL_ACCOUNT_NOT_READY', `SES does not send for this account now: ${said}`, { cause })
  }
  if (aboutThisMail.has(name)) {
    return new PermanentError('MAIL_REJECTED', `SES refuses the e-mail: ${message}`, { cause })
  }
  if (cause instanceof Error && isRefused(cause)) {
    return new UnavailableError('MAIL_UNAVAILABLE', `SES could not be reached: ${said}`, { cause })
  }
  return wasAnswered(cause)
    ? new TransientError('MAIL_REFUSED', `SES did not take the e-mail: ${said}`, { cause })
    : new TransientError('MAIL_OUTCOME_UNKNOWN', `SES gave no answer, so the e-mail may be sent: ${said}`, { cause })
}

/** A refusal with a status below 500 is an answer: nothing was sent. */
const wasAnswered = (cause: unknown): boolean => {
  const status = (cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500
}
