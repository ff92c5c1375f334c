import { services } from '../../lib/services.ts'
import { synthesize } from '../../lib/synthesize.ts'
import { witnessService } from './witness/service.ts'

/** The CDK app of the soak: the system, and the witness of its order. */
await synthesize(process, [...services, witnessService])
