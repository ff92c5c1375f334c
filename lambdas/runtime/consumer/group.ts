import type { Delivery } from '../messages/message.ts'

/** What an ordered consumer keeps in order: the FIFO group, which is the aggregate's id. */
export const groupOf = ({ groupId, messageId }: Delivery): string => groupId ?? messageId
