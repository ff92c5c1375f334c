/**
 * The parts of fauxqs that it does not export: its stores are embedded in this process, with no HTTP hop between them
 * and the event sources, and its queue is extended. The only file that knows where they are.
 */

export { S3Error, SqsError } from '../../node_modules/fauxqs/dist/common/errors.js'
export { PersistenceManager } from '../../node_modules/fauxqs/dist/persistence.js'
export { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js'
export { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js'
export { receiveMessage } from '../../node_modules/fauxqs/dist/sqs/actions/receiveMessage.js'
export { sendMessage } from '../../node_modules/fauxqs/dist/sqs/actions/sendMessage.js'
export { SqsQueue, SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js'
export type { InflightEntry, ReceivedMessage, SqsMessage } from '../../node_modules/fauxqs/dist/sqs/sqsTypes.js'
