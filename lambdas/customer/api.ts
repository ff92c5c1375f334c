import { apiHandler } from '../runtime/http/api-handler.ts'
import { systemApiEnvironment } from '../runtime/http/system-environment.ts'
import { customerOperations } from './operations.ts'
import { customerRoutes } from './routes.ts'

export const handler = apiHandler(customerRoutes, systemApiEnvironment(), customerOperations)
