import type { ServiceDeclaration } from '../lambdas/runtime/declarations/service.ts'
import { shippingService } from '../lambdas/shipping/service.ts'

/** Every service of the system. A new one is a folder under `lambdas/` and a line here; all else follows from its declaration. */
export const services: readonly ServiceDeclaration[] = [shippingService]
