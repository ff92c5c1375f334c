import { defineService } from '../runtime/declarations/service.ts'
import { auditConsumer } from './consumer.ts'

/** The archive of everything that has happened, as NDJSON objects in its bucket. */
export const auditService = defineService({ name: 'audit', bucket: true, consumers: [auditConsumer] })
