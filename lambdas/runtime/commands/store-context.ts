import type { MessageContext } from '../consumer/handlers.ts'

/** The part of a message's context that deciding about a stream needs, so that tests of a domain need not make a whole one. */
export type StoreContext = Pick<MessageContext, 'effects' | 'eventStore' | 'clock' | 'signal' | 'wasOvertaken'>
