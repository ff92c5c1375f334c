/** What sends the mails of this service. A service that sends them otherwise has its own function of the type `SendMail` here. */
export { sesMailer } from '../runtime/mail/ses-mailer.ts'
