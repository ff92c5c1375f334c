import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { shippingOperations } from './operations.ts'
import { shippingRoutes } from './routes.ts'

export const handler = apiHandler(shippingRoutes, systemApiEnvironment(), shippingOperations)
